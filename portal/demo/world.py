"""What the parts of the demo share: who works in the office, who lives in the city, how one applies."""

import datetime
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.models import User
from portal.bookings import actions
from portal.bookings.models import Attendee, Booking, Occasion, OccasionDate, PlaceKind
from portal.demo.days import Period, arrival
from portal.demo.people import AFFILIATIONS, companion, crowd
from portal.office.models import District
from portal.people.models import ContactWish, Person

Channel = Booking.Channel

# Who can be reached by mail uses the web; the others do as they always did.
_CHANNELS = {
    ContactWish.MAIL: (Channel.WEB, Channel.WEB, Channel.WEB, Channel.EMAIL),
    ContactWish.TELEPHONE: (Channel.PHONE, Channel.PHONE, Channel.COUNTER, Channel.WEB),
    ContactWish.FAX: (Channel.FAX,),
    ContactWish.LETTER: (Channel.POST, Channel.COUNTER),
}
_TOLD_AT_ONCE = {Channel.PHONE, Channel.COUNTER}
_AGE_BANDS = ("", *Attendee.AgeBand.values)


@dataclass
class World:
    staff: User
    districts: Sequence[District]
    crowd: Iterator[Person] = field(default_factory=crowd)
    # How many have applied for each occasion so far: the order and the time of arrival follow.
    applied: dict[int, int] = field(default_factory=dict)


def publish(
    world: World,
    occasion: Occasion,
    periods: Sequence[Period],
    places: dict[PlaceKind.Kind, int],
    **venue: str,
) -> Occasion:
    """Give a new occasion its dates and places and make it public, as staff would."""
    for starts_at, ends_at in periods:
        OccasionDate.objects.create(occasion_id=occasion.pk, starts_at=starts_at, ends_at=ends_at, **venue)
    for kind, capacity in places.items():
        PlaceKind.objects.create(occasion_id=occasion.pk, kind=kind, capacity=capacity)
    return actions.publish(occasion_id=occasion.pk, by=world.staff)


def book(
    world: World,
    occasion: Occasion,
    *people: Person,
    channel: Booking.Channel | None = None,
    kind: PlaceKind.Kind = PlaceKind.Kind.HALL,
    opened: datetime.date | None = None,
    told: bool = False,
    **more: Any,
) -> Booking:
    """One party applies: by itself on the web, else through staff. Who speaks with staff is told at once;
    ``told`` says that the others have been told long ago too.

    ``opened`` says from which day on people applied, where that is not the day in ``opens_at``.
    """
    number = world.applied.get(occasion.pk, 0)
    world.applied[occasion.pk] = number + 1
    wish = ContactWish(people[0].contact_wish)
    if channel is None:
        channel = _CHANNELS[wish][number // 2 % len(_CHANNELS[wish])]
    assert opened or occasion.opens_at, "from when on?"
    people[0].district = world.districts[number % len(world.districts)]
    application = actions.Application(
        place_kind_id=occasion.place_kinds.get(kind=kind).pk,
        members=[_member(person, number + 3 * place) for place, person in enumerate(people)],
        channel=channel,
        received_at=arrival(opened or occasion.opens_at.date(), number),  # type: ignore[union-attr]
        **more,
    )
    return actions.apply(
        occasion_id=occasion.pk,
        application=application,
        submission_key=secrets.token_urlsafe(24),
        by=None if channel == Channel.WEB else world.staff,
        told=told or channel in _TOLD_AT_ONCE,
    )


def _member(person: Person, number: int) -> actions.PartyMember:
    return actions.PartyMember(
        person,
        affiliation=AFFILIATIONS[number % len(AFFILIATIONS)],
        age_band=_AGE_BANDS[number % len(_AGE_BANDS)],
    )


def fill(world: World, occasion: Occasion, people: int, sizes: Sequence[int] = (1,), **how: Any) -> None:
    """Let so many people of the crowd apply, in parties of ``sizes`` by turns; the last may be smaller."""
    turn = 0
    while people > 0:
        size = min(sizes[turn % len(sizes)], people)
        book(world, occasion, *party(world, size), **how)
        people -= size
        turn += 1


def party(world: World, size: int) -> list[Person]:
    """The next people of the crowd; the first of them is the one to be reached."""
    first = next(world.crowd)
    return [first, *(companion(next(world.crowd)) for _each in range(size - 1))]


def somebody(world: World, wish: ContactWish) -> Person:
    """The next of the crowd who wishes to be reached in this way."""
    return next(person for person in world.crowd if person.contact_wish == wish)
