"""The link of a stream: for those who take part online and have their place, shortly before it begins, for nobody
else and at no other time."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Video
from portal.bookings import actions
from portal.bookings.links import booking_token
from portal.bookings.models import Booking, Occasion
from tests.bookings.seats import apply_for
from tests.factories import in_days, make_date, make_event, make_place_kind, make_training, make_video

pytestmark = pytest.mark.django_db

ID = "dQw4w9WgXcQ"
LINK = f'href="https://www.youtube.com/watch?v={ID}"'
STARTS = in_days(20, 13, 30)  # until 15:30


def before(minutes: int) -> datetime.datetime:
    return STARTS - datetime.timedelta(minutes=minutes)


@pytest.fixture
def event():
    event = make_event(slug="e", starts_at=STARTS)
    make_place_kind(event, 2, kind="online")
    return event


@pytest.fixture
def stream(event):
    return make_video(slug="v", title="当日の配信です", youtube_id=ID, event=event, is_stream=True)


def book(event, kind="online", **how) -> Booking:
    return apply_for(event, place_kind=event.place_kinds.get(kind=kind), **how)


def own_page(client, booking, now) -> str:
    with time_machine.travel(now, tick=False):
        response = client.get(reverse("bookings:detail", args=[booking_token(booking)]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("minutes", "is_open"),
    [(24 * 60, False), (31, False), (30, True), (0, True), (-119, True), (-120, False)],
)
def test_link_opens_thirty_minutes_before_and_closes_with_the_event(client, event, stream, minutes, is_open):
    booking = book(event)

    content = own_page(client, booking, before(minutes))

    assert (LINK in content) is is_open
    assert (ID in content) is is_open


def test_page_says_when_the_link_will_be_there(client, event, stream):
    booking = book(event)

    content = own_page(client, booking, before(600))

    assert "13:00から、ここに配信のリンクが出ます" in content


def test_office_sets_how_long_before(client, event, stream):
    booking = book(event)
    Video.objects.update(opens_minutes=90)

    assert LINK in own_page(client, booking, before(89))
    assert LINK not in own_page(client, booking, before(91))


def test_hall_waiting_cancelled_and_unchecked_see_nothing_of_it(client, event, stream):
    confirmed, second = book(event), book(event)
    waiting = book(event)
    hall = book(event, "hall")
    cancelled = actions.cancel(booking_id=second.pk, by=None)
    Booking.objects.filter(pk=waiting.pk).update(status=Booking.Status.WAITLISTED)
    received = book(event)
    Booking.objects.filter(pk=received.pk).update(status=Booking.Status.RECEIVED, awaits=Booking.Awaits.TWIN)

    pages = {
        name: own_page(client, booking, before(10))
        for name, booking in (
            ("confirmed", confirmed),
            ("waiting", waiting),
            ("hall", hall),
            ("cancelled", cancelled),
            ("received", received),
        )
    }

    assert [name for name, content in pages.items() if ID in content] == ["confirmed"]
    assert [name for name, content in pages.items() if "当日の配信です" in content] == ["confirmed"]


@pytest.mark.parametrize("state", [Occasion.State.CANCELLED, Occasion.State.POSTPONED])
def test_event_that_is_off_streams_nothing(client, event, stream, state):
    booking = book(event)
    Occasion.objects.filter(pk=event.pk).update(state=state)

    assert ID not in own_page(client, booking, before(10))


def test_each_day_of_several_has_its_own_opening(client, event, stream):
    make_date(event, STARTS + datetime.timedelta(days=1))
    booking = book(event)

    seen = {
        hours: LINK in own_page(client, booking, STARTS + datetime.timedelta(hours=hours))
        for hours in (1, 12, 24, 27)
    }

    assert seen == {1: True, 12: False, 24: True, 27: False}


def test_after_the_end_the_page_leads_to_the_recording_once_there_is_one(client, event, stream):
    booking = book(event)
    after = STARTS + datetime.timedelta(hours=5)

    unreleased = own_page(client, booking, after)
    Video.objects.update(available_from=after - datetime.timedelta(hours=1))

    assert '<a href="/events/videos/v/">録画を見る</a>' not in unreleased
    assert '<a href="/events/videos/v/">録画を見る</a>' in own_page(client, booking, after)


def test_stream_elsewhere_opens_the_same_way(client, event):
    make_video(event=event, is_stream=True, link="https://example.com/meeting")
    booking = book(event)

    assert "https://example.com/meeting" in own_page(client, booking, before(10))
    assert "https://example.com/meeting" not in own_page(client, booking, before(40))


def test_recording_beside_the_stream_is_no_stream(client, event, stream):
    make_video(title="前回の録画", event=event)
    booking = book(event)

    assert "前回の録画" not in own_page(client, booking, before(10))


def test_stream_costs_one_query_and_others_none(client, event, django_assert_num_queries):
    training = apply_for(make_training())
    online, hall = book(event), book(event, "hall")

    def queries(booking):
        with CaptureQueriesContext(connection) as caught:
            own_page(client, booking, before(10))
        return [query["sql"] for query in caught if "events_video" in query["sql"]]

    assert [len(queries(booking)) for booking in (training, online, hall)] == [0, 1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_several_streams_cost_no_more(client, event, django_assert_num_queries, count):
    for _ in range(count):
        make_video(event=event, is_stream=True)
    url = reverse("bookings:detail", args=[booking_token(book(event))])

    # The fourteen of any own page; the streams and the days.
    with time_machine.travel(before(10), tick=False), django_assert_num_queries(9):
        content = client.get(url).content.decode()

    assert content.count("配信を見る") == count
