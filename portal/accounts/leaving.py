"""Somebody of the office leaves: a last day, a stand-in, and everything open to another person in one step."""

import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.duties import Duty, duties_of, duty_kinds
from portal.accounts.errors import (
    MayNotBeClosed,
    NothingToHandOver,
    OwnAccountWouldClose,
    StandInNotWorking,
    SuccessorNotWorking,
)
from portal.accounts.models import HandOver, User, UserSession
from portal.accounts.staff.managers import keep_a_manager, lock_with_managers

_DAY = datetime.timedelta(days=1)


@transaction.atomic
def set_leaving(*, user_id: int, last_day: datetime.date | None, stand_in: User | None, by: User) -> User:
    """Write the last day and the stand-in of somebody of the office. The account closes when the day is over.

    Raises ``MayNotBeClosed``, ``OwnAccountWouldClose``, ``StandInNotWorking``, and ``NoManagerLeft`` where nobody
    could lead on the day after.
    """
    user = lock_with_managers(user_id)[user_id]
    if user.is_superuser and not by.is_superuser:
        raise MayNotBeClosed
    if user == by and last_day is not None and last_day < timezone.localdate():
        raise OwnAccountWouldClose
    if stand_in is not None and (stand_in == user or not _works(stand_in)):
        raise StandInNotWorking
    if last_day is not None and last_day != user.last_day:
        keep_a_manager(without=user, on=max(last_day + _DAY, timezone.localdate()))
    user.last_day = last_day
    user.stand_in = stand_in
    user.save(update_fields=["last_day", "stand_in"])
    return user


@transaction.atomic
def hand_over(*, leaver_id: int, successor_id: int, by: User) -> HandOver:
    """Move everything that is open for one person to another, and keep the list of it.

    A second time there is nothing left. Raises ``SuccessorNotWorking`` (also for the same person) and
    ``NothingToHandOver``.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=(leaver_id, successor_id)).order_by("pk")
    users = {user.pk: user for user in rows}
    leaver, successor = users[leaver_id], users[successor_id]
    if leaver == successor or not _works(successor):
        raise SuccessorNotWorking
    open_now = duties_of(leaver)
    if not open_now:
        raise NothingToHandOver
    for kind in duty_kinds():
        kind.move(from_user=leaver, to_user=successor, by=by)
    return HandOver.objects.create(
        leaver=leaver,
        successor=successor,
        by=by,
        rows=[
            {
                "what": str(kind.title),
                "title": duty.title,
                "since": duty.since.isoformat() if duty.since else "",
            }
            for kind, duties in open_now
            for duty in duties
        ],
    )


def close_leavers() -> int:
    """Close the accounts whose last day is over and end their sessions; returns how many.

    They open nothing since midnight anyhow (``User.is_open``); this makes it visible and lasting.
    """
    closed = 0
    due = User.objects.filter(is_active=True, last_day__lt=timezone.localdate()).values_list("pk", flat=True)
    for pk in list(due):
        # Asked again in the update: the last day may have been moved meanwhile.
        if User.objects.filter(pk=pk, is_active=True, last_day__lt=timezone.localdate()).update(
            is_active=False
        ):
            UserSession.objects.filter(user_id=pk).delete()
            closed += 1
    return closed


def may_see_duties(viewer: User, user: User) -> bool:
    """One's own, those of whom one stands in for, and for who hands over everybody's."""
    return viewer.has_perm("accounts.hand_over") or viewer.pk in {user.pk, user.stand_in_id}


def rows_of_represented(user: User) -> list[Duty]:
    """That somebody stands in for others is a duty as well."""
    working = User.objects.working_on(timezone.localdate())
    return [Duty(title=other.name) for other in working.filter(stand_in=user).order_by("name", "pk")]


def move_represented(*, from_user: User, to_user: User, by: User) -> int:
    represented = User.objects.filter(stand_in=from_user)
    alone = represented.filter(pk=to_user.pk).update(stand_in=None)
    return alone + represented.update(stand_in=to_user)


def _works(user: User) -> bool:
    return user.is_staff and user.is_open
