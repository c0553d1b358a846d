from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.people.errors import HasDied, HasMovedAway
from portal.people.models import Person
from supporters.errors import NotRegistered, RecordWasMerged
from supporters.messages import tell_registered
from supporters.models import Supporter, SupporterStep

State = Supporter.State
Verb = SupporterStep.Verb
EndReason = Supporter.EndReason

# Why staff or the person end it; what follows from merging is not chosen.
END_REASONS = [choice for choice in EndReason.choices if choice[0] != EndReason.MERGED]


@transaction.atomic
def pause(*, supporter_id: int, by: User | None = None, note: str = "") -> Supporter:
    """A rest (お休み): registered, but not invited to anything. Pausing twice changes nothing.

    ``by`` is None when the person pressed it. Raises ``NotRegistered``.
    """
    return _move(supporter_id, State.PAUSED, Verb.PAUSED, by, note)


@transaction.atomic
def resume(*, supporter_id: int, by: User | None = None, note: str = "") -> Supporter:
    """Back from a rest. Raises ``NotRegistered``."""
    return _move(supporter_id, State.ACTIVE, Verb.RESUMED, by, note)


@transaction.atomic
def end(
    *,
    supporter_id: int,
    reason: str = EndReason.WISH,
    by: User | None = None,
    note: str = "",
    verb: Verb = Verb.ENDED,
) -> Supporter:
    """End a registration. The number stays this person's for ever, and past figures stay as they are.

    ``verb`` is ``STOPPED`` where it follows from a mark and may come back with it.
    Ending twice changes nothing, the first reason included. ``ValueError`` for a reason that is none.
    """
    if reason not in dict(END_REASONS):
        raise ValueError(reason)
    supporter = _lock(supporter_id)
    if supporter.state == State.ENDED:
        return supporter
    supporter.end_reason = reason
    return _set(supporter, State.ENDED, verb, by, note)


@transaction.atomic
def revive(*, supporter_id: int, by: User | None = None, note: str = "", tell: bool = False) -> Supporter:
    """Somebody who ended comes back, under the number that they had. Reviving twice changes nothing.

    Raises ``HasDied``, ``HasMovedAway``, and ``RecordWasMerged`` for a registration that became part of another.
    """
    supporter = _lock(supporter_id)
    if supporter.state != State.ENDED:
        return supporter
    if supporter.end_reason == EndReason.MERGED:
        raise RecordWasMerged
    refuse_gone(supporter.person)
    _reopen(supporter, by, note)
    if tell:
        tell_registered(supporter, supporter.steps.latest("id"))
    return supporter


@transaction.atomic
def reopen(*, supporter_id: int, by: User) -> Supporter:
    """What a mark stopped goes on: a rest goes on as a rest. Nobody is told."""
    supporter = _lock(supporter_id)
    if supporter.state != State.ENDED:
        return supporter
    before = supporter.steps.exclude(verb=Verb.STOPPED).order_by("id").last()
    was_paused = before is not None and before.verb == Verb.PAUSED
    return _reopen(supporter, by, "", State.PAUSED if was_paused else State.ACTIVE)


def refuse_gone(person: Person) -> None:
    """Raises ``HasDied`` or ``HasMovedAway`` for whom nothing may begin before the mark is taken back."""
    if person.has_died:
        raise HasDied
    if person.has_moved_away:
        raise HasMovedAway


def _reopen(
    supporter: Supporter, by: User | None, note: str, state: Supporter.State = State.ACTIVE
) -> Supporter:
    supporter.end_reason = ""
    return _set(supporter, state, Verb.REVIVED, by, note)


def _lock(supporter_id: int) -> Supporter:
    return (
        Supporter.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .get(pk=supporter_id)
    )


def _move(supporter_id: int, state: State, verb: Verb, by: User | None, note: str) -> Supporter:
    supporter = _lock(supporter_id)
    if supporter.state == State.ENDED:
        raise NotRegistered
    if supporter.state == state:
        return supporter
    return _set(supporter, state, verb, by, note)


def _set(supporter: Supporter, state: State, verb: Verb, by: User | None, note: str) -> Supporter:
    supporter.state = state
    supporter.state_since = timezone.localdate()
    supporter.revision += 1
    supporter.save()
    SupporterStep.objects.create(supporter=supporter, verb=verb, by=by, note=note.strip()[:200])
    return supporter
