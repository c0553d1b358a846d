"""Closing a year and, with a reason, opening it again."""

import contextlib

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.figures.chapters import compute_chapters
from portal.figures.errors import AlreadyClosed, NotClosed, ReasonMissing, YearIsFinal, YearNotOver
from portal.figures.models import ClosedYear
from portal.figures.periods import fiscal_year


@transaction.atomic
def close_year(*, year: int, by: User, note: str = "") -> ClosedYear:
    """Freeze all figures of a fiscal year. Of two at once one closes it.

    Raises ``YearNotOver`` before 1 April of the next year, and ``AlreadyClosed``.
    """
    period = fiscal_year(year)
    if not period.has_ended():
        raise YearNotOver
    if ClosedYear.objects.in_force().filter(year=year).exists():
        raise AlreadyClosed
    return _freeze(year, closed_by=by, note=note)


@transaction.atomic
def freeze_for_retention(*, year: int) -> None:
    """Before records that a year counts are removed: close the year unless somebody has, and let nobody reopen
    it any more. Nobody is asked: the records are past their time, and the figures would be gone with them.

    Raises ``YearNotOver``.
    """
    if not fiscal_year(year).has_ended():
        raise YearNotOver
    in_force = ClosedYear.objects.in_force().filter(year=year)
    if not in_force.exists():
        with contextlib.suppress(AlreadyClosed):
            _freeze(year, closed_by=None, note=_("記録の保存期間が過ぎたため、自動で確定"))
    in_force.filter(is_final=False).update(is_final=True)


def _freeze(year: int, *, closed_by: User | None, note: str) -> ClosedYear:
    chapters = [chapter.as_json() for chapter in compute_chapters(fiscal_year(year))]
    try:
        with transaction.atomic():
            return ClosedYear.objects.create(year=year, chapters=chapters, note=note, closed_by=closed_by)
    except IntegrityError:
        raise AlreadyClosed from None


@transaction.atomic
def reopen_year(*, closed_id: int, reason: str, by: User) -> ClosedYear:
    """Undo a closing, so that the year is counted anew. What had been frozen stays on record.

    ``closed_id`` is the closing that somebody was looking at. Raises ``NotClosed``, ``ReasonMissing``, and ``YearIsFinal``
    once records that the year counts have been removed.
    """
    if not reason.strip():
        raise ReasonMissing
    closed = ClosedYear.objects.in_force().select_for_update(no_key=True).filter(pk=closed_id).first()
    if closed is None:
        raise NotClosed
    if closed.is_final:
        raise YearIsFinal
    closed.reopened_at = timezone.now()
    closed.reopened_by = by
    closed.reopening_reason = reason.strip()
    closed.save(update_fields=["reopened_at", "reopened_by", "reopening_reason"])
    return closed
