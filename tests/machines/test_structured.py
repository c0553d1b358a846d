"""What pages tell search engines: valid, true, and harmless whatever people type."""

import datetime

import pytest
from django.utils import timezone

from portal.bookings.actions import cancel_occasion, postpone
from portal.bookings.actions.call_off import call_off_date
from portal.bookings.models import OccasionDate
from portal.ui.structured import data_block
from tests.factories import (
    in_days,
    local,
    make_date,
    make_event,
    make_office,
    make_place_kind,
    make_training,
    make_video,
)
from tests.machines.schema_org import things, things_of
from tests.pages.test_public_pages import PAGES, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def events(client, path="/trainings/t/"):
    return things_of(client.get(path).content.decode(), "Event")


@pytest.mark.parametrize("path", PAGES)
def test_what_every_page_says_is_valid(client, world, path):  # noqa: F811 - the fixture
    content = client.get(path).content.decode()

    names = [thing["@type"] for thing in things(content)]
    # What is made for paper leads back only.
    if not path.endswith("/sheet/"):
        assert names.count("BreadcrumbList") == content.count('<nav class="breadcrumb" aria-label')
    assert names.count("GovernmentOrganization") == (path == "/")


def test_event_has_everything_that_is_known(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    training = make_training(
        title="養成研修",
        slug="t",
        summary="ひとこと",
        starts_at=local(2036, 12, 5, 13, 30),
        opens_at=local(2026, 1, 1, 9),
    )

    (event,) = events(client)

    assert event == {
        "@type": "Event",
        "@id": f"https://portal.example.jp/trainings/t/#{training.dates.get().pk}",
        "name": "養成研修",
        "description": "ひとこと",
        "url": "https://portal.example.jp/trainings/t/",
        "inLanguage": "ja",
        "startDate": "2036-12-05T13:30:00+09:00",
        "endDate": "2036-12-05T15:30:00+09:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "見本会館 大会議室",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "見本町1丁目1",
                    "addressLocality": "鳥取市",
                    "addressRegion": "鳥取県",
                    "addressCountry": "JP",
                },
            }
        ],
        "organizer": {
            "@type": "Organization",
            "name": "鳥取市 中央人権福祉センター",
            "url": "https://portal.example.jp",
        },
        "isAccessibleForFree": True,
        "offers": {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "JPY",
            "availability": "https://schema.org/InStock",
            "url": "https://portal.example.jp/trainings/t/",
            "validFrom": "2026-01-01T09:00:00+09:00",
        },
        "maximumAttendeeCapacity": 20,
    }


def test_each_day_is_an_event_with_the_state_of_its_own(client, office, staff):
    training = make_training(slug="t", starts_at=in_days(20))
    make_date(training, in_days(27))
    first, second = training.dates.all()

    def told():
        return [
            (
                event["eventStatus"].rpartition("/")[2],
                event["startDate"][:10],
                event.get("previousStartDate", "")[:10],
            )
            for event in events(client)
        ]

    def day(days):
        return in_days(days).date().isoformat()

    assert told() == [("EventScheduled", day(20), ""), ("EventScheduled", day(27), "")]
    call_off_date(date_id=second.pk, off=OccasionDate.Off.CANCELLED, reason="", by=staff, revision=0)
    assert told() == [("EventScheduled", day(20), ""), ("EventCancelled", day(27), "")]
    postpone(occasion_id=training.pk, periods=None, reason="", by=staff, revision=1)
    assert told() == [("EventPostponed", day(20), ""), ("EventCancelled", day(27), "")]
    periods = {first.pk: (in_days(40), in_days(40, 16)), second.pk: (in_days(47), in_days(47, 16))}
    postpone(occasion_id=training.pk, periods=periods, reason="", by=staff, revision=2)
    assert told() == [("EventRescheduled", day(40), day(20)), ("EventRescheduled", day(47), day(27))]
    cancel_occasion(occasion_id=training.pk, reason="", by=staff, revision=3)
    assert [status for status, *_ in told()] == ["EventCancelled"] * 2


@pytest.mark.parametrize(
    ("kinds", "mode", "places"),
    [
        (("hall",), "Offline", ["Place"]),
        (("online",), "Online", ["VirtualLocation"]),
        (("hall", "online"), "Mixed", ["Place", "VirtualLocation"]),
        (("hall", "satellite"), "Offline", ["Place"]),
    ],
)
def test_attendance_mode_follows_the_kinds_of_place(client, office, kinds, mode, places):
    training = make_event(slug="t", capacity=None)
    for kind in kinds:
        make_place_kind(training, 10, kind=kind)

    (event,) = events(client, "/events/t/")

    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert [place["@type"] for place in event["location"]] == places


@pytest.mark.parametrize(
    ("fields", "availability"),
    [
        ({}, "InStock"),
        ({"capacity": 0}, "SoldOut"),
        ({"opens_at": in_days(3)}, "PreOrder"),
        ({"fee": "500円"}, None),
        ({"fee": ""}, None),
        ({"state": "cancelled"}, None),
        ({"starts_at": in_days(-3)}, None),
    ],
)
def test_offer_is_made_for_free_places_that_can_be_had(client, office, fields, availability):
    make_training(slug="t", **fields)

    (event,) = events(client)

    offer = event.get("offers")
    assert (offer and offer["availability"].rpartition("/")[2]) == availability


def test_what_no_list_names_and_what_has_no_place_says_nothing(client):
    make_training(slug="hidden", is_listed=False)
    undated = make_training(slug="undated", dated=False)
    make_training(slug="nowhere", dated=False)
    make_training(slug="seen")
    OccasionDate.objects.create(
        occasion=make_training(slug="no-venue", dated=False), starts_at=in_days(3), ends_at=in_days(3, 16)
    )

    assert len(events(client, "/trainings/seen/")) == 1
    for slug in ("hidden", undated.slug, "nowhere", "no-venue"):
        assert events(client, f"/trainings/{slug}/") == [], slug


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!--<script>", '"},{"@type":"x', "\\u003c/script>", "行\u2028末"],
)
def test_title_cannot_leave_its_place(client, office, title):
    make_training(slug="t", title=title, description=title, fee=title)

    content = client.get("/trainings/t/").content.decode()

    (event,) = things_of(content, "Event")
    assert event["name"] == title
    crumbs = things_of(content, "BreadcrumbList")[0]["itemListElement"]
    assert crumbs[-1]["name"] == title
    assert "<script>alert" not in content
    assert content.count("<script") == content.count("</script>") == 2


def test_nothing_is_no_element():
    assert data_block({}) == ""


def test_breadcrumb_leads_home_by_whole_addresses(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    make_training(slug="t", title="養成研修")

    (crumbs,) = things_of(client.get("/trainings/t/").content.decode(), "BreadcrumbList")

    assert [(step["position"], step["name"], step["item"]) for step in crumbs["itemListElement"]] == [
        (1, "ホーム", "https://portal.example.jp/"),
        (2, "研修・講座", "https://portal.example.jp/trainings/"),
        (3, "養成研修", "https://portal.example.jp/trainings/t/"),
    ]


def test_office_says_what_is_filled_in_and_no_more(client, settings):
    settings.SITE_URL = "https://portal.example.jp"
    assert things(client.get("/").content.decode()) == []
    make_office(telephone="", fax="", opens_at=None, closes_at=None)

    (bare,) = things_of(client.get("/").content.decode(), "GovernmentOrganization")

    assert set(bare) == {"@type", "@id", "name", "url"}
    make_office(
        address="見本町1",
        postal_code="6800000",
        email="office@example.jp",
        logo="x.webp",
        corporate_number="3000020312011",
    )
    (full,) = things_of(client.get("/").content.decode(), "GovernmentOrganization")
    assert full["logo"].startswith("https://portal.example.jp/")
    assert full["identifier"]["value"] == "3000020312011"
    assert full["contactPoint"]["telephone"] == "0857-51-0295"
    assert full["contactPoint"]["hoursAvailable"]["opens"] == "08:30"
    assert full["address"]["streetAddress"] == "見本町1"


def videos(client, slug):
    return things_of(client.get(f"/events/videos/{slug}/").content.decode(), "VideoObject")


def test_video_says_what_can_be_watched(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    make_video(
        title="</script>講演",
        slug="v",
        youtube_id="dQw4w9WgXcQ",
        minutes=90,
        available_from=local(2026, 1, 5, 9),
    )
    make_video(slug="elsewhere", link="https://video.example.com/1", available_until=local(2036, 1, 5, 9))

    (video,), (elsewhere,) = videos(client, "v"), videos(client, "elsewhere")

    assert video["name"] == video["description"] == "</script>講演"
    assert video["url"] == "https://portal.example.jp/events/videos/v/"
    assert video["duration"] == "PT90M"
    assert "dQw4w9WgXcQ" in video["thumbnailUrl"]
    assert video["embedUrl"].startswith("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ")
    assert "contentUrl" not in video
    assert elsewhere["contentUrl"] == "https://video.example.com/1"
    assert elsewhere["expires"] == "2036-01-05T09:00:00+09:00"


def test_video_that_may_not_be_watched_says_nothing(client, office):
    now = timezone.now()
    day = datetime.timedelta(days=1)
    make_video(slug="later", youtube_id="secretxxxx1", available_from=now + day)
    make_video(slug="over", youtube_id="secretxxxx2", available_until=now - day)
    make_video(slug="stream", youtube_id="secretxxxx3", event=make_event(), is_stream=True)
    make_video(slug="unlisted", youtube_id="seenxxxxxx1", event=make_event(is_listed=False))
    make_video(slug="seen", youtube_id="seenxxxxxx2")

    assert len(videos(client, "seen")) == 1
    for slug in ("later", "over", "stream", "unlisted"):
        assert videos(client, slug) == [], slug
        assert "secret" not in client.get(f"/events/videos/{slug}/").content.decode()
