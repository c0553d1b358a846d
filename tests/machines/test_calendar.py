"""The calendar of everything, read back as a calendar client does."""

import pytest
from icalendar import Calendar

from portal.bookings.actions import cancel_occasion, postpone
from portal.bookings.actions.call_off import call_off_date
from portal.bookings.models import Occasion, OccasionDate
from tests.factories import in_days, make_date, make_event, make_organisation, make_training, make_video

pytestmark = pytest.mark.django_db


def calendar(client, path="/calendar.ics"):
    response = client.get(path)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(client, path="/calendar.ics"):
    return {str(event["summary"]): event for event in calendar(client, path).walk("VEVENT")}


def only(client, path="/calendar.ics"):
    (event,) = calendar(client, path).walk("VEVENT")
    return event


def test_calendar_holds_what_is_to_come_and_what_is_just_over(client, office):
    make_training(title="これからの研修")
    make_event(title="これからの催し")
    make_training(title="先週の研修", starts_at=in_days(-7), state=Occasion.State.CLOSED)
    make_training(title="去年の研修", starts_at=in_days(-200))
    make_training(title="中止の研修", state=Occasion.State.CANCELLED)
    make_training(title="準備中の研修", state=Occasion.State.PLANNED)
    make_training(title="出前講座", is_listed=False)
    make_training(title="日のない研修", dated=False)

    assert set(events(client)) == {"これからの研修", "これからの催し", "先週の研修", "【中止】中止の研修"}


def test_calendar_names_itself_and_says_how_often_to_ask(client, office):
    found = calendar(client)

    assert str(found["x-wr-calname"]) == "つながりポータル"
    assert found["refresh-interval"].to_ical() == b"PT1H"
    assert found["refresh-interval"].params["VALUE"] == "DURATION"
    assert found["x-published-ttl"] == "PT1H"
    assert found["method"] == "PUBLISH"


def test_date_is_the_same_event_in_both_calendars(client, office):
    training = make_training(summary="ひとこと")

    everywhere, alone = only(client), only(client, f"/trainings/{training.slug}/calendar.ics")

    assert everywhere.to_ical() == alone.to_ical()
    assert everywhere["location"] == "見本会館 大会議室 見本町1丁目1"
    assert everywhere["description"] == "ひとこと"
    assert everywhere["url"].endswith(f"/trainings/{training.slug}/")
    assert everywhere.start == training.dates.get().starts_at
    assert "organizer" not in everywhere


def test_calendar_without_a_change_is_the_same_file(client, office):
    make_training()

    assert client.get("/calendar.ics").content == client.get("/calendar.ics").content


def test_long_title_is_folded_at_75_octets_between_characters(client, office):
    title = "つながりサポーター養成研修；" * 7
    make_training(title=title, summary="行\x0bの\x1b中,に;\\")

    content = client.get("/calendar.ics").content

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert str(only(client)["summary"]) == title
    assert str(only(client)["description"]) == "行\nの中,に;\\"


def test_every_change_that_matters_raises_the_sequence_and_keeps_the_uid(client, office, staff):
    training = make_training(title="研修", starts_at=in_days(20))
    make_date(training, in_days(27))
    first, second = training.dates.all()
    seen = [by_uid(client)]

    def revision():
        return Occasion.objects.get(pk=training.pk).revision

    call_off_date(
        date_id=second.pk, off=OccasionDate.Off.CANCELLED, reason="雪", by=staff, revision=revision()
    )
    seen.append(by_uid(client))
    postpone(occasion_id=training.pk, periods=None, reason="雪", by=staff, revision=revision())
    seen.append(by_uid(client))
    periods = {
        first.pk: (in_days(40), in_days(40, 16)),
        second.pk: (in_days(47), in_days(47, 16)),
    }
    postpone(occasion_id=training.pk, periods=periods, reason="雪", by=staff, revision=revision())
    seen.append(by_uid(client))
    cancel_occasion(occasion_id=training.pk, reason="雪", by=staff, revision=revision())
    seen.append(by_uid(client))

    assert len({frozenset(each) for each in seen}) == 1
    sequences = [{event["sequence"] for event in each.values()} for each in seen]
    assert sequences == [{n} for n in range(5)]
    days = [[each[f"occasion-date-{date.pk}@127.0.0.1"] for each in seen] for date in (first, second)]
    told = [[(str(event["status"]), str(event["summary"])) for event in day] for day in days]
    assert told[0] == [
        ("CONFIRMED", "研修"),
        ("CONFIRMED", "研修"),
        ("TENTATIVE", "【延期（日程未定）】研修"),
        ("CONFIRMED", "研修"),
        ("CANCELLED", "【中止】研修"),
    ]
    assert [told[1][n] for n in (1, 3)] == [("CANCELLED", "【中止】研修"), ("CONFIRMED", "研修")]
    assert days[1][3].start == in_days(47)


def by_uid(client):
    return {str(event["uid"]): event for event in calendar(client).walk("VEVENT")}


@pytest.mark.parametrize("path", ["/trainings/", "/events/"])
def test_lists_offer_the_calendar_to_subscribe_to(client, office, settings, path):
    settings.SITE_URL = "https://portal.example.jp"

    assert 'href="webcal://portal.example.jp/calendar.ics"' in client.get(path).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_costs_the_same_for_one_and_three(client, office, django_assert_num_queries, count):
    for _ in range(count):
        make_training()
        make_event()

    # The occasions, their dates.
    with django_assert_num_queries(2):
        found = events(client)

    assert len(found) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_sitemap_costs_the_same_for_one_and_three(client, office, django_assert_num_queries, count):
    for _ in range(count):
        make_training()
        make_organisation()
        make_video()

    # The occasions, the videos, the notices, the organisations with their pages.
    with django_assert_num_queries(4):
        client.get("/sitemap.xml")
