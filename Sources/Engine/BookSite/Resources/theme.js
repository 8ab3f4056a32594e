"use strict";
// Storage may be refused on file:// pages; the book then forgets the choice and nothing else.
window.bookMemory = {
  get(name) { try { return localStorage.getItem("executable-book-" + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("executable-book-" + name, value); } catch {} },
};
(() => {
  const theme = window.bookMemory.get("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
