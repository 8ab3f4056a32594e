"""Figures that open at full size."""

import pytest
from conftest import SITE
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
