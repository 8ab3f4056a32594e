// A figure at full size: buttons and the keys + - 0 change the size, dragging moves it.
const enlarge = (figure, button) => {
  const shown = figure.querySelector(".figure-image");
  const box = shown.cloneNode(true);
  for (const element of all(".enlarge, .points, .point-spoken, .point-mark, .point-values", box)) element.remove();
  const image = box.querySelector("img");
  const framed = box.querySelector(".frame-window");
  const ratio = framed ? Number(framed.style.getPropertyValue("--ratio"))
    : image.getAttribute("width") / image.getAttribute("height");
  const caption = make("p");
  caption.append(...[...figure.querySelector("figcaption").childNodes].map((node) => node.cloneNode(true)));
  const [smaller, larger, close] = [["Smaller", "−"], ["Larger", "+"], ["Close", "Close"]].map(([name, text]) =>
    make("button", { type: "button", "aria-label": name }, text));
  const controls = make("div", { class: "zoom" }, smaller, larger, close);
  const dialog = make("dialog", { class: "enlarged", "aria-label": button.getAttribute("aria-label") },
    controls, box, caption);
  const fitting = () => Math.min(innerWidth * 0.92 - 24, innerHeight * 0.76 * ratio);
  let width = 0;
  const draw = (wanted) => {
    const [x, y] = [box.scrollLeft + box.clientWidth / 2, box.scrollTop + box.clientHeight / 2];
    const factor = width ? Math.max(fitting(), Math.min(fitting() * 8, wanted)) / width : 0;
    width = Math.max(fitting(), Math.min(fitting() * 8, wanted));
    dialog.style.setProperty("--drawn", width + "px");
    box.scrollTo(x * factor - box.clientWidth / 2, y * factor - box.clientHeight / 2);
    box.classList.toggle("can-move", width > fitting() + 1);
    hideValues(box);
  };
  smaller.addEventListener("click", () => draw(width / 1.5));
  larger.addEventListener("click", () => draw(width * 1.5));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (click) => { if (click.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    const factor = { "+": 1.5, "=": 1.5, "-": 1 / 1.5, "0": 0 }[event.key];
    if (factor !== undefined) { event.preventDefault(); draw(width * factor); }
  });
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "The drawing; arrow keys move it");
  box.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch" && event.buttons === 1) box.scrollBy(-event.movementX, -event.movementY);
  });
  box.addEventListener("dragstart", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    if (event.pointerType === "touch" && box.dataset.places) followPointer(box, event.clientX, event.clientY, 32);
  });
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  document.body.append(dialog);
  if (box.dataset.places) makeQuestionable(box);
  dialog.showModal();
  // Where the screen is narrower than the drawing, it begins as a window on the drawing's own size.
  draw(Math.min(image.getAttribute("width"), fitting() * 3));
};
document.addEventListener("click", async (event) => {
  const figure = event.target.closest(".enlarge, figure.book-figure .figure-image img, figure.book-figure .points") &&
    event.target.closest("figure");
  const button = figure && figure.querySelector(".enlarge");
  if (!button) return;
  const box = figure.querySelector(".figure-image");
  const isTap = event.pointerType === "touch" && !event.target.closest(".enlarge");
  if (isTap && box.dataset.places && await followPointer(box, event.clientX, event.clientY, 32)) return;
  enlarge(figure, button);
});
