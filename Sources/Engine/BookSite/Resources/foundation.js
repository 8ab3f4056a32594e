"use strict";
const memory = window.bookMemory;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
// Data files are scripts, because a page on disk may load nothing else.
const loading = new Map();
const load = (file, folder = "assets/") => {
  if (!loading.has(file)) {
    loading.set(file, new Promise((resolve) => {
      const script = make("script", { src: folder + file });
      script.onload = script.onerror = resolve;
      document.head.append(script);
    }));
  }
  return loading.get(file);
};

for (const element of all(".site-tools, .copy, .enlarge")) element.hidden = false;
// Of several links to one place the first is a stop of the tab key.
const stops = new Set();
for (const link of all("main :is(a.reference, a.citation-link, a.check-place)")) {
  if (stops.has(link.href)) link.tabIndex = -1;
  stops.add(link.href);
}
// A link to itself gives its address to the pointer, and need not be a stop of the tab key: the contents lead to sections, and so
// do references to the rest.
for (const link of all("a.label, a.permalink, a.equation-number, .claim-label a")) link.tabIndex = -1;
const wide = matchMedia("(min-width: 1100px)");
const markNotes = () => {
  // Where notes stand in the margin, the number beside the words leads nowhere else.
  for (const link of all("a.note-reference")) link.tabIndex = wide.matches ? -1 : 0;
};
markNotes();
wide.addEventListener("change", markNotes);

// What scrolls sideways can be reached by keyboard.
const markScrollers = () => {
  for (const element of all(".scroll, pre")) {
    if (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 1) {
      element.tabIndex = 0;
    } else {
      element.removeAttribute("tabindex");
    }
  }
};
window.addEventListener("load", markScrollers);
window.addEventListener("resize", markScrollers);
document.addEventListener("toggle", markScrollers, true);
