"""Photograph pages of a portal that runs on PORT, as a phone and as a desk shows them.

PORT=8000 screenshots.py [PATH …]      into .local/screenshots/; without PATH the main public pages
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / ".local" / "screenshots"
MAIN_PAGES = ["/", "/help/", "/trainings/", "/supporters/", "/events/", "/orgs/", "/contact/", "/bookings/"]
WIDTHS = [390, 1280]


def main() -> None:
    site = f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or "/usr/bin/chromium",
            # No sandbox, because Chromium refuses one to root; it sees nothing but our own pages.
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900}, locale="ja-JP")
            for path in sys.argv[1:] or MAIN_PAGES:
                page.goto(site + path)
                file = FOLDER / f"{path.strip('/').replace('/', '-') or 'home'}-{width}.png"
                page.screenshot(path=file, full_page=True)
                print(file)
        browser.close()


if __name__ == "__main__":
    main()
