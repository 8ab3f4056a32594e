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
// Where a word stands in a folded text, whole words first. "mu" in "much" is not whole, in "mu2" it is.
const occurrences = (text, word) => {
  const kind = (letter) => (/[a-z]/.test(letter) ? "letter" : /\d/.test(letter) ? "digit" : "");
  const goesOn = (one, next) => kind(one) !== "" && kind(one) === kind(next);
  const [whole, inside] = [[], []];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const isInside = goesOn(text.charAt(at - 1), word[0]) || goesOn(word[word.length - 1], text.charAt(at + word.length));
    (isInside ? inside : whole).push(at);
  }
  return { whole, inside };
};
// The text around the first word, with the words marked. Folded text may be longer, so each of its letters has a place.
const snippet = (text, words) => {
  const letters = [...text];
  const foldedLetters = letters.map(fold);
  const places = foldedLetters.flatMap((folded, i) => Array.from(folded, () => i));
  const found = words.map((word) => ({ word, ...occurrences(foldedLetters.join(""), word) }));
  const firsts = (key) => found.filter((one) => one[key].length).map((one) => places[one[key][0]]);
  const first = Math.min(...(firsts("whole").length ? firsts("whole") : firsts("inside")), letters.length);
  const start = first < letters.length ? Math.max(0, first - 40) : 0;
  const marked = new Set();
  for (const { word, whole, inside } of found) {
    for (const at of whole.length ? whole : inside) for (let i = 0; i < word.length; i += 1) marked.add(places[at + i]);
  }
  const line = make("span", { class: "result-text" }, start > 0 ? "… " : "");
  for (let i = start; i < Math.min(start + 150, letters.length);) {
    let end = i + 1;
    while (end < start + 150 && end < letters.length && marked.has(end) === marked.has(i)) end += 1;
    const part = letters.slice(i, end).join("");
    line.append(marked.has(i) ? make("mark", {}, part) : part);
    i = end;
  }
  line.append("…");
  return line;
};
// What a numbered thing looks like, as its preview shows it, without what the title says already; nothing to follow or to reach.
const shown = (section) => {
  const html = /^\D/.test(section.h) && (window.bookPreviews || {})[section.u];
  if (!html) return null;
  const box = make("span", { class: "result-preview" });
  box.innerHTML = html;
  for (const element of all("p:first-child:has(> strong:first-child), .label, .theorem-label, .sidenote", box)) {
    element.remove();
  }
  for (const element of all("[id], [tabindex], [role]", box)) {
    for (const name of ["id", "tabindex", "role"]) element.removeAttribute(name);
  }
  for (const link of all("a, button", box)) link.replaceWith(...link.childNodes);
  return box;
};
const score = (section, words) => {
  const [own, page, text] = [section.h || section.p, section.p, section.x].map(fold);
  let sum = 0;
  for (const word of words) {
    const [inOwn, inPage, inText] = [own, page, text].map((one) => occurrences(one, word));
    // Inside a longer word, one or two letters mean little.
    const weak = word.length > 2 ? 1 : 0.1;
    const points = (inOwn.whole.length ? 32 : inOwn.inside.length ? 12 * weak : 0)
      + (inPage.whole.length ? 4 : inPage.inside.length ? 4 * weak : 0)
      + Math.min(6, inText.whole.length * 2) + Math.min(4, inText.inside.length) * weak;
    if (!points) return 0;
    sum += points;
  }
  return sum;
};
const runSearch = async () => {
  await Promise.all([load("search.js"), load("previews.js")]);
  const words = fold(searchBox.value).split(/\s+/).filter(Boolean);
  resultList.replaceChildren();
  if (!words.length) return closeResults();
  const hits = (window.bookSections || []).map((section) => ({ section, score: score(section, words) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score);
  hits.slice(0, 12).forEach(({ section }, i) => {
    const title = make("span", { class: "result-title" }, section.h || section.p, " ");
    if (section.h) title.append(make("span", { class: "result-page" }, section.p));
    const item = make("li", { role: "option", id: "site-result-" + i, "aria-selected": "false" },
      title, shown(section) || snippet(section.x, words));
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
searchBox.addEventListener("focus", () => { load("search.js"); load("previews.js"); });
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
