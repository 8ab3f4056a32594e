"use strict";
// Shows what becomes of builds, and loads the page again after one.
(function () {
  const names = { compiling: "compiling the cells", building: "building", waiting: "waiting for another build" };
  let first = null;
  let shown = "";
  let panel = null;

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function line(mistake) {
    const item = element("li");
    if (mistake.link) {
      const link = element("a", mistake.place);
      link.href = mistake.link;
      item.append(link, ": ");
    } else if (mistake.place) {
      item.append(mistake.place + ": ");
    }
    item.append(mistake.message);
    return item;
  }

  function show(state) {
    const isOpen = Boolean(panel && panel.querySelector("details[open]"));
    const count = state.mistakes.length;
    if (!panel) {
      panel = element("aside", "", "live-panel");
      panel.setAttribute("role", "status");
      document.body.append(panel);
    }
    panel.replaceChildren();
    panel.hidden = !count && state.phase === "idle";
    panel.classList.toggle("has-mistakes", count > 0);
    if (state.phase !== "idle") {
      panel.append(element("p", names[state.phase] + "… " + (state.seconds ? state.seconds + " s" : "")));
    }
    if (!count) return;
    panel.append(element("p", "The last build failed; this page is of the last good one."));
    const list = element("ul");
    state.mistakes.forEach(function (mistake) { list.append(line(mistake)); });
    const details = element("details");
    details.open = isOpen;
    details.append(element("summary", "All that the build said"), element("pre", state.output));
    panel.append(list, details);
  }

  window.liveState = function (state) {
    if (first === null) first = state.version;
    if (state.version !== first) return location.reload();
    const text = JSON.stringify(state);
    if (text !== shown) show(state);
    shown = text;
  };

  function ask() {
    const script = document.createElement("script");
    script.src = "/-state.js?" + Date.now();
    script.onload = script.onerror = function () {
      script.remove();
      setTimeout(ask, 300);
    };
    document.head.append(script);
  }

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "/-live.css";
  document.head.append(style);
  ask();
})();
