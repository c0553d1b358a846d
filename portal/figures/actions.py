"""Closing a year and, with a reason, opening it again."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.figures.chapters import compute_chapters
from portal.figures.errors import AlreadyClosed, NotClosed, ReasonMissing, YearNotOver
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
    chapters = [chapter.as_json() for chapter in compute_chapters(period)]
    try:
        with transaction.atomic():
            return ClosedYear.objects.create(year=year, chapters=chapters, note=note, closed_by=by)
    except IntegrityError:
        raise AlreadyClosed from None


@transaction.atomic
def reopen_year(*, closed_id: int, reason: str, by: User) -> ClosedYear:
    """Undo a closing, so that the year is counted anew. What had been frozen stays on record.

    ``closed_id`` is the closing that somebody was looking at. Raises ``NotClosed`` and ``ReasonMissing``.
    """
    if not reason.strip():
        raise ReasonMissing
    closed = ClosedYear.objects.in_force().select_for_update(no_key=True).filter(pk=closed_id).first()
    if closed is None:
        raise NotClosed
    closed.reopened_at = timezone.now()
    closed.reopened_by = by
    closed.reopening_reason = reason.strip()
    closed.save(update_fields=["reopened_at", "reopened_by", "reopening_reason"])
    return closed
