"""Figures that open at full size."""

import pytest
from conftest import PAGES, SITE
from playwright.sync_api import expect

CHAPTER = "10-mnist.html"


@pytest.mark.parametrize("width", [375, 1280])
def test_zoom_by_mouse(reader, width):
    page = reader.open(CHAPTER, width=width)
    page.locator("figure.book-figure .figure-image img:visible").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("img:visible").first).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_zoom_by_keyboard(reader):
    page = reader.open(CHAPTER)
    button = page.get_by_role("button", name="Enlarge").first
    button.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


# --- Larger and smaller ----------------------------------------------------------------------------------------


def test_zoom_on_a_telephone(reader):
    page = reader.open(CHAPTER, width=375)
    page.get_by_role("button", name="Enlarge").first.press("Enter")
    drawing = page.get_by_role("dialog").locator(".figure-image")
    fits = "box => box.scrollWidth <= box.clientWidth + 1"
    assert not drawing.evaluate(fits), "a telephone's screen is narrower than the drawing"
    before = drawing.evaluate("box => box.scrollWidth")
    page.get_by_role("button", name="Larger").click()
    assert drawing.evaluate("box => box.scrollWidth") > before * 1.3
    page.keyboard.press("0")
    assert drawing.evaluate(fits)


# --- Values of points ------------------------------------------------------------------------------------------


def test_values_by_keyboard(reader):
    page = reader.open("01-introduction.html")
    stop = page.locator(".points").first
    stop.focus()
    values = page.locator(".point-values")
    page.keyboard.press("ArrowRight")
    expect(values).to_have_count(1)
    first = values.text_content()
    page.keyboard.press("ArrowRight")
    expect(values).not_to_have_text(first)
    expect(page.locator(".point-spoken").first).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(values).to_have_count(0)


def test_values_by_mouse(reader):
    page = reader.open(CHAPTER)
    stop = page.locator(".points").first
    stop.focus()
    page.keyboard.press("Home")
    mark = page.locator(".point-mark")
    expect(mark).to_have_count(1)
    box = mark.bounding_box()
    first = page.locator(".point-values").text_content()
    page.keyboard.press("Escape")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    expect(page.locator(".point-values")).to_have_count(1)
    assert page.locator(".point-values").text_content().split(": ")[0] == first.split(": ")[0]
    page.mouse.move(2, 2)
    expect(page.locator(".point-values")).to_have_count(0)


def test_values_by_finger(reader):
    page = reader.open(CHAPTER, width=375, has_touch=True)
    figure = page.locator(".figure-image[data-places]").first
    figure.scroll_into_view_if_needed()
    figure.locator(".points").focus()
    page.keyboard.press("Home")
    box = page.locator(".point-mark").bounding_box()
    page.keyboard.press("Escape")
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".point-values")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


# --- Frames ----------------------------------------------------------------------------------------------------


def test_slider_steps_through_frames(reader):
    page = reader.open(framed_page())
    figure = page.locator("figure", has=page.locator("input.frames")).first
    slider = figure.locator("input.frames")
    top = "figure => [...figure.querySelectorAll('img')].find((i) => i.offsetWidth > 0).getBoundingClientRect().top - figure.getBoundingClientRect().top"
    before, name = figure.evaluate(top), slider.get_attribute("aria-valuetext")
    slider.press("ArrowRight")
    expect(slider).not_to_have_attribute("aria-valuetext", name)
    assert figure.evaluate(top) < before - 50, "the drawing did not move on by a frame"
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", name)


def framed_page():
    return next(name for name in PAGES if 'class="frames"' in (SITE / name).read_text("utf-8"))
