import datetime
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.people.models import Person
from supporters.actions.states import refuse_gone, revive
from supporters.errors import NumberTaken, RecordWasMerged
from supporters.messages import tell_registered
from supporters.models import Supporter, SupporterStep
from supporters.numbers import lock_registry, next_number


class Outcome(Enum):
    NEW = "new"
    REVIVED = "revived"
    # Registered before: nothing was changed but empty fields.
    ALREADY = "already"


@dataclass(frozen=True)
class Registration:
    supporter: Supporter
    outcome: Outcome


@transaction.atomic
def register(
    *,
    person_id: int,
    by: User,
    number: str = "",
    registered_on: datetime.date | None = None,
    affiliation: str = "",
    age_band: str = "",
    verb: SupporterStep.Verb = SupporterStep.Verb.REGISTERED,
    tell: bool = False,
) -> Registration:
    """Register somebody as つながりサポーター, today unless another day is given.

    ``number`` is one of the office's own old ones; without it the next in the office's format is given, under
    a lock, never one that exists. Who is registered stays so under the same number, and who ended comes back
    under it: registering is no second registration, however often it is pressed. Affiliation and age band
    fill what is not known yet. With ``tell`` a new or returned supporter is told by their own way.

    Raises ``NumberTaken``, ``NumberTooLong``, ``HasDied``, ``HasMovedAway`` and ``RecordWasMerged``.
    """
    office_settings = lock_registry()
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.merged_into_id is not None:
        raise RecordWasMerged
    refuse_gone(person)
    supporter = Supporter.objects.select_for_update(no_key=True).filter(person=person).first()
    if supporter is not None:
        return _again(supporter, by=by, affiliation=affiliation, age_band=age_band, tell=tell)
    day = registered_on or timezone.localdate()
    if number and Supporter.objects.filter(number=number).exists():
        raise NumberTaken
    supporter = Supporter.objects.create(
        person=person,
        number=number or next_number(office_settings, day),
        registered_on=day,
        affiliation=affiliation,
        age_band=age_band,
        registered_by=by,
    )
    step = SupporterStep.objects.create(supporter=supporter, verb=verb, by=by)
    if tell:
        tell_registered(supporter, step)
    return Registration(supporter, Outcome.NEW)


def _again(supporter: Supporter, *, by: User, affiliation: str, age_band: str, tell: bool) -> Registration:
    known = supporter.affiliation or affiliation, supporter.age_band or age_band
    if known != (supporter.affiliation, supporter.age_band):
        supporter.affiliation, supporter.age_band = known
        supporter.revision += 1
        supporter.save()
    if supporter.is_on_the_books:
        return Registration(supporter, Outcome.ALREADY)
    return Registration(revive(supporter_id=supporter.pk, by=by, tell=tell), Outcome.REVIVED)
