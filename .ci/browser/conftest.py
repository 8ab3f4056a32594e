"""Opens pages of the site from disk, and remembers whatever a page did that no page may do."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("NEMON_BOOK_SITE", ROOT / "output")).resolve()
PAGES = sorted(file.name for file in SITE.glob("*.html"))
THEMES = ["light", "dark"]
HEIGHT = 900

# Slow machines are no fault of the page's.
expect.set_options(timeout=20_000)


def pytest_configure():
    if "index.html" not in PAGES:
        raise pytest.UsageError(f"{SITE}/index.html is missing: run ./nemon-book build first")


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["NEMON_BOOK_CHROMIUM"], args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Reader:
    """A person at one screen."""

    def __init__(self, chromium):
        self.chromium = chromium
        self.contexts = []
        self.faults = []

    def open(self, address, width=1280, theme="light", **screen):
        """Opens a page of the site, such as `index.html#cite`, and waits until it is drawn."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=theme, offline=True,
            reduced_motion="reduce", **screen
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.faults.append(f"{address}: {error}"))
        page.on("request", lambda request: self.watch(address, request))
        page.on("requestfailed", lambda request: self.miss(address, request))
        page.goto(f"{SITE.as_uri()}/{address}")
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.location['url']}: {message.text}")

    def miss(self, address, request):
        # Leaving a page ends what it still loads.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{address}: {request.url} failed, {request.failure}")

    def watch(self, address, request):
        if not request.url.startswith((f"{SITE.as_uri()}/", "data:")):
            self.faults.append(f"{address} asks for {request.url}")


@pytest.fixture
def reader(chromium):
    """The test fails if a page wrote an error to the console, asked for what is not in the site, or lacked a file."""
    reader = Reader(chromium)
    yield reader
    for context in reader.contexts:
        context.close()
    assert not reader.faults
