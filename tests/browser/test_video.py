"""A video, in a browser: what it asks whom for, before and after somebody presses a button."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import cut_off, scroll_width, violations
from tests.factories import make_event, make_video

pytestmark = pytest.mark.django_db(transaction=True)

ID = "dQw4w9WgXcQ"
VIDEO = "/events/videos/v/"


@pytest.fixture
def watched(browser, live_server, office):
    """A page whose every request is recorded; what leaves the server is answered here, for there is no internet."""
    make_video(
        slug="v", title="講演の録画", youtube_id=ID, event=make_event(), chapters=("開会", "講演", "閉会")
    )
    context = browser.new_context(base_url=live_server.url, locale="ja-JP")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request))
    context.route(
        lambda address: not address.startswith(live_server.url),
        lambda route: route.fulfill(body="<title>player</title><p>player</p>", content_type="text/html"),
    )
    yield page
    context.close()


def hosts(page: Page) -> set[str]:
    return {urlsplit(request.url).hostname for request in page.asked}


def open_video(page: Page) -> None:
    page.goto(VIDEO)
    page.wait_for_load_state("networkidle")


def test_video_asks_nobody_else_before_the_press_and_the_player_alone_after_it(watched, live_server):
    open_video(watched)
    before = hosts(watched)
    watched.asked.clear()

    watched.get_by_role("button", name="再生する").click()
    expect(watched.frame_locator("iframe").get_by_text("player")).to_be_visible()
    watched.wait_for_load_state("networkidle")

    assert before == {urlsplit(live_server.url).hostname}
    assert hosts(watched) == {"www.youtube-nocookie.com"}
    [asked] = watched.asked
    address = urlsplit(asked.url)
    assert address.path == f"/embed/{ID}"
    assert parse_qs(address.query) == {"autoplay": ["1"], "rel": ["0"]}
    # Without a referrer YouTube answers with error 153. It learns the host and not the page.
    assert asked.all_headers()["referer"] == f"{live_server.url}/"
    assert "cookie" not in asked.all_headers()
    frame = watched.locator("iframe")
    expect(frame).to_be_focused()
    assert frame.get_attribute("title") == "動画：講演の録画"
    assert violations(watched) == []


def test_chapter_starts_the_player_at_its_moment(watched):
    open_video(watched)

    watched.get_by_role("link", name="講演").click()
    expect(watched.locator("iframe")).to_have_count(1)
    watched.get_by_role("link", name="閉会").click()
    expect(watched.locator("iframe")).to_have_attribute(
        "src", f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&rel=0&start=120"
    )

    asked = [request.url for request in watched.asked if "youtube" in request.url]
    assert [parse_qs(urlsplit(url).query)["start"] for url in asked] == [["60"], ["120"]]
    assert urlsplit(watched.url).path == VIDEO


def test_without_javascript_there_are_links(no_js_page, office):
    make_video(slug="v", youtube_id=ID, chapters=("開会", "講演"))

    no_js_page.goto(VIDEO)

    expect(no_js_page.get_by_role("button", name="再生する")).to_have_count(0)
    link = no_js_page.get_by_role("link", name="YouTubeで見る")
    assert link.get_attribute("href") == f"https://www.youtube.com/watch?v={ID}"
    chapter = no_js_page.get_by_role("link", name="講演")
    assert chapter.get_attribute("href") == f"https://www.youtube.com/watch?v={ID}&t=60s"


@pytest.mark.parametrize("width", [320, 1280])
def test_player_fits_the_screen(watched, width):
    watched.set_viewport_size({"width": width, "height": 700})
    open_video(watched)
    watched.get_by_role("button", name="再生する").click()
    expect(watched.locator("iframe")).to_be_visible()

    assert scroll_width(watched) <= width
    assert cut_off(watched) == []
