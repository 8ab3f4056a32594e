document.addEventListener("click", (event) => {
  const figure = event.target.closest(".enlarge, figure.book-figure .figure-image img") &&
    event.target.closest("figure");
  const button = figure && figure.querySelector(".enlarge");
  if (!button) return;
  const images = all(".figure-image img", figure).map((image) => image.cloneNode());
  const first = images[0];
  const close = make("button", { type: "button" }, "Close");
  const caption = make("p");
  caption.append(...[...figure.querySelector("figcaption").childNodes].map((node) => node.cloneNode(true)));
  const box = make("div", { class: "figure-image" }, ...images);
  const dialog = make("dialog", { class: "enlarged", "aria-label": button.getAttribute("aria-label") },
    box, caption, close);
  dialog.style.setProperty("--ratio", String(first.width && first.height
    ? first.getAttribute("width") / first.getAttribute("height") : 1.5));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (click) => { if (click.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});
