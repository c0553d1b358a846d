import datetime

import pytest
from django.db import connection
from django.utils import timezone

from portal.bookings.models import Booking, Draw, Occasion, PlaceKind
from portal.bookings.offers import OfferKind, offer_for
from tests.factories import in_days, local, make_booking, make_date, make_place_kind, make_training, make_user
from trainings.models import TrainingSession

pytestmark = pytest.mark.django_db

NOW = local(2026, 11, 1, 10, 0)
START = local(2026, 12, 5, 13, 30)


def kind_at(now=NOW, **fields):
    training = make_training(starts_at=START, **fields)
    return offer_for(training, now=now).kind


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, OfferKind.BOOKABLE),
        ({"state": Occasion.State.CANCELLED}, OfferKind.CANCELLED),
        ({"state": Occasion.State.POSTPONED}, OfferKind.POSTPONED),
        ({"state": Occasion.State.CLOSED}, OfferKind.OVER),
        ({"apply_by": Occasion.ApplyBy.NONE, "capacity": None}, OfferKind.NO_APPLICATION),
        ({"apply_by": Occasion.ApplyBy.OFFICE}, OfferKind.OFFICE_ONLY),
        ({"apply_by": Occasion.ApplyBy.OUTSIDE, "apply_url": "https://example.com/"}, OfferKind.OUTSIDE),
        ({"opens_at": local(2026, 11, 1, 10, 1)}, OfferKind.NOT_YET_OPEN),
        ({"opens_at": NOW}, OfferKind.BOOKABLE),
        ({"closes_at": NOW}, OfferKind.APPLICATION_CLOSED),
        ({"closes_at": local(2026, 11, 1, 10, 1)}, OfferKind.BOOKABLE),
        ({"apply_by": Occasion.ApplyBy.OFFICE, "closes_at": NOW}, OfferKind.APPLICATION_CLOSED),
        ({"capacity": 3}, OfferKind.FEW_LEFT),
        ({"capacity": 4}, OfferKind.BOOKABLE),
        ({"capacity": 0}, OfferKind.WAITING_LIST),
    ],
)
def test_offer_of_an_occasion_names_what_one_can_do(fields, expected):
    assert kind_at(**fields) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - datetime.timedelta(seconds=1), OfferKind.BOOKABLE),
        (START, OfferKind.APPLICATION_CLOSED),
        (START + datetime.timedelta(hours=2), OfferKind.OVER),
    ],
)
def test_window_without_deadline_ends_at_the_first_start(now, expected):
    assert kind_at(now) == expected


def test_offer_counts_people_and_not_bookings():
    training = make_training(starts_at=START, capacity=10)
    make_booking(training, people=3)
    make_booking(training, people=1, status=Booking.Status.CANCELLED)

    offer = offer_for(training, now=NOW)

    assert (offer.left, offer.waiting) == (7, 0)


def test_offer_gives_a_free_place_to_nobody_while_somebody_waits_for_it():
    training = make_training(starts_at=START, capacity=10)
    make_booking(training, people=3)
    make_booking(training, people=2, status=Booking.Status.WAITLISTED)

    offer = offer_for(training, now=NOW)

    assert (offer.kind, offer.left, offer.waiting) == (OfferKind.WAITING_LIST, 0, 2)


def test_offer_with_a_full_hall_and_free_online_places_is_bookable():
    training = make_training(starts_at=START, capacity=0)
    make_place_kind(training, 50, kind="online")

    offer = offer_for(training, now=NOW)

    assert (offer.kind, [places.left for places in offer.places]) == (OfferKind.BOOKABLE, [0, 50])


def test_offer_of_prefetched_occasions_costs_no_query(django_assert_num_queries):
    for _ in range(3):
        make_booking(make_training())
    trainings = list(TrainingSession.objects.upcoming(timezone.now()).with_seats(timezone.now()))

    with django_assert_num_queries(0):
        kinds = [offer_for(training, now=timezone.now()).kind for training in trainings]

    assert kinds == [OfferKind.BOOKABLE] * 3


def test_upcoming_keeps_the_postponed_and_leaves_out_the_planned_and_past():
    now = timezone.now()
    soon = make_training(starts_at=in_days(3))
    later = make_training(starts_at=in_days(9))
    postponed = make_training(starts_at=in_days(-9), state=Occasion.State.POSTPONED)
    past = make_training(starts_at=in_days(-3))
    make_training(starts_at=in_days(5), state=Occasion.State.PLANNED)
    two_days = make_training(starts_at=in_days(-2))
    make_date(two_days, in_days(2))

    upcoming = TrainingSession.objects.upcoming(now)

    assert list(upcoming) == [postponed, two_days, soon, later]
    assert list(TrainingSession.objects.past(now)) == [past]


def test_offer_lists_the_places_in_the_order_in_which_they_were_made():
    training = make_training(starts_at=START, capacity=None)
    made = [make_place_kind(training, label=f"{number}", kind="satellite") for number in range(3)]
    # A changed row lies behind the others, and with more rows the database would not sort to group them.
    PlaceKind.objects.filter(pk=made[0].pk).update(capacity=5)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_indexscan = off")
    prefetched = TrainingSession.objects.with_seats(NOW).get(pk=training.pk)

    assert [places.place_kind for places in offer_for(training, now=NOW).places] == made
    assert [places.place_kind for places in offer_for(prefetched, now=NOW).places] == made


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"selection": "lottery"}, OfferKind.LOTTERY),
        ({"selection": "lottery", "capacity": 0}, OfferKind.LOTTERY),
        ({"selection": "review"}, OfferKind.REVIEW),
        ({"selection": "lottery", "opens_at": local(2026, 11, 1, 10, 1)}, OfferKind.NOT_YET_OPEN),
        ({"selection": "lottery", "closes_at": NOW}, OfferKind.APPLICATION_CLOSED),
        ({"selection": "review", "state": Occasion.State.CANCELLED}, OfferKind.CANCELLED),
        ({"selection": "lottery", "apply_by": Occasion.ApplyBy.OFFICE}, OfferKind.OFFICE_ONLY),
    ],
)
def test_offer_of_what_is_drawn_or_reviewed_says_so_while_it_is_open(fields, expected):
    assert kind_at(**fields) == expected


def test_offer_of_a_lottery_has_places_whatever_is_taken():
    training = make_training(starts_at=START, capacity=1, selection="lottery")
    make_booking(training)

    offer = offer_for(training, now=NOW)

    assert (offer.takes_applications, offer.has_places, offer.is_first_come) == (True, True, False)


@pytest.mark.parametrize(
    ("voided_at", "expected"), [(None, OfferKind.FEW_LEFT), (NOW, OfferKind.LOTTERY)], ids=["counts", "void"]
)
def test_offer_of_a_lottery_is_first_come_after_its_draw(voided_at, expected, django_assert_num_queries):
    training = make_training(starts_at=START, capacity=1, selection="lottery")
    void = (
        {"voided_at": voided_at, "voided_by": make_user(), "void_reason": "手順の誤り"} if voided_at else {}
    )
    Draw.objects.create(occasion=training, seed="s", seed_hash="h", drawn_at=NOW, **void)
    prefetched = TrainingSession.objects.with_seats(NOW).get(pk=training.pk)

    assert offer_for(training, now=NOW).kind == expected
    with django_assert_num_queries(0):
        assert offer_for(prefetched, now=NOW).kind == expected
