const searchBox = document.getElementById("site-search");
const resultList = document.getElementById("site-results");
let selected = -1;
const greek = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma "
  + "tau upsilon phi chi psi omega").split(" ");
// Without accents, and Greek letters by their names.
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
  .replace(/[α-ω]/g, (letter) => greek[letter.charCodeAt(0) - 0x3b1]);

const closeResults = () => {
  resultList.hidden = true;
  searchBox.setAttribute("aria-expanded", "false");
  searchBox.removeAttribute("aria-activedescendant");
  selected = -1;
};
const select = (index) => {
  const items = all("[role=option]", resultList);
  if (!items.length) return;
  selected = (index + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === selected)));
  searchBox.setAttribute("aria-activedescendant", items[selected].id);
  items[selected].scrollIntoView({ block: "nearest" });
};
// The text around the first word, with the words marked.
const snippet = (text, words) => {
  const folded = fold(text);
  const found = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
  const start = Math.max(0, (found.length ? Math.min(...found) : 0) - 40);
  const line = make("span", { class: "result-text" }, start > 0 ? "… " : "");
  const pattern = new RegExp("(" + words.map((w) => w.replace(/[^\w\s]/g, "\\$&")).join("|") + ")", "i");
  text.slice(start, start + 150).split(pattern).forEach((part, i) => {
    line.append(i % 2 ? make("mark", {}, part) : part);
  });
  line.append("…");
  return line;
};
const runSearch = async () => {
  await load("search.js");
  const words = fold(searchBox.value).split(/\s+/).filter(Boolean);
  resultList.replaceChildren();
  if (!words.length) return closeResults();
  const hits = [];
  for (const section of window.bookSections || []) {
    const title = fold(section.p + " " + section.h);
    const text = fold(section.x);
    if (!words.every((word) => title.includes(word) || text.includes(word))) continue;
    const own = fold(section.h || section.p);
    const name = own.split(/[^\w.-]+/);
    const score = words.reduce((sum, word) => sum + (own.includes(word) ? 12 : 0)
      + (name.includes(word) ? 20 : 0)
      + (title.includes(word) ? 4 : 0) + Math.min(4, text.split(word).length - 1), 0);
    hits.push({ section, score });
  }
  hits.sort((a, b) => b.score - a.score);
  hits.slice(0, 12).forEach(({ section }, i) => {
    const title = make("span", { class: "result-title" }, section.h || section.p, " ");
    if (section.h) title.append(make("span", { class: "result-page" }, section.p));
    const item = make("li", { role: "option", id: "site-result-" + i, "aria-selected": "false" },
      title, snippet(section.x, words));
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => { closeResults(); searchBox.blur(); location.href = section.u; });
    resultList.append(item);
  });
  if (!hits.length) {
    resultList.append(make("li", { class: "no-result", role: "option", "aria-disabled": "true",
      "aria-selected": "false", id: "site-result-0" }, "Nothing found"));
  }
  resultList.hidden = false;
  searchBox.setAttribute("aria-expanded", "true");
  if (hits.length) select(0);
};
searchBox.addEventListener("focus", () => load("search.js"));
searchBox.addEventListener("input", runSearch);
searchBox.addEventListener("blur", closeResults);
searchBox.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") { event.preventDefault(); select(selected + 1); }
  else if (event.key === "ArrowUp") { event.preventDefault(); select(selected - 1); }
  else if (event.key === "Enter") {
    const item = all("[role=option]:not([aria-disabled])", resultList)[selected];
    if (item) { event.preventDefault(); item.click(); }
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (resultList.hidden) { searchBox.value = ""; searchBox.blur(); }
    closeResults();
  }
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    searchBox.focus();
    searchBox.select();
  }
});
