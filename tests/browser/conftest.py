"""A real browser for the walks: the system's Chromium, headless, with and without JavaScript."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.checks import violations
from tests.browser.watching import Watch

# The same engine without a window opens a page in a quarter of the time.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
TIMEOUT = 20_000  # milliseconds; a busy machine takes four for a page now and then


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        # No sandbox, because Chromium refuses one to root; it sees nothing but our own pages.
        args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    )
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page with options of a browser context: ``open_page(java_script_enabled=False)``.

    Relative addresses lead to the live server. Whatever the page's console or its scripts complain about,
    a violated content security policy for one, a missing file, or a request to another server fails the test.
    """
    contexts: list[BrowserContext] = []
    watch = Watch(live_server.url)

    def open_(**options: Any) -> Page:
        options = {"viewport": {"width": 390, "height": 844}, "locale": "ja-JP", **options}
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A telephone, 390 pixels wide."""
    return open_page()


@pytest.fixture
def wide_page(open_page: Callable[..., Page]) -> Page:
    """A desk, 1280 pixels wide."""
    return open_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def no_js_page(open_page: Callable[..., Page]) -> Page:
    return open_page(java_script_enabled=False)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing on the page as it stands."""

    def check(page: Page) -> None:
        assert violations(page) == []

    return check
