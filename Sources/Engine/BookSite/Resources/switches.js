const themeChoice = document.getElementById("site-theme");
themeChoice.value = document.documentElement.dataset.theme || "system";
themeChoice.addEventListener("change", () => {
  const theme = themeChoice.value;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  memory.set("theme", theme);
});

const codeSwitch = document.getElementById("site-code");
const showCode = (isShown) => {
  codeSwitch.setAttribute("aria-pressed", String(isShown));
  for (const details of all("details.source, details.all-checks")) details.open = isShown;
};
if (memory.get("code") === "shown") showCode(true);
codeSwitch.addEventListener("click", () => {
  const isShown = codeSwitch.getAttribute("aria-pressed") !== "true";
  showCode(isShown);
  memory.set("code", isShown ? "shown" : "folded");
});

const copyText = async (text) => {
  try { await navigator.clipboard.writeText(text); return true; } catch {}
  const area = make("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const copied = await copyText(button.parentElement.querySelector("code").textContent.trimEnd());
  button.textContent = copied ? "Copied" : "Not copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});

// Beside the text on wide screens; elsewhere a note opens where its number is.
document.addEventListener("click", (event) => {
  const reference = event.target.closest(".note-reference");
  if (!reference || matchMedia("(min-width: 1100px)").matches) return;
  event.preventDefault();
  const note = document.getElementById(reference.getAttribute("href").slice(1));
  const isOpen = note.classList.toggle("is-open");
  reference.setAttribute("aria-expanded", String(isOpen));
  hidePreview();
});
