import BookEvaluation
import BookStore

/// The little JavaScript of the site: no library, no request beyond the folder, nothing that reading needs.
enum Scripts {
  /// Runs before the page is drawn.
  static let theme = #"""
    "use strict";
    // Storage may be refused on file:// pages; the book then forgets the choice and nothing else.
    window.bookMemory = {
      get(name) { try { return localStorage.getItem("nemon-book-" + name); } catch { return null; } },
      set(name, value) { try { localStorage.setItem("nemon-book-" + name, value); } catch {} },
    };
    (() => {
      const theme = window.bookMemory.get("theme");
      if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    })();

    """#

  static let book = [foundation, switches, figures, contents, previews, search].joined(separator: "\n")

  private static let foundation = #"""
    "use strict";
    const memory = window.bookMemory;
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const make = (name, attributes = {}, ...children) => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    // Data files are scripts, because a page on disk may load nothing else.
    const loading = new Map();
    const load = (file) => {
      if (!loading.has(file)) {
        loading.set(file, new Promise((resolve) => {
          const script = make("script", { src: "assets/" + file });
          script.onload = script.onerror = resolve;
          document.head.append(script);
        }));
      }
      return loading.get(file);
    };

    for (const element of all(".site-tools, .copy, .enlarge")) element.hidden = false;

    // What scrolls sideways can be reached by keyboard.
    const markScrollers = () => {
      for (const element of all(".scroll, pre")) {
        if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) {
          element.tabIndex = 0;
        } else {
          element.removeAttribute("tabindex");
        }
      }
    };
    window.addEventListener("load", markScrollers);
    window.addEventListener("resize", markScrollers);
    document.addEventListener("toggle", markScrollers, true);

    """#

  private static let switches = #"""
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
      for (const details of all("details.panel.code")) details.open = isShown;
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

    """#

  private static let figures = #"""
    document.addEventListener("click", (event) => {
      const button = event.target.closest(".enlarge");
      if (!button) return;
      const figure = button.closest("figure");
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

    """#

  private static let contents = #"""
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
    let waiting = false;
    const markCurrent = () => {
      waiting = false;
      let current = null;
      for (const heading of headings) {
        if (heading.getBoundingClientRect().top < innerHeight * 0.3) current = heading;
      }
      for (const [id, link] of sectionLinks) {
        if (current && id === current.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };
    addEventListener("scroll", () => {
      if (!waiting) { waiting = true; requestAnimationFrame(markCurrent); }
    }, { passive: true });
    markCurrent();

    """#
}
