import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.cancel import cancel_locked
from portal.bookings.actions.occasions import require_revision
from portal.bookings.actions.seats import (
    lock_booking,
    lock_occasion,
    promote_after_commit,
    record,
    require_changeable,
)
from portal.bookings.errors import AlreadyDecided, DatesAreWrong
from portal.bookings.messages import tell_cancelled, tell_postponed
from portal.bookings.models import (
    Booking,
    DateChange,
    JournalEntry,
    Occasion,
    OccasionDate,
    Postponement,
    PostponementAnswer,
)
from portal.page_cache import forget_pages_after_commit

Period = tuple[datetime.datetime, datetime.datetime]


@transaction.atomic
def postpone(
    *,
    occasion_id: int,
    periods: Mapping[int, Period] | None,
    reason: str,
    by: User,
    revision: int,
    closes_at: datetime.datetime | None = None,
) -> Postponement:
    """Move the occasion to other days. Everybody keeps the place, is told, and is asked whether they can come.

    ``periods`` gives each of its dates a start and end, the present ones where a day stays; None while no new day is found: then nobody can
    apply or is promoted, and a second call gives the new days. ``closes_at`` replaces the application
    deadline when it is given. Raises ``DatesAreWrong``, ``StaleRevision`` and ``OccasionIsOver``.
    """
    occasion = lock_occasion(occasion_id)
    require_changeable(occasion)
    require_revision(occasion, revision)
    dates = list(occasion.dates.all())
    if periods is not None:
        _check(occasion, dates, periods)

    postponement = Postponement.objects.create(
        occasion=occasion, reason=reason, has_new_dates=periods is not None, made_by=by
    )
    for date in dates:
        if periods is None or _says_news(occasion, date, periods[date.pk]):
            _change(postponement, date, periods[date.pk] if periods is not None else None)
    occasion.state = Occasion.State.PUBLISHED if periods is not None else Occasion.State.POSTPONED
    occasion.state_note = reason
    if closes_at is not None:
        occasion.closes_at = closes_at
    occasion.revision += 1
    occasion.save(update_fields=["state", "state_note", "closes_at", "revision", "updated_at"])
    record(JournalEntry.Verb.POSTPONED, occasion, by=by, note=reason)
    for booking in occasion.bookings.hoping().select_related("contact", "place_kind"):
        answer = PostponementAnswer.objects.create(postponement=postponement, booking=booking)
        tell_postponed(answer)
    forget_pages_after_commit()
    # Seats may have become free while there was no day to promote anybody for.
    promote_after_commit(occasion)
    return postponement


def _check(occasion: Occasion, dates: list[OccasionDate], periods: Mapping[int, Period]) -> None:
    now = timezone.now()
    if set(periods) != {date.pk for date in dates}:
        raise DatesAreWrong
    moved = [periods[date.pk] for date in dates if periods[date.pk] != (date.starts_at, date.ends_at)]
    if any(not now < starts < ends for starts, ends in moved):
        raise DatesAreWrong
    if not any(_says_news(occasion, date, periods[date.pk]) for date in dates):
        raise DatesAreWrong


def _says_news(occasion: Occasion, date: OccasionDate, period: Period) -> bool:
    """Whether people must be told: the day moves, or was given up and takes place after all."""
    was_given_up = occasion.state == Occasion.State.POSTPONED or bool(date.off)
    return period != (date.starts_at, date.ends_at) or (was_given_up and period[0] > timezone.now())


def _change(postponement: Postponement, date: OccasionDate, period: Period | None) -> None:
    new_starts_at, new_ends_at = period or (None, None)
    DateChange.objects.create(
        postponement=postponement,
        date=date,
        old_starts_at=date.starts_at,
        old_ends_at=date.ends_at,
        new_starts_at=new_starts_at,
        new_ends_at=new_ends_at,
    )
    if new_starts_at and new_ends_at:
        date.starts_at, date.ends_at = new_starts_at, new_ends_at
        date.off = date.off_note = ""
        date.save(update_fields=["starts_at", "ends_at", "off", "off_note"])


@transaction.atomic
def answer_postponement(*, answer_id: int, can_come: bool, by: User | None = None) -> PostponementAnswer:
    """What a party says to the new days. 行けない gives the place back, as cancelling does.

    The same answer twice changes nothing, and 行ける can still become 行けない.
    Raises ``AlreadyDecided`` when a later postponement asks again, when there is no new day to answer about,
    or when the booking is cancelled, and ``OccasionIsOver``.
    """
    booking_id = PostponementAnswer.objects.values_list("booking_id", flat=True).get(pk=answer_id)
    occasion, booking = lock_booking(booking_id)
    answer = PostponementAnswer.objects.select_related("postponement").get(pk=answer_id)
    wanted = PostponementAnswer.Answer.CAN if can_come else PostponementAnswer.Answer.CANNOT
    if answer.answer == wanted:
        return answer
    is_latest = not occasion.postponements.filter(pk__gt=answer.postponement_id).exists()
    is_asked = is_latest and answer.postponement.has_new_dates
    if booking.status == Booking.Status.CANCELLED or not is_asked:
        raise AlreadyDecided
    require_changeable(occasion)
    answer.answer = wanted
    answer.answered_at = timezone.now()
    answer.save()
    if can_come:
        record(JournalEntry.Verb.CAN_COME, occasion, booking, by=by)
        return answer
    cancelled_by = Booking.CancelledBy.STAFF if by else Booking.CancelledBy.PERSON
    cancel_locked(occasion, booking, cancelled_by=cancelled_by)
    entry = record(JournalEntry.Verb.CANCELLED, occasion, booking, by=by)
    tell_cancelled(booking, entry, told_by=by)
    promote_after_commit(occasion)
    return answer
