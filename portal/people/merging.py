"""Two records of one person become one. Apps that point to people register how they follow."""

from typing import Protocol

from django.db import transaction

from portal.accounts.models import User
from portal.people.errors import MergedMeanwhile
from portal.people.models import Person, PersonMark, PersonNote


class MergeStep(Protocol):
    def __call__(self, *, keep_id: int, drop_id: int, by: User) -> None: ...


_steps: list[MergeStep] = []

# What the kept record takes over where it knows nothing itself.
_FILLED = (
    "kana",
    "printed_name",
    "email",
    "telephone",
    "fax",
    "postal_code",
    "address",
    "contact_wish",
    "best_time",
)


def on_merge(step: MergeStep) -> None:
    """Register what an app does when two people are merged, in the merging transaction; called at start-up.

    The steps run in reverse order, before the people are locked: the apps that stand on others lock first,
    here as everywhere.
    """
    _steps.append(step)


@transaction.atomic
def merge_people(*, keep_id: int, drop_id: int, by: User) -> Person:
    """Make ``drop_id`` a pointer to ``keep_id``: what hangs on it follows, its contact data fill gaps.

    Careful marks of either record stay. Of a record that was merged before, the one that was kept counts:
    merging twice changes nothing, in either direction. A record cannot be merged with itself
    (``ValueError``). Raises ``MergedMeanwhile``.
    """
    if keep_id == drop_id:
        raise ValueError("a record cannot be merged with itself")
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
    if keep.merged_into_id is not None or drop.merged_into_id is not None:
        raise MergedMeanwhile
    if not keep.telephone:
        keep.telephone_is_wrong = drop.telephone_is_wrong
    for name in _FILLED:
        if not getattr(keep, name):
            setattr(keep, name, getattr(drop, name))
    keep.district = keep.district or drop.district
    for mark in (
        "handle_with_care",
        "has_died",
        "has_moved_away",
        "do_not_contact",
        "wants_large_print",
        "no_voice_message",
    ):
        setattr(keep, mark, getattr(keep, mark) or getattr(drop, mark))
    keep.revision += 1
    keep.save()
    PersonNote.objects.filter(person=drop).update(person=keep)
    PersonMark.objects.filter(person=drop).update(person=keep)
    drop.merged_into = keep
    drop.revision += 1
    drop.save()
    return keep
