"""Every page, at the widths of telephones, tablets, desktops and large screens, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import HEIGHT, PAGES, THEMES

WIDTHS = [320, 375, 768, 1280, 2560]
# Style sheets are not fetched again: the pages may not do so.
AXE = {"resultTypes": ["violations"], "preload": False}

# What a reader cannot see without scrolling sideways, with everything unfolded.
HIDDEN = """() => {
  const found = [], root = document.scrollingElement;
  for (const panel of document.querySelectorAll("details")) panel.open = true;
  if (root.scrollWidth > root.clientWidth) found.push("the page, which is " + root.scrollWidth + " px wide");
  for (const outcome of document.querySelectorAll(".verdict, .check-result")) {
    const box = outcome.getBoundingClientRect();
    let right = root.clientWidth;
    for (let parent = outcome.parentElement; parent; parent = parent.parentElement) {
      if (parent.matches(".scroll")) right = Math.min(right, parent.getBoundingClientRect().right);
    }
    if (box.width === 0 || box.left < 0 || box.right > right + 1) found.push(outcome.textContent.trim());
  }
  return found;
}"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_and_accessible(reader, name, theme):
    page = reader.open(name, theme=theme)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        violations = Axe().run(page, options=AXE).response["violations"]
        found += [
            f"at {width} px, {violation['id']} ({violation['help']}): {node['html'][:200]}"
            for violation in violations
            for node in violation["nodes"]
        ]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"at {width} px one must scroll sideways to see {what}" for what in page.evaluate(HIDDEN)]
    assert not found
