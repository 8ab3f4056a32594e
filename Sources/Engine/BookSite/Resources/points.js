// The values of the point that the pointer, a finger or the arrow keys are at.
const placesOf = async (name) => {
  await load(name + ".js", "figures/");
  return (window.bookPlaces || {})[name];
};
const shownImage = (box) => all("img", box).find((image) => image.offsetWidth > 0);
const frameOf = (box) => Number(box.dataset.frame || 0);
// Series by series, from left to right.
const seriesOf = (places, frame) => places.panels.filter((panel) => panel.frame === undefined || panel.frame === frame)
  .flatMap((panel) => panel.series.map((series) => ({
    panel, name: [places.panels.length > 1 ? panel.title : "", series.name].filter(Boolean).join(", "),
    points: [...series.points].sort((a, b) => a.at[0] - b.at[0]),
  })));
const hideValues = (box) => {
  for (const element of all(".point-mark, .point-values", box)) element.remove();
};
const rowsOf = ({ panel, name }, point) => [
  name, (panel.x ? panel.x + ": " : "") + point.x,
  (panel.y ? panel.y + ": " : "") + point.y + (point.range ? " (" + point.range + ")" : ""),
].filter(Boolean);
const showValues = (box, series, point) => {
  hideValues(box);
  const image = shownImage(box).getBoundingClientRect();
  const home = box.getBoundingClientRect();
  const scale = image.width / Number(shownImage(box).getAttribute("width"));
  const left = image.left - home.left + box.scrollLeft + point.at[0] * scale;
  const top = image.top - home.top + box.scrollTop + point.at[1] * scale;
  const mark = make("span", { class: "point-mark" });
  const values = make("div", { class: "point-values" }, ...rowsOf(series, point).map((row) => make("span", {}, row)));
  box.append(mark, values);
  mark.style.left = left + "px";
  mark.style.top = top + "px";
  const room = box.scrollLeft + box.clientWidth - values.offsetWidth - 4;
  values.style.left = Math.max(box.scrollLeft, Math.min(left + 12, room)) + "px";
  const above = top - values.offsetHeight - 10;
  values.style.top = (above < box.scrollTop ? top + 14 : above) + "px";
};
const nearestPoint = (places, box, x, y, reach) => {
  const image = shownImage(box).getBoundingClientRect();
  const scale = image.width / Number(shownImage(box).getAttribute("width"));
  let nearest = null;
  for (const series of seriesOf(places, frameOf(box))) {
    for (const point of series.points) {
      const distance = Math.hypot(image.left + point.at[0] * scale - x, image.top + point.at[1] * scale - y);
      if (distance < (nearest ? nearest.distance : reach)) nearest = { series, point, distance };
    }
  }
  return nearest;
};
const followPointer = async (box, x, y, reach) => {
  const places = await placesOf(box.dataset.places);
  const nearest = places && shownImage(box) && nearestPoint(places, box, x, y, reach);
  if (nearest) showValues(box, nearest.series, nearest.point);
  else hideValues(box);
  return Boolean(nearest);
};
const stepTo = async (box, stop, key) => {
  const places = await placesOf(box.dataset.places);
  const series = places ? seriesOf(places, frameOf(box)) : [];
  if (!series.length) return;
  let [row, column] = (box.dataset.point || "0 -1").split(" ").map(Number);
  row = Math.min(row, series.length - 1);
  if (key === "ArrowUp") row = (row + series.length - 1) % series.length;
  if (key === "ArrowDown") row = (row + 1) % series.length;
  const count = series[row].points.length;
  if (key === "ArrowRight") column += 1;
  if (key === "ArrowLeft") column -= 1;
  if (key === "Home") column = 0;
  if (key === "End") column = count - 1;
  column = Math.max(0, Math.min(column, count - 1));
  box.dataset.point = row + " " + column;
  showValues(box, series[row], series[row].points[column]);
  box.querySelector(".point-spoken").textContent = rowsOf(series[row], series[row].points[column]).join(". ");
};
const makeQuestionable = (box) => {
  const stop = make("div", { class: "points", role: "application", tabindex: "0", "aria-label":
    "Values of " + box.dataset.label + ": arrow keys go from point to point and from series to series" + (box.querySelector(".enlarge") ? ", enter enlarges" : "") });
  // From here, the enter key enlarges.
  for (const button of all(".enlarge", box)) button.tabIndex = -1;
  box.append(stop, make("div", { class: "point-spoken visually-hidden", "aria-live": "polite" }));
  box.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") followPointer(box, event.clientX, event.clientY, 24);
  });
  box.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") hideValues(box); });
  stop.addEventListener("blur", () => hideValues(box));
  stop.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && box.querySelector(".enlarge")) box.querySelector(".enlarge").click();
    if (event.key === "Escape" && box.querySelector(".point-values")) { event.preventDefault(); hideValues(box); }
    if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    stepTo(box, stop, event.key);
  });
};
for (const box of all(".figure-image[data-places]")) makeQuestionable(box);

// One frame at a time.
for (const choice of all(".frame-choice")) {
  const box = choice.parentElement.querySelector(".figure-image");
  const slider = choice.querySelector("input.frames");
  const names = JSON.parse(slider.dataset.names);
  const show = () => {
    box.dataset.frame = slider.value;
    box.querySelector(".frame-window").style.setProperty("--frame", slider.value);
    slider.setAttribute("aria-valuetext", names[slider.value]);
    choice.querySelector("output").textContent = names[slider.value];
    hideValues(box);
  };
  box.classList.add("is-stepped");
  choice.hidden = false;
  slider.addEventListener("input", show);
  show();
}
