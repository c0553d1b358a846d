"""What holds for every public page, whatever it is about."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from django.utils import timezone
from django.views.defaults import server_error

from portal.bookings.models import Occasion
from tests.factories import in_days, make_booking, make_event, make_helpline, make_training, make_video

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/help/",
    "/news/",
    "/about/",
    "/contact/",
    "/privacy/",
    "/accessibility/",
    "/supporters/",
    "/supporters/apply/",
    "/trainings/",
    "/trainings/next/",
    "/trainings/visits/",
    "/trainings/past/",
    "/trainings/next/sheet/",
    "/events/",
    "/events/symposium/",
    "/events/symposium/sheet/",
    "/events/old-symposium/",
    "/supporters/concerns/sheet/",
    "/events/videos/",
    "/events/videos/last/",
    "/orgs/",
    "/places/",
    "/opendata/",
    "/search/",
)
FILES = (
    "/robots.txt",
    "/sitemap.xml",
    "/calendar.ics",
    "/feed.xml",
    "/feed/trainings.xml",
    "/feed/events.xml",
    "/feed/videos.xml",
    "/snippets/trainings.html",
    "/snippets/events.html",
    "/snippets/videos.html",
    "/opendata/events.csv",
    "/opendata/events.json",
    "/opendata/organisations.csv",
    "/opendata/organisations.json",
    "/opendata/supporters.csv",
    "/opendata/needs.csv",
    "/supporters/concerns/sheet.pdf",
    "/trainings/next/sheet.pdf",
    "/events/symposium/sheet.pdf",
)
UNCACHED = ("/certificates/", "/contact/form/", "/contact/thanks/", "/healthz")


@pytest.fixture
def world(office):
    """Something on every page: next and past trainings and symposia, a booking, a helpline."""
    make_booking(make_training(slug="next", accommodations=["sign_language"]))
    make_training(slug="past", starts_at=in_days(-30))
    make_event(slug="symposium")
    make_video(slug="last", event=make_event(slug="old-symposium", starts_at=in_days(-30), report="報告"))
    make_helpline()


@pytest.mark.parametrize("path", PAGES + FILES)
def test_public_page_sends_no_cookie_and_does_not_vary_by_one(client, world, path):
    response = client.get(path)

    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("path", PAGES + FILES)
def test_public_page_is_the_same_for_a_signed_in_reader(client, staff_client, world, path):
    assert staff_client.get(path).content == client.get(path).content


@pytest.mark.parametrize("path", PAGES + FILES)
def test_public_page_is_kept_and_repeated_without_a_query(
    client, world, settings, django_assert_num_queries, path
):
    settings.PAGE_CACHE_SECONDS = 60
    caches["pages"].clear()
    first = client.get(path)

    with django_assert_num_queries(0):
        second = client.get(path)

    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    caches["pages"].clear()


@pytest.mark.parametrize("path", PAGES + FILES)
def test_public_page_refuses_to_be_written_to(client, world, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", UNCACHED)
def test_uncached_page_is_never_kept(client, world, settings, path):
    settings.PAGE_CACHE_SECONDS = 60

    response = client.get(path)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("path", [*PAGES, "/contact/form/", "/contact/thanks/", "/no-such-page/"])
def test_every_page_gives_the_office_and_help_now(client, world, path):
    content = client.get(path).content.decode()

    bar = content[content.index('<aside class="help-bar"') : content.index("</aside>")]
    assert 'href="/help/"' in bar
    assert 'href="tel:0857510295"' in bar
    assert "FAX 0857-24-8067" in bar
    assert content.index('<aside class="help-bar"') < content.index("<main")
    assert content.count("<h1") == 1


def test_page_without_an_office_leaves_its_lines_out(client):
    content = client.get("/contact/").content.decode()

    assert "tel:0" not in content
    assert "FAX" not in content
    assert "None" not in content


def test_home_opens_with_three_doors(client, world):
    content = client.get("/").content.decode()

    doors = content[content.index('<ul class="doors">') :]
    doors = doors[: doors.index("</ul>")]
    positions = [doors.index(words) for words in ("つらい・話したい", "気になる人がいる", "力になりたい")]
    assert positions == sorted(positions)
    assert doors.count("<li>") == 3
    assert [
        f'href="{path}"' in doors for path in ("/help/", "/supporters/concerns/new/", "/supporters/")
    ] == [True] * 3


def test_home_shows_trainings_with_places_and_no_others(client, office):
    make_training(title="空きのある研修")
    make_training(title="満席の研修", capacity=0)
    make_training(title="受付前の研修", opens_at=timezone.now() + datetime.timedelta(days=2))
    make_training(title="中止の研修", state=Occasion.State.CANCELLED)
    make_training(title="電話だけの研修", apply_by=Occasion.ApplyBy.OFFICE)
    make_training(title="電話だけで満席の研修", apply_by=Occasion.ApplyBy.OFFICE, capacity=0)

    content = client.get("/").content.decode()

    assert re.findall(r'card__title"><a [^>]*>([^<]*)', content) == ["空きのある研修", "電話だけの研修"]


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_queries_for_one_and_three(client, office, django_assert_num_queries, count):
    for _ in range(count):
        make_booking(make_training())
        make_booking(make_event())

    # What is coming, its dates, their changes, its kinds of place; the notices; the office.
    with django_assert_num_queries(6):
        client.get("/")


def test_planned_training_and_event_are_404(client, office):
    make_training(slug="soon", state=Occasion.State.PLANNED)
    make_event(slug="soon-too", state=Occasion.State.PLANNED)
    make_training(slug="now")

    assert client.get("/trainings/soon/").status_code == 404
    assert client.get("/events/soon-too/").status_code == 404
    assert client.get("/events/now/").status_code == 404
    assert client.get("/trainings/now/").status_code == 200
    assert "/trainings/soon/" not in client.get("/trainings/").content.decode()


def test_healthz_says_ok(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_server_error_page_needs_no_database(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b'href="/help/"' in response.content
