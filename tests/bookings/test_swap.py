import pytest

from portal.bookings import actions
from portal.bookings.errors import (
    AlreadyDecided,
    AlreadyHasPlace,
    NoPlaceThere,
    NotOpenForApplications,
    SelectionThere,
)
from portal.bookings.models import Booking
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def here():
    return factories.make_training(capacity=1)


@pytest.fixture
def there():
    return factories.make_training(capacity=1)


def place(occasion):
    return occasion.place_kinds.get().pk


def live(contact):
    return sorted(Booking.objects.live().filter(contact=contact).values_list("occasion_id", "status"))


def test_swap_takes_the_new_seat_and_gives_the_old_to_the_next(
    here, there, django_capture_on_commit_callbacks
):
    old = apply_for(here)
    waiting = apply_for(here)

    with django_capture_on_commit_callbacks(execute=True):
        new = actions.swap(booking_id=old.pk, place_kind_id=place(there))

    old.refresh_from_db()
    waiting.refresh_from_db()
    assert (new.status, new.occasion_id, new.contact_id) == ("confirmed", there.pk, old.contact_id)
    assert new.receipt_number != old.receipt_number
    assert (old.status, old.cancelled_by) == ("cancelled", "other_place")
    assert waiting.status == "confirmed"
    kinds = Message.objects.filter(recipient=old.contact).values_list("kind", flat=True)
    assert sorted(kinds) == ["bookings.confirmed", "bookings.swapped"]


def test_swap_carries_party_helpers_needs_and_words_over(here, there, staff):
    here.place_kinds.update(capacity=3)
    there.place_kinds.update(capacity=3)
    old = apply_for(
        here, size=2, helpers=1, accommodations=[("sign_language", "手話でお願いします")], note="初めてです"
    )
    actions.cancel(booking_id=old.pk, attendee_ids=[old.attendees.get(position=1).pk])

    new = actions.swap(booking_id=old.pk, place_kind_id=place(there))

    assert list(new.attendees.values_list("person", "position")) == [
        (old.attendees.get(position=2).person_id, 1)
    ]
    assert (new.helpers, new.note, new.channel) == (1, "初めてです", old.channel)
    assert list(new.accommodation_requests.values_list("kind", "text")) == [
        ("sign_language", "手話でお願いします")
    ]


def test_swap_into_a_full_session_changes_nothing(here, there):
    apply_for(there)
    old = apply_for(here)

    with pytest.raises(NoPlaceThere):
        actions.swap(booking_id=old.pk, place_kind_id=place(there))

    assert live(old.contact) == [(here.pk, "confirmed")]
    old.refresh_from_db()
    assert old.wait_group is None


def test_swap_or_wait_keeps_the_old_seat_until_the_new_one_is_certain(
    here, there, django_capture_on_commit_callbacks
):
    in_the_way = apply_for(there)
    old = apply_for(here)

    new = actions.swap(booking_id=old.pk, place_kind_id=place(there), or_wait=True)
    again = actions.swap(booking_id=old.pk, place_kind_id=place(there), or_wait=True)

    assert again == new
    assert live(old.contact) == [(here.pk, "confirmed"), (there.pk, "waitlisted")]
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=in_the_way.pk)
    assert live(old.contact) == [(there.pk, "confirmed")]


def test_waiting_for_any_of_several_gets_one_and_leaves_the_other_queues(
    here, there, django_capture_on_commit_callbacks
):
    third = factories.make_training(capacity=1)
    sitting = [apply_for(occasion) for occasion in (here, there, third)]
    waiting = apply_for(here)
    for occasion in (there, third):
        actions.swap(booking_id=waiting.pk, place_kind_id=place(occasion), or_wait=True)
    behind = apply_for(third)

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=sitting[1].pk)

    assert live(waiting.contact) == [(there.pk, "confirmed")]
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=sitting[2].pk)
    behind.refresh_from_db()
    assert behind.status == "confirmed"


def test_offer_of_one_of_several_keeps_the_other_waits_until_it_is_accepted(
    here, there, django_capture_on_commit_callbacks
):
    there.promotion = "offer"
    there.save()
    sitting = [apply_for(here), apply_for(there)]
    waiting = apply_for(here)
    new = actions.swap(booking_id=waiting.pk, place_kind_id=place(there), or_wait=True)

    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=sitting[1].pk)

    assert live(waiting.contact) == [(here.pk, "waitlisted"), (there.pk, "offered")]
    actions.accept_offer(offer_id=new.place_offers.get().pk)
    assert live(waiting.contact) == [(there.pk, "confirmed")]


def test_swap_where_one_of_the_party_is_already_is_refused(here, there, staff):
    here.place_kinds.update(capacity=3)
    there.place_kinds.update(capacity=3)
    old = apply_for(here)
    actions.swap(booking_id=old.pk, place_kind_id=place(there))
    actions.restore(booking_id=old.pk, by=staff)

    with pytest.raises(AlreadyHasPlace):
        actions.swap(booking_id=old.pk, place_kind_id=place(there))


def test_swap_of_what_is_cancelled_or_to_the_same_session_is_refused(here, there):
    gone, stays = apply_for(here), apply_for(there)
    actions.cancel(booking_id=gone.pk)

    with pytest.raises(AlreadyDecided):
        actions.swap(booking_id=gone.pk, place_kind_id=place(there))
    with pytest.raises(AlreadyDecided):
        actions.swap(booking_id=stays.pk, place_kind_id=place(there))


@pytest.mark.parametrize(
    "how",
    [
        {"state": "planned"},
        {"state": "cancelled"},
        {"apply_by": "office"},
        {"is_listed": False},
        {"eligibility": "supporters"},
        {"closes_at": factories.local(2020, 1, 1)},
    ],
    ids=str,
)
def test_swap_to_what_one_could_not_apply_for_is_refused(here, how):
    old = apply_for(here)
    target = factories.make_training(capacity=5, **how)

    with pytest.raises(NotOpenForApplications):
        actions.swap(booking_id=old.pk, place_kind_id=place(target))


def test_swap_by_staff_may_leave_the_window(here, staff):
    old = apply_for(here)
    target = factories.make_training(capacity=5, closes_at=factories.local(2020, 1, 1))

    new = actions.swap(booking_id=old.pk, place_kind_id=place(target), by=staff)

    assert (new.status, new.entered_by) == ("confirmed", staff)


def test_swap_to_where_places_are_drawn_is_refused(here):
    old = apply_for(here)
    lottery = factories.make_training(capacity=5, selection="lottery")

    with pytest.raises(SelectionThere):
        actions.swap(booking_id=old.pk, place_kind_id=place(lottery), or_wait=True)


def test_restoring_what_was_released_leaves_the_group(here, there, staff):
    old = apply_for(here)
    new = actions.swap(booking_id=old.pk, place_kind_id=place(there))

    actions.restore(booking_id=old.pk, by=staff)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.wait_group, new.status) == ("confirmed", None, "confirmed")
    assert statuses(here) == ["confirmed"]
