"""The demo world: what it shows, and that it was built by the actions. It is built once for all of these."""

import datetime
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.test import override_settings
from django.utils import timezone

from platform_orgs.models import JoinApplication, Organisation, OrganisationKind, Profile, YearlyCheck
from portal.accounts.doors import may_sign_in_by_code
from portal.accounts.models import User
from portal.bookings.actions import likely_twins
from portal.bookings.door.sheet import count, date_at, rows_of
from portal.bookings.models import (
    Attendance,
    Attendee,
    Booking,
    ImportBatch,
    JournalEntry,
    Occasion,
    PlaceKind,
    PlaceOffer,
)
from portal.bookings.offers import OfferKind, offer_for
from portal.correspondence.models import CallTry, LetterRun, OutboxMail, PaperItem
from portal.demo import organisations, own_page, staff
from portal.demo.today import around_now
from portal.inquiries.models import Inquiry
from portal.office.models import Office
from portal.people.models import Person
from portal.retention.models import ErasureWish
from trainings.models import Certificate

pytestmark = pytest.mark.usefixtures("demo", "db")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The demo world for all tests of this module, in a transaction that is rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO=True):
            call_command("seed_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def test_demo_upcoming_shows_every_way_in_which_an_occasion_can_stand() -> None:
    now = timezone.now()

    offers = {o.slug: offer_for(o, now=now).kind for o in Occasion.objects.upcoming(now)}

    symposium = Occasion.objects.filter(kind="event").upcoming(now).get(apply_by="here")
    assert offers == {
        "yosei-kyo": OfferKind.APPLICATION_CLOSED,
        "yosei-kokufu": OfferKind.BOOKABLE,
        "yosei-doyo": OfferKind.FEW_LEFT,
        "yosei-yoru": OfferKind.WAITING_LIST,
        "yosei-hybrid": OfferKind.BOOKABLE,
        "yosei-futsuka": OfferKind.BOOKABLE,
        "yosei-fukube": OfferKind.NOT_YET_OPEN,
        "yosei-kawahara": OfferKind.BOOKABLE,
        "yosei-shikano": OfferKind.LOTTERY,
        "yosei-mochigase": OfferKind.WAITING_LIST,
        "yosei-saji": OfferKind.POSTPONED,
        "yosei-aoya": OfferKind.CANCELLED,
        "followup": OfferKind.OFFICE_ONLY,
        "followup-yoru": OfferKind.BOOKABLE,
        "cafe": OfferKind.NO_APPLICATION,
        symposium.slug: OfferKind.BOOKABLE,
    }


def test_demo_past_is_closed_with_the_numbers_that_the_city_reported() -> None:
    past = {o.slug: o for o in Occasion.objects.past(timezone.now())}
    just_over, streamed = past.pop("yosei-karo"), past.pop("mini-koen")

    present = {
        slug: Attendance.objects.filter(date__occasion=occasion, status="present").count()
        for slug, occasion in past.items()
    }

    assert {o.state for o in past.values()} == {Occasion.State.CLOSED}
    assert present == {"yosei-2022-1": 51, "symposium-2023": 301}
    assert Certificate.objects.of_occasion(past["yosei-2022-1"].pk).live().count() == 51
    assert just_over.state == streamed.state == Occasion.State.PUBLISHED


def test_demo_queue_has_a_party_of_two_at_its_head_that_nobody_overtakes() -> None:
    occasion = Occasion.objects.get(slug="yosei-yoru")

    queue = [booking.attendees.live().count() for booking in occasion.bookings.in_queue()]

    hall = PlaceKind.objects.with_counts(timezone.now()).get(occasion=occasion)
    assert queue == [2, 1, 1]
    assert hall.capacity - hall.taken == 1
    assert occasion.journal.filter(verb=JournalEntry.Verb.PROMOTED).count() == 1


def test_demo_lottery_waits_for_its_draw_and_an_offer_for_its_answer() -> None:
    lottery = Occasion.objects.get(slug="yosei-shikano")
    asking = Occasion.objects.get(slug="yosei-mochigase")

    assert set(lottery.bookings.values_list("status", "awaits")) == {("received", "draw")}
    assert lottery.draws.get().drawn_at is None
    assert sorted(asking.bookings.values_list("status", flat=True)) == [
        "cancelled",
        *["confirmed"] * 5,
        "offered",
        "waitlisted",
    ]
    assert PlaceOffer.objects.get().state == PlaceOffer.State.PENDING


def test_demo_people_who_share_something_are_two_unless_everything_agrees() -> None:
    received = Booking.objects.filter(status=Booking.Status.RECEIVED)

    twins = {(twin.new.person.name, twin.existing.person.name) for b in received for twin in likely_twins(b)}

    assert twins == {("例田　恵", "例田　めぐみ")}
    for shared in ({"name": "山田　よしこ"}, {"email": "mihonke@example.jp"}, {"telephone": "0857000021"}):
        places = Attendee.objects.coming().filter(**{f"person__{key}": v for key, v in shared.items()})
        assert places.count() == 2


def test_demo_names_are_kept_as_they_are_written() -> None:
    names = ["髙橋　みほ子", "𠮷田　ためし", "葛\U000e0100城　かける"]

    assert Person.objects.filter(name__in=names).count() == 3
    assert Person.objects.get(name="Sample Nguyen Thi Mihon").kana == ""


def test_demo_addresses_lead_to_nobody() -> None:
    people = Person.objects.all()

    strange_mail = people.exclude(email="").exclude(email__regex=r"@example\.(jp|com)$")
    strange_telephone = people.exclude(telephone="").exclude(telephone__regex=r"^(085700|0900000)\d{4}$")
    strange_fax = people.exclude(fax="").exclude(fax__regex=r"^085700\d{4}$")

    assert [*strange_mail, *strange_telephone, *strange_fax] == []


def test_demo_bookings_came_by_every_channel_and_in_order() -> None:
    bookings = Booking.objects.order_by("occasion", "queue_no").values_list("occasion", "received_at")

    assert set(Booking.objects.values_list("channel", flat=True)) == set(Booking.Channel.values)
    assert list(bookings) == sorted(bookings)
    assert not Booking.objects.filter(received_at__gt=timezone.now()).exists()


def test_demo_seats_were_taken_by_the_actions() -> None:
    applied = JournalEntry.objects.filter(verb=JournalEntry.Verb.APPLIED)

    above_capacity = PlaceKind.objects.with_counts(timezone.now()).filter(taken__gt=F("capacity"))

    assert set(applied.values_list("booking", flat=True)) == set(Booking.objects.values_list("pk", flat=True))
    assert not above_capacity.exists()
    assert (
        Occasion.objects.get(slug="yosei-kawahara").postponements.get().answers.filter(answer="can").exists()
    )


def test_demo_mails_are_kept_and_results_of_calls_are_there() -> None:
    states = set(OutboxMail.objects.values_list("state", flat=True))

    assert states == {"sent", "withdrawn"}
    assert OutboxMail.objects.exclude(not_received_at=None).count() == 1
    assert set(CallTry.objects.values_list("result", flat=True)) == {
        "spoke",
        "yes",
        "no_answer",
        "message_left",
    }


def test_demo_letters_and_fax_sheets_are_at_every_stage() -> None:
    papers = PaperItem.objects.values_list("medium", "state", Q(printed_at__isnull=True))

    assert set(papers) == {
        ("letter", "sent", False),
        ("letter", "waiting", False),
        ("letter", "waiting", True),
        ("fax", "sent", False),
        ("fax", "failed", False),
        ("fax", "waiting", True),
    }
    assert set(LetterRun.objects.values_list("state", flat=True)) == {"open", "closed"}


def test_demo_office_says_that_everything_is_a_sample() -> None:
    office = Office.objects.get()

    assert (office.city_name, office.telephone) == ("鳥取市", "0857510295")
    assert office.site_note == "これは試用のための見本です。人や団体は架空です。"
    assert set(Inquiry.objects.values_list("state", flat=True)) == {*Inquiry.State.values}


def test_demo_staff_and_manager_have_what_their_roles_give_them() -> None:
    rights = {role.label: User.objects.get(email=role.email).get_all_permissions() for role in staff.ROLES}

    assert "bookings.change_booking" in rights["職員"]
    assert "accounts.change_user" not in rights["管理者"]
    assert rights["職員"] < rights["管理者"] < rights["全体の管理"]


def test_demo_list_waits_for_somebody_to_decide() -> None:
    batch = ImportBatch.objects.get()

    assert [row.state for row in batch.rows.all()] == ["good", "good", "error", "error", "twin"]


def test_demo_has_a_training_under_way_with_people_who_came_and_who_are_missing() -> None:
    occasion = Occasion.objects.get(slug="yosei-kyo")
    date = occasion.dates.get()

    counts = count(rows_of(date))

    assert date_at([date], timezone.now()) == date
    assert (counts.total, counts.present, counts.excused, counts.missing) == (21, 4, 1, 16)


@pytest.mark.parametrize(
    ("now", "starts", "ends"),
    [
        ("2026-12-05 13:59", "2026-12-05 12:00", "2026-12-05 15:00"),
        ("2026-12-05 00:00", "2026-12-05 00:00", "2026-12-05 03:00"),
        ("2026-12-05 01:30", "2026-12-05 00:00", "2026-12-05 03:00"),
        ("2026-12-05 23:59", "2026-12-05 22:00", "2026-12-06 01:00"),
    ],
)
def test_demo_hours_around_now_hold_at_any_time_of_the_day(now: str, starts: str, ends: str) -> None:
    hours = around_now(datetime.datetime.fromisoformat(f"{now}+09:00"))

    assert [f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in hours] == [starts, ends]


def test_demo_platform_has_a_dozen_organisations_of_every_kind_and_each_state_to_look_at() -> None:
    listed = Organisation.objects.listed()

    assert listed.count() == 12
    assert set(listed.values_list("kind", flat=True)) == set(OrganisationKind.values)
    assert Profile.objects.filter(state="waiting").count() == 1
    assert YearlyCheck.objects.filter(answered_at=None, due_on__lt=timezone.localdate()).count() == 1
    left = Organisation.objects.exclude(state="active").get()
    assert (left.state, left.successor.is_active) == ("dissolved", True)
    assert JoinApplication.objects.get(state="new").name == "絵空 学習支援の会"
    assert listed.filter(memberships__user=None).count() == 2
    assert may_sign_in_by_code(organisations.MEMBER)


def test_demo_shows_two_wishes_to_be_erased_of_people_on_their_own_pages() -> None:
    asked = ErasureWish.objects.filter(closed_at=None).values_list("person__email", flat=True)

    assert set(asked) == {own_page.SHARED, organisations.SECOND}
