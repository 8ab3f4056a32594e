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
