"""Two records of one person become one. Apps that point to people register how they follow."""

from typing import Protocol

from django.db import transaction

from portal.accounts.models import User
from portal.people.care import may_open
from portal.people.errors import (
    MarksDiffer,
    MergedMeanwhile,
    NeedsSensitiveRight,
    RecordChanged,
    SameRecord,
)
from portal.people.models import CareAccess, Person, PersonMark, PersonMerge, PersonNote


class MergeStep(Protocol):
    def __call__(self, *, keep_id: int, drop_id: int, by: User) -> None: ...


_steps: list[MergeStep] = []

# What the kept record takes over where it knows nothing itself.
FILLED = (
    "kana",
    "printed_name",
    "email",
    "telephone",
    "fax",
    "postal_code",
    "address",
    "district",
    "contact_wish",
    "best_time",
)
_CAREFUL = ("handle_with_care", "wants_large_print", "no_voice_message")
_STOPS = [kind.field for kind in PersonMark.Kind if kind != PersonMark.Kind.CARE]


def on_merge(step: MergeStep) -> None:
    """Register what an app does when two people are merged, in the merging transaction; called at start-up.

    The steps run in reverse order, before the people are locked: the apps that stand on others lock first,
    here as everywhere.
    """
    _steps.append(step)


def to_fill(keep: Person, drop: Person) -> list[str]:
    """The columns that ``keep`` would take over from ``drop``."""
    return [name for name in FILLED if not getattr(keep, name) and getattr(drop, name)]


@transaction.atomic
def merge_people(
    *,
    keep_id: int,
    drop_id: int,
    by: User,
    revisions: tuple[int, int] | None = None,
) -> Person:
    """Make ``drop_id`` a pointer to ``keep_id``: what hangs on it follows, its contact data fill gaps.

    Careful marks of either record stay. Of a record that was merged before, the one that was kept counts:
    merging twice changes nothing, in either direction. ``revisions`` of the two are those that somebody saw
    before pressing: raises ``RecordChanged`` when either was edited since. Raises ``SameRecord``,
    ``MergedMeanwhile``, ``MarksDiffer`` where only one of them has died, moved away or wants no contact (staff
    say first which is true), and ``NeedsSensitiveRight`` where either is handled with care.
    """
    if keep_id == drop_id:
        raise SameRecord
    keep_id, drop_id = (Person.objects.get(pk=pk).kept().pk for pk in (keep_id, drop_id))
    if keep_id == drop_id:
        return Person.objects.get(pk=keep_id)
    for step in reversed(_steps):
        step(keep_id=keep_id, drop_id=drop_id, by=by)
    rows = {
        p.pk: p
        for p in Person.objects.select_for_update(no_key=True)
        .filter(pk__in=(keep_id, drop_id))
        .order_by("pk")
    }
    keep, drop = rows[keep_id], rows[drop_id]
    _require_mergeable(keep, drop, by)
    if revisions is not None and (keep.revision, drop.revision) != revisions:
        raise RecordChanged
    filled = to_fill(keep, drop)
    _fill(keep, drop, filled)
    for model in (PersonNote, PersonMark, CareAccess):
        model.objects.filter(person=drop).update(person=keep)
    drop.merged_into = keep
    drop.revision += 1
    drop.save()
    PersonMerge.objects.create(keep=keep, drop=drop, by=by, filled=filled)
    return keep


def obstacle(keep: Person, drop: Person, by: User) -> str:
    """Why these two cannot be merged by ``by`` as they are; empty when they can."""
    try:
        _require_mergeable(keep, drop, by)
    except (MergedMeanwhile, MarksDiffer, NeedsSensitiveRight) as error:
        return str(error)
    return ""


def _require_mergeable(keep: Person, drop: Person, by: User) -> None:
    if keep.merged_into_id is not None or drop.merged_into_id is not None:
        raise MergedMeanwhile
    if any(getattr(keep, mark) != getattr(drop, mark) for mark in _STOPS):
        raise MarksDiffer
    if (keep.handle_with_care or drop.handle_with_care) and not may_open(by):
        raise NeedsSensitiveRight


def _fill(keep: Person, drop: Person, filled: list[str]) -> None:
    if not keep.telephone:
        keep.telephone_is_wrong = drop.telephone_is_wrong
    for name in filled:
        setattr(keep, name, getattr(drop, name))
    for mark in _CAREFUL:
        setattr(keep, mark, getattr(keep, mark) or getattr(drop, mark))
    keep.revision += 1
    keep.save()
