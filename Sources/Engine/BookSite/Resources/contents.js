const contentsLink = document.querySelector(".site-contents-link");
const contentsList = document.getElementById("site-contents");
contentsLink.setAttribute("role", "button");
contentsLink.setAttribute("aria-expanded", "false");
contentsLink.setAttribute("aria-controls", "site-contents");
const toggleContents = (event) => {
  event.preventDefault();
  const isOpen = contentsList.classList.toggle("is-open");
  contentsLink.setAttribute("aria-expanded", String(isOpen));
};
contentsLink.addEventListener("click", toggleContents);
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
