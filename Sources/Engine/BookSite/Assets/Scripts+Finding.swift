import Support

extension Scripts {
  /// Previews of what a reference points to, on hover and on focus; they stay while the pointer is over them.
  static let previews = #"""
    let preview = null;
    let previewTimer = 0;
    let previewOwner = null;
    const hidePreview = () => {
      clearTimeout(previewTimer);
      if (!preview) return;
      preview.remove();
      if (previewOwner) previewOwner.removeAttribute("aria-describedby");
      preview = previewOwner = null;
    };
    const previewKey = (link) => {
      if (link.dataset.preview) return link.dataset.preview;
      if (link.matches(".note-reference") && !matchMedia("(min-width: 1100px)").matches) {
        return (location.pathname.split("/").pop() || "index.html") + link.getAttribute("href");
      }
      return null;
    };
    const place = (link) => {
      const box = link.getClientRects()[0] || link.getBoundingClientRect();
      const width = preview.offsetWidth;
      const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
      const isBelow = box.bottom + preview.offsetHeight + 12 < innerHeight || box.top < preview.offsetHeight + 12;
      const top = isBelow ? box.bottom + 6 : box.top - preview.offsetHeight - 6;
      preview.style.left = left + scrollX + "px";
      preview.style.top = top + scrollY + "px";
    };
    const showPreview = async (link) => {
      await load("previews.js");
      const html = (window.bookPreviews || {})[previewKey(link)];
      if (!html || previewOwner === link) return;
      hidePreview();
      preview = make("div", { class: "preview", role: "tooltip", id: "site-preview" });
      preview.innerHTML = html;
      for (const element of all("[id]", preview)) element.removeAttribute("id");
      for (const element of all("a", preview)) element.tabIndex = -1;
      previewOwner = link;
      link.setAttribute("aria-describedby", "site-preview");
      document.body.append(preview);
      place(link);
    };
    const later = (action, delay) => { clearTimeout(previewTimer); previewTimer = setTimeout(action, delay); };
    const previewLink = (target) => {
      const link = target.closest && target.closest("a[data-preview], a.note-reference");
      return link && !link.closest(".preview") && previewKey(link) ? link : null;
    };
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const link = previewLink(event.target);
      if (link) later(() => showPreview(link), 220);
      else if (event.target.closest(".preview")) clearTimeout(previewTimer);
      else if (preview) later(hidePreview, 260);
      else clearTimeout(previewTimer);
    });
    document.addEventListener("focusin", (event) => {
      const link = previewLink(event.target);
      if (link && link.matches(":focus-visible")) later(() => showPreview(link), 120);
      else hidePreview();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hidePreview(); });

    """#

  /// Sections that contain every word of the query, titles first.
  static let search = #"""
    const searchBox = document.getElementById("site-search");
    const resultList = document.getElementById("site-results");
    let selected = -1;
    const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

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
        const score = words.reduce((sum, word) => sum + (own.includes(word) ? 12 : 0)
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

    """#
}
