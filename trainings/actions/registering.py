"""Those who completed a training become つながりサポーター, in one press."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from portal.accounts.models import User
from portal.bookings.actions.merging import lock_occasions_of
from portal.bookings.models import Attendee, Occasion
from portal.people.merging import merge_people
from portal.people.models import Person
from supporters.actions import Registration, register
from trainings.errors import NotClosedYet, NotCompleted
from trainings.models import Certificate


@dataclass(frozen=True)
class Choice:
    """Register this attendee; ``same_as`` is the record that they turn out to be, where they had one."""

    same_as: int | None = None


@transaction.atomic
def register_completed(
    *, session_id: int, choices: Mapping[int, Choice], by: User, tell: bool
) -> list[Registration]:
    """Register the attendees among ``choices`` (by id) who completed this training, all or nothing.

    Whose record is ``same_as`` another is merged into it first. Who is registered already stays so: pressing
    twice changes nothing. Affiliation and age band come from the application. Raises ``NotClosedYet``,
    ``NotCompleted`` and what merging and registering raise.
    """
    attendees = {
        attendee.pk: attendee
        for attendee in Attendee.objects.filter(pk__in=choices, occasion=session_id).order_by("pk")
    }
    people = {attendee.person_id for attendee in attendees.values()}
    people |= {choice.same_as for choice in choices.values() if choice.same_as is not None}
    # Merging locks every occasion of both; the order is the same from wherever it is pressed.
    lock_occasions_of(people)
    if not Occasion.objects.filter(pk=session_id, state=Occasion.State.CLOSED).exists():
        raise NotClosedYet
    completed = set(
        Certificate.objects.live().filter(attendee__in=attendees).values_list("attendee", flat=True)
    )
    if completed != set(choices):
        raise NotCompleted
    done = []
    # In the order in which they applied: numbers follow.
    for pk in sorted(choices):
        done.append(_register(attendees[pk], choices[pk], by=by, tell=tell))
    return done


def _register(attendee: Attendee, choice: Choice, *, by: User, tell: bool) -> Registration:
    person = Person.objects.get(pk=attendee.person_id).kept()
    if choice.same_as is not None:
        known = Person.objects.get(pk=choice.same_as).kept()
        if known.pk != person.pk:
            person = merge_people(keep_id=known.pk, drop_id=person.pk, by=by)
    return register(
        person_id=person.pk,
        by=by,
        affiliation=attendee.affiliation,
        age_band=attendee.age_band,
        tell=tell,
    )
