const contentsLink = document.querySelector(".site-contents-link");
const contentsList = document.getElementById("site-contents");
contentsLink.setAttribute("role", "button");
contentsLink.setAttribute("aria-expanded", "false");
contentsLink.setAttribute("aria-controls", "site-contents");
const openContents = (isOpen) => {
  const head = document.querySelector(".site-header").getBoundingClientRect().bottom;
  contentsList.style.setProperty("--below-head", Math.max(0, head) + "px");
  contentsList.classList.toggle("is-open", isOpen);
  contentsLink.setAttribute("aria-expanded", String(isOpen));
};
const toggleContents = (event) => {
  event.preventDefault();
  openContents(!contentsList.classList.contains("is-open"));
};
contentsLink.addEventListener("click", toggleContents);
contentsList.addEventListener("click", (event) => { if (event.target.closest("a")) openContents(false); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !contentsList.classList.contains("is-open")) return;
  openContents(false);
  contentsLink.focus();
});
contentsLink.addEventListener("keydown", (event) => { if (event.key === " ") toggleContents(event); });

const sectionLinks = new Map(
  all(".contents-sections a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const headings = all("article h2[id], article h3[id]").filter((heading) => sectionLinks.has(heading.id));
const markCurrent = () => {
  let current = null;
  for (const heading of headings) {
    if (heading.getBoundingClientRect().top < innerHeight * 0.3) current = heading;
  }
  for (const [id, link] of sectionLinks) {
    if (current && id === current.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};
// The browser sends this event at most once before it paints.
addEventListener("scroll", markCurrent, { passive: true });
markCurrent();
