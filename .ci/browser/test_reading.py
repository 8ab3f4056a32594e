"""Search, previews, contents, themes, code and the keyboard, used as a reader uses them."""

import re

import pytest
from playwright.sync_api import expect

CHAPTER = "10-mnist.html"
FOCUS = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
  const name = element.tagName + " " + (element.id || element.textContent.trim().slice(0, 40));
  return element === document.body ? null : {
    name, isSeen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
  };
}"""


def ground(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def search(page, text):
    page.locator("#site-search").fill(text)
    return page.locator("#site-results [role=option]")


# --- Themes and code -------------------------------------------------------------------------------------------


def test_theme(reader):
    page = reader.open("index.html")
    choice = page.get_by_label("Appearance")
    light = ground(page)
    choice.select_option("dark")
    dark = ground(page)
    assert dark != light
    page.reload()
    assert ground(page) == dark, "the choice is not remembered"
    choice.select_option("system")
    assert ground(page) == light
    page.emulate_media(color_scheme="dark")
    assert ground(page) == dark, "the system's choice is not followed"
    choice.select_option("light")
    assert ground(page) == light, "the reader's choice does not win over the system's"


def test_figures_follow_the_theme(reader):
    page = reader.open(CHAPTER)
    figure = page.locator("figure.book-figure").first
    expect(figure.locator("img.on-light").first).to_be_visible()
    expect(figure.locator("img.on-dark").first).to_be_hidden()
    page.get_by_label("Appearance").select_option("dark")
    expect(figure.locator("img.on-light").first).to_be_hidden()
    expect(figure.locator("img.on-dark").first).to_be_visible()


def test_code(reader):
    page = reader.open(CHAPTER)
    panels = page.locator("details.source").count()
    assert panels > 0 and page.locator("details.source[open]").count() == 0
    switch = page.locator("#site-code")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(page.locator("details.source[open]")).to_have_count(panels)
    switch.click()
    expect(page.locator("details.source[open]")).to_have_count(0)


def test_copy(reader):
    page = reader.open(CHAPTER)
    page.locator("#site-code").click()
    button = page.locator(".copy:visible").first
    button.click()
    expect(button).to_have_text(re.compile("^(Copied|Not copied)$"))
    expect(button).to_have_text("Copy")


# --- Search ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, first",
    [
        ("C8", r"\bC8\b"),
        ("mu", r"[μ𝜇]|\bmu\b|\bmatrix measure"),
        ("fig 10.4", r"^Figure 10\.4\b"),
        ("how much larger", r"\bHow much larger\?"),
    ],
)
def test_search_finds(reader, query, first):
    page = reader.open("index.html")
    results = search(page, query)
    expect(results.first).to_have_attribute("aria-selected", "true")
    expect(results.first).to_have_text(re.compile(first))
    expect(results.first.locator("mark").or_(results.first.locator(".result-title")).first).to_be_visible()


def test_a_long_chapter_has_few_tab_stops(reader):
    page = reader.open("10-mnist.html")
    stops = 0
    while stops < 200:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
    assert 20 < stops < 100


def test_search_leads_there(reader):
    page = reader.open("index.html")
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("fig 10.4")
    expect(page.locator("#site-results [role=option]").first).to_have_text(re.compile("^Figure 10\\.4"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/10-mnist\.html#fig-"))
    target = page.locator("figure:target")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("Figure 10.4")


def test_search_by_keyboard(reader):
    page = reader.open(CHAPTER)
    results = search(page, "the")
    expect(results.nth(1)).to_be_visible()
    count = results.count()
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(results.nth(count - 1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#site-results")).to_be_hidden()


def test_search_takes_text(reader):
    page = reader.open("index.html")
    search(page, "qqqq xyzzy")
    expect(page.locator("#site-results")).to_contain_text("Nothing found")
    search(page, "<img src=x onerror=alert(1)> .*(")
    expect(page.locator("#site-results")).to_contain_text("Nothing found")
    assert page.locator("#site-results img").count() == 0


# --- Previews --------------------------------------------------------------------------------------------------


def test_preview_by_mouse(reader):
    page = reader.open(CHAPTER)
    link = page.locator("article p > a[data-preview]").first
    link.hover()
    preview = page.locator(".preview")
    expect(preview).to_be_visible()
    expect(preview).not_to_be_empty()
    expect(link).to_have_attribute("aria-describedby", "site-preview")
    assert preview.locator("[id]").count() == 0, "the preview repeats an id"
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    assert link.get_attribute("aria-describedby") is None


def test_preview_by_keyboard(reader):
    page = reader.open(CHAPTER)
    link = page.locator("article p > a[data-preview]").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(page.locator(".preview")).to_be_visible()
    page.keyboard.press("Tab")
    expect(link).not_to_have_attribute("aria-describedby", "site-preview")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_have_count(1)


# --- Contents --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 768, 1279])
def test_contents_below_wide_screens(reader, width):
    page = reader.open(CHAPTER, width=width)
    contents = page.locator("#site-contents")
    opener = page.locator(".site-contents-link")
    expect(opener).to_be_in_viewport()
    expect(contents).not_to_be_in_viewport()
    page.mouse.wheel(0, 3000)
    expect(opener).to_be_in_viewport()
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(contents).to_be_in_viewport()
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(contents).not_to_be_in_viewport()
    opener.press("Enter")
    expect(contents).to_be_in_viewport()
    contents.get_by_role("link", name="One equilibrium for every input").click()
    page.wait_for_url(re.compile(r"/04-well-posedness\.html$"))


def test_contents_on_wide_screens(reader):
    page = reader.open(CHAPTER)
    expect(page.locator(".site-contents-link")).to_be_hidden()
    expect(page.locator("#site-contents a[aria-current=page]")).to_be_visible()
    last = page.locator("article h2[id]").last
    last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 20_000)
    expect(page.locator(".contents-sections a[aria-current]")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 768])
def test_search_below_wide_screens(reader, width):
    page = reader.open(CHAPTER, width=width)
    page.mouse.wheel(0, 3000)
    expect(page.locator("#site-search")).to_be_in_viewport()
    results = search(page, "C8")
    expect(results.first).to_be_in_viewport(ratio=0.9)
    results.first.click()
    expect(page.locator(":target")).to_have_count(1)


# --- Keyboard --------------------------------------------------------------------------------------------------


def test_first_stop_skips_to_the_text(reader):
    page = reader.open(CHAPTER)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#site-main")).to_be_focused()


@pytest.mark.parametrize("width, most", [(375, 120), (1280, 99)])
def test_every_stop_is_seen(reader, width, most):
    """Under 100 stops of the tab key in a long chapter, besides what scrolls sideways on a telephone; each can be seen."""
    page = reader.open(CHAPTER, width=width)
    page.locator("#site-main").focus()
    faults, stops = [], 0
    while stops <= most:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or page.evaluate("!document.activeElement.closest('article')"):
            break
        stops += 1
        if not focus["isSeen"] or not focus["isMarked"]:
            faults.append(focus["name"])
    assert 10 < stops <= most
    assert not faults
