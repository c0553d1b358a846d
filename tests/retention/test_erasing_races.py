"""Erasing while others write: on real threads."""

import datetime
import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.people.errors import HasBeenErased
from portal.people.models import Person
from portal.retention.erasing import erase_person
from portal.retention.models import PersonRequest
from tests import factories
from tests.bookings.seats import apply_for
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager_of_office():
    return factories.make_user(is_staff=True)


def past_booking_of(person):
    training = factories.make_training()
    starts = timezone.now() - datetime.timedelta(days=30)
    training.dates.update(starts_at=starts, ends_at=starts + datetime.timedelta(hours=2))
    return factories.make_booking(training, contact=person)


def erased(person_id, by):
    try:
        return erase_person(person_id=person_id, by=by, reason="求め")
    except HasBeenErased as error:
        return error


def test_two_at_once_erase_once_and_the_second_is_told(manager_of_office, office):
    person = factories.make_person(name="秘密 花子")
    past_booking_of(person)

    done = at_once([lambda: erased(person.pk, manager_of_office) for _n in range(2)])

    assert sorted(type(one).__name__ for one in done) == ["HasBeenErased", "PersonRequest"]
    assert PersonRequest.objects.get().is_whole
    # One empty record for the one booking, and none left over.
    assert Person.objects.filter(is_contact_only=True).count() == 1
    assert not Person.objects.filter(name="秘密 花子").exists()
    assert Booking.objects.get().contact.name == "（削除済み）"


def test_booking_that_is_being_written_is_waited_for_and_keeps_the_person(manager_of_office, office):
    person = factories.make_person(name="見本 花子")
    training = factories.make_training()
    result = []

    def erase():
        try:
            result.append(erased(person.pk, manager_of_office))
        finally:
            connections.close_all()

    with transaction.atomic():
        booking = apply_for(training, people=[person])
        thread = threading.Thread(target=erase)
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join()

    assert not result[0].is_whole
    booking.refresh_from_db()
    assert booking.contact_id == person.pk
    assert Person.objects.get(pk=person.pk).name == "見本 花子"


def test_booking_that_comes_after_is_refused_in_words_and_nothing_of_it_is_left(manager_of_office, office):
    person = factories.make_person()
    training = factories.make_training()
    erase_person(person_id=person.pk, by=manager_of_office, reason="求め")

    with pytest.raises(HasBeenErased):
        apply_for(training, people=[person])

    assert not Booking.objects.exists()


def test_many_bookings_and_one_erasure_end_in_one_truth(manager_of_office, office):
    person = factories.make_person()
    trainings = [factories.make_training() for _n in range(4)]

    def apply(training):
        try:
            return apply_for(training, people=[Person.objects.get(pk=person.pk)])
        except (HasBeenErased, Person.DoesNotExist) as error:
            return error

    jobs = [lambda training=training: apply(training) for training in trainings]
    done = at_once([*jobs, lambda: erased(person.pk, manager_of_office)])

    booked = [one for one in done if isinstance(one, Booking)]
    assert Booking.objects.count() == len(booked)
    assert Person.objects.filter(pk=person.pk).exists() == bool(booked)
    assert done[-1].is_whole == (not booked)


def test_account_whose_address_opens_nothing_any_more_goes_with_the_person(manager_of_office, office):
    person, other = (factories.make_person(email=f"{n}@example.com") for n in "ab")
    for one in (person, other):
        factories.make_user(email=one.email, name="", password=None)
    factories.make_supporter(person=factories.make_person(email=other.email))

    for one in (person, other):
        assert erase_person(person_id=one.pk, by=manager_of_office, reason="求め").is_whole

    assert set(User.objects.filter(is_staff=False).values_list("email", flat=True)) == {other.email}
