"""A training opens for applications: everybody who waits for one is told, once.

Found by the periodic run, because a window opens by itself and publishing belongs to the ground floor.
"""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.bookings.models import Attendee, Occasion
from portal.bookings.offers import offer_for
from portal.people.models import Person
from portal.search.folding import fold
from supporters.interest.actions import NAMELESS, end_booked
from supporters.interest.messages import tell_opened
from supporters.interest.models import Interest, InterestNotice, Opening

# An address and a name, either of which may be empty; ("", id) is the record itself.
Key = tuple[str, str]


def tell_openings() -> int:
    """Note every training that takes applications for the first time and tell whoever waits; returns how many
    trainings. Only what lists may name and anybody may come to: never a 出前講座, never one for registered
    supporters. One that is full from the start is told of when there are places."""
    now = timezone.now()
    fresh = (
        Occasion.objects.upcoming(now)
        .filter(
            kind=Occasion.Kind.TRAINING,
            state=Occasion.State.PUBLISHED,
            eligibility=Occasion.Eligibility.EVERYONE,
            opening__isnull=True,
        )
        .with_seats(now)
    )
    return sum(_tell(occasion) for occasion in fresh if offer_for(occasion, now=now).has_places)


@transaction.atomic
def _tell(occasion: Occasion) -> bool:
    """Whether this run was the one that noted it."""
    opening, is_new = Opening.objects.get_or_create(occasion_id=occasion.pk)
    if not is_new:
        return False
    end_those_who_booked()
    coming = _latest(Attendee.objects.live().filter(occasion_id=occasion.pk))
    for interest in Interest.objects.confirmed().select_related("person").order_by("pk"):
        if not _own_keys(interest.person) & coming.keys():
            tell_opened(InterestNotice.objects.create(interest=interest, opening=opening))
    return True


def end_those_who_booked() -> int:
    """Take those off the list who have applied for a training since; returns how many. For the periodic run,
    and before anybody is told of the next one.

    The web form makes a new person each time, so somebody is also known by the address together with the
    name; by the address alone only where no name was given. A family shares an address.
    """
    interests = list(Interest.objects.confirmed().select_related("person"))
    if not interests:
        return 0
    since = min(_confirmed_at(interest) for interest in interests)
    booked = _latest(
        Attendee.objects.live().filter(occasion__kind=Occasion.Kind.TRAINING, booking__received_at__gte=since)
    )
    done = [
        interest
        for interest in interests
        if any(booked[key] >= _confirmed_at(interest) for key in _own_keys(interest.person) & booked.keys())
    ]
    for interest in done:
        end_booked(interest_id=interest.pk)
    return len(done)


def _confirmed_at(interest: Interest) -> datetime.datetime:
    assert interest.confirmed_at is not None  # the database holds it
    return interest.confirmed_at


def _latest(attendees: QuerySet[Attendee]) -> dict[Key, datetime.datetime]:
    """What those who have a live booking may be recognised by, with the moment of their latest one."""
    moments: dict[Key, datetime.datetime] = {}
    for attendee in attendees.select_related("person", "booking").order_by("booking__received_at"):
        person = attendee.person
        keys: set[Key] = {("", str(person.pk))}
        for address in _addresses(person):
            keys |= {(address, ""), *((address, name) for name in _names(person))}
        moments.update(dict.fromkeys(keys, attendee.booking.received_at))
    return moments


def _own_keys(person: Person) -> set[Key]:
    names = {""} if person.name == NAMELESS else _names(person)
    return {("", str(person.pk)), *((address, name) for address in _addresses(person) for name in names)}


def _addresses(person: Person) -> set[str]:
    return {person.email.lower(), person.telephone} - {""}


def _names(person: Person) -> set[str]:
    return {fold(person.name), fold(person.kana)} - {""}
