"""One press for what happens in a life (亡くなられた, 転居, 今後連絡しない), and for 取扱注意; each can be taken back.

Lock order: what hangs on the person first (occasions, bookings, messages), the person last.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.people.errors import (
    HasBeenErased,
    HasDied,
    HasMovedAway,
    MarkedMeanwhile,
    MarkReasonMissing,
    MergedMeanwhile,
    NeedsSensitiveRight,
    NotMarked,
)
from portal.people.life import Consequence, anything_remains, give_back, stop_everything
from portal.people.models import Person, PersonMark

_Kind = PersonMark.Kind
NOTE = PersonMark._meta.get_field("note").max_length or 0


def mark_died(*, person: Person, by: User, note: str = "") -> PersonMark:
    """亡くなられた: nothing is sent or telephoned any more, live bookings end, the registration ends.

    What was is kept for the figures. Marking twice is once. Raises ``MergedMeanwhile``.
    """
    return _stop(_Kind.DIED, person, by, note)


def mark_moved_away(*, person: Person, by: User, note: str = "") -> PersonMark:
    """転居: the person has left the city. Everything stops as in ``mark_died``, live bookings included: who
    still comes says so, and the mark is taken back. Raises ``MergedMeanwhile``.
    """
    return _stop(_Kind.MOVED_AWAY, person, by, note)


def mark_do_not_contact(*, person: Person, by: User, note: str = "") -> PersonMark:
    """今後連絡しない: everything stops; the registration stays, because being registered is no contact.

    Whoever calls of their own accord is served, and may apply. Raises ``MergedMeanwhile``.
    """
    return _stop(_Kind.DO_NOT_CONTACT, person, by, note)


def foresee(*, person: Person, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """What marking would do, found out by doing it and taking it back. Nothing is written or sent."""
    if kind == _Kind.CARE:
        return []
    with transaction.atomic():
        found = stop_everything(person_id=person.pk, kind=kind, by=by)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def handle_with_care(*, person: Person, by: User, note: str = "") -> PersonMark:
    """取扱注意: where somebody can be reached is hidden from now on. Marking twice is once."""
    return _set_mark(_lock(person.kept().pk), _Kind.CARE, by, note, [])


@transaction.atomic
def stop_handling_with_care(*, person: Person, by: User, reason: str) -> PersonMark:
    """What must not be known may be known again. Raises ``NeedsSensitiveRight`` and what ``undo_mark``
    raises."""
    if not by.has_perm("people.open_sensitive"):
        raise NeedsSensitiveRight
    return undo_mark(person=person, kind=_Kind.CARE, by=by, reason=reason)


@transaction.atomic
def undo_mark(*, person: Person, kind: PersonMark.Kind, by: User, reason: str) -> PersonMark:
    """Take a mark back, on record. The person can be told things again; what was withdrawn stays withdrawn,
    and cancelled bookings are restored one by one by staff, because others may have their seats.

    Returns the record, with what was given back in ``followed``. Raises ``MarkReasonMissing``, ``NotMarked``
    and ``MergedMeanwhile``.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise MarkReasonMissing
    person_id = person.kept().pk
    given_back = give_back(person_id=person_id, kind=kind, by=by) if kind != _Kind.CARE else []
    person = _lock(person_id)
    if not getattr(person, kind.field):
        raise NotMarked
    setattr(person, kind.field, False)
    person.revision += 1
    person.save()
    undone = {"undone_at": timezone.now(), "undone_by": by, "undone_reason": reason[:NOTE]}
    marks = list(person.marks.standing().filter(kind=kind))
    # A mark from before there were records is taken back on record all the same.
    marks = marks or [PersonMark.objects.create(person=person, kind=kind, by=by)]
    for mark in marks:
        for name, value in undone.items():
            setattr(mark, name, value)
        mark.followed = [*mark.followed, *(one.as_json() for one in given_back)]
        mark.save()
    return marks[0]


def lock_known(people: Iterable[Person]) -> None:
    """Lock those of ``people`` who are on record already, and give them the marks that are stored: whoever
    writes them back as they were read must not take away a mark that was set meanwhile.

    Call it within a transaction, with the occasion locked. Raises ``HasBeenErased``, ``HasDied``,
    ``HasMovedAway`` and ``MergedMeanwhile``; who wants not to be contacted may apply.
    """
    by_id = {person.pk: person for person in people if person.pk}
    stored = Person.objects.select_for_update(no_key=True).filter(pk__in=by_id).order_by("pk")
    fresh_ones = list(stored) if by_id else []
    if len(fresh_ones) < len(by_id):
        raise HasBeenErased
    for fresh in fresh_ones:
        if fresh.merged_into_id is not None:
            raise MergedMeanwhile
        if fresh.has_died:
            raise HasDied
        if fresh.has_moved_away:
            raise HasMovedAway
        for kind in _Kind:
            setattr(by_id[fresh.pk], kind.field, getattr(fresh, kind.field))


def _stop(kind: PersonMark.Kind, person: Person, by: User, note: str) -> PersonMark:
    """Stop everything and set the mark, in one transaction. Whoever applies for the same person meanwhile
    either comes first and is seen here, or finds the mark."""
    while True:
        try:
            return _try_to_stop(kind, person.kept().pk, by, note)
        except MarkedMeanwhile:
            continue


@transaction.atomic
def _try_to_stop(kind: PersonMark.Kind, person_id: int, by: User, note: str) -> PersonMark:
    followed = stop_everything(person_id=person_id, kind=kind, by=by)
    person = _lock(person_id)
    if anything_remains(person_id):
        # A booking was written between the look and the lock. Going on would lock against the order: give
        # everything back and begin anew.
        raise MarkedMeanwhile
    return _set_mark(person, kind, by, note, followed)


def _lock(person_id: int) -> Person:
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.merged_into_id is not None:
        raise MergedMeanwhile
    return person


def _set_mark(
    person: Person, kind: PersonMark.Kind, by: User, note: str, followed: list[Consequence]
) -> PersonMark:
    standing = person.marks.standing().filter(kind=kind).first()
    if standing is not None and getattr(person, kind.field):
        return standing
    setattr(person, kind.field, True)
    person.revision += 1
    person.save()
    return PersonMark.objects.create(
        person=person,
        kind=kind,
        by=by,
        note=" ".join(note.split())[:NOTE],
        followed=[one.as_json() for one in followed],
    )
