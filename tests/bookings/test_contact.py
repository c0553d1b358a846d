"""The contact of a party has died, moved away or wants to hear no more: somebody else of it takes over."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.bookings import actions
from portal.bookings.errors import NotOfTheParty
from portal.bookings.links import booking_by_token, booking_token
from portal.bookings.models import Booking, JournalEntry
from portal.correspondence.errors import MayNotBeContacted
from portal.correspondence.models import Message
from portal.people.actions import mark_died, mark_do_not_contact
from portal.people.models import Person
from tests.bookings.seats import apply_for, person
from tests.factories import make_training, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_behind(staff) -> Booking:
    """A party of two whose contact has died."""
    companion = person("同行 者", telephone="", contact_wish="")
    booking = apply_for(make_training(), people=[person("連絡 先"), companion])
    mark_died(person=booking.contact, by=staff)
    return Booking.objects.get(pk=booking.pk)


def page_of(booking, name="page"):
    return reverse(f"admin:bookings_booking_{name}", args=[booking.pk])


def test_hand_over_makes_the_other_one_the_contact_on_record_and_voids_old_links(left_behind, staff):
    old_link = booking_token(left_behind)
    other = left_behind.attendees.live().get()
    told = Message.objects.count()

    actions.hand_over_contact(
        booking_id=left_behind.pk, attendee_id=other.pk, telephone="0857510295", by=staff
    )

    left_behind.refresh_from_db()
    assert left_behind.contact == other.person
    assert Person.objects.get(pk=other.person_id).telephone == "0857510295"
    assert not Booking.objects.left_without_contact(timezone.now()).exists()
    entry = left_behind.journal.get(verb=JournalEntry.Verb.CONTACT_CHANGED)
    assert (entry.actor, entry.note) == (staff, str(other))
    assert booking_by_token(old_link) is None
    assert Message.objects.count() == told


def test_hand_over_to_who_does_not_come_or_must_not_be_contacted_is_refused(left_behind, staff):
    gone = left_behind.attendees.get(is_live=False)
    other = left_behind.attendees.live().get()

    with pytest.raises(NotOfTheParty):
        actions.hand_over_contact(booking_id=left_behind.pk, attendee_id=gone.pk, by=staff)
    Person.objects.filter(pk=other.person_id).update(do_not_contact=True)
    with pytest.raises(MayNotBeContacted):
        actions.hand_over_contact(booking_id=left_behind.pk, attendee_id=other.pk, by=staff)


def test_party_without_a_contact_stands_out_until_somebody_takes_over(left_behind, staff_client):
    usual = apply_for(make_training())
    other = left_behind.attendees.live().get()

    found = staff_client.get(reverse("admin:bookings_booking_changelist"), {"check": "yes"})
    page = staff_client.get(page_of(left_behind)).content.decode()

    assert list(found.context["cl"].result_list) == [left_behind]
    assert page_of(left_behind, "contact") in page
    assert page_of(usual, "contact") not in staff_client.get(page_of(usual)).content.decode()
    done = staff_client.post(
        page_of(left_behind, "contact"), {"attendee": other.pk, "telephone": "0857-51-0295"}, follow=True
    ).content.decode()
    assert "電話で伝えてください" in done
    assert page_of(left_behind, "contact") not in done
    assert not Booking.objects.for_staff_to_check(timezone.now()).exists()


def test_who_wants_no_contact_and_still_comes_is_not_left_without_one(staff):
    booking = apply_for(make_training())
    mark_do_not_contact(person=booking.contact, by=staff)
    actions.restore(booking_id=booking.pk, by=staff)

    assert not Booking.objects.left_without_contact(timezone.now()).exists()


def test_page_of_the_contact_climbs_the_ladder(left_behind, staff_client, stranger_client):
    page = page_of(left_behind, "contact")
    lesser = Client()
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_booking"))
    lesser.force_login(user)

    assert staff_client.get(page).status_code == 200
    assert lesser.get(page).status_code == 403
    assert stranger_client.get(page).status_code == 302
    assert Client().get(page).status_code == 302
    assert staff_client.put(page).status_code == 405
    assert staff_client.get(page.replace(str(left_behind.pk), "0")).status_code == 404
