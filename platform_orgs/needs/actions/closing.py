"""How a need ends: with an outcome, by its date, or with the organisation that posted it."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from platform_orgs.errors import NeedHasEnded, NeedLastsLong
from platform_orgs.models import Need, NeedStep, Organisation, Response
from platform_orgs.needs import telling
from platform_orgs.needs.actions.answering import take_back
from platform_orgs.needs.actions.record import lock_need, save, step
from portal.accounts.models import User

Verb = NeedStep.Verb

LASTS = datetime.timedelta(days=91)
WARNED_BEFORE = datetime.timedelta(days=7)
_A_RUN = 200
# An expired need still waits for its outcome, or to be renewed.
_UNFINISHED = (Need.State.DRAFT, Need.State.RECEIVED, Need.State.OPEN, Need.State.EXPIRED)


@transaction.atomic
def close_need(*, need_id: int, outcome: Need.Outcome, by: User, note: str = "") -> Need:
    """Record what came of a need in one press and end it, whatever was or was not pressed before. Whoever has
    answered is told. The same outcome twice is harmless; another one corrects it without telling again.
    Raises ``NeedHasEnded`` for one that was withdrawn or never sent."""
    need = lock_need(need_id)
    note = note.strip()
    if (need.state, need.outcome, need.outcome_note) == (Need.State.CLOSED, outcome, note):
        return need
    if need.state not in (Need.State.OPEN, Need.State.EXPIRED, Need.State.CLOSED):
        raise NeedHasEnded
    if need.state == Need.State.OPEN:
        telling.tell_need_ended(need)
    _close(need, outcome, note, by)
    return need


@transaction.atomic
def renew_need(*, need_id: int, by: User) -> Need:
    """Three more months from today; one that has expired is open again. Raises ``NeedHasEnded`` and, where that
    would change nothing, ``NeedLastsLong``."""
    need = lock_need(need_id)
    if need.state not in (Need.State.OPEN, Need.State.EXPIRED):
        raise NeedHasEnded
    until = max(need.until, timezone.localdate() + LASTS)
    if need.state == Need.State.OPEN and until == need.until:
        raise NeedLastsLong
    save(need, state=Need.State.OPEN, until=until, warned_at=None)
    step(need, Verb.RENEWED, by, until.isoformat())
    return need


def can_renew(need: Need) -> bool:
    """Whether it makes sense to offer it: the end is near or has come."""
    is_near = need.until <= timezone.localdate() + WARNED_BEFORE
    return need.state == Need.State.EXPIRED or (need.state == Need.State.OPEN and is_near)


def warn_and_expire() -> int:
    """Tell the posters whose time runs out in a week, end what has run out. For the periodic run, harmless in
    several at once; returns how many rows were changed."""
    today = timezone.localdate()
    open_needs = Need.objects.filter(state=Need.State.OPEN)
    due = open_needs.filter(until__lt=today).values_list("pk", flat=True)[:_A_RUN]
    warned = open_needs.filter(
        until__gte=today, until__lte=today + WARNED_BEFORE, warned_at__isnull=True
    ).values_list("pk", flat=True)[:_A_RUN]
    return sum([_expire(pk, today) for pk in due]) + sum([_warn(pk, today) for pk in warned])


@transaction.atomic
def _expire(need_id: int, today: datetime.date) -> bool:
    need = lock_need(need_id)
    if need.state != Need.State.OPEN or need.until >= today:
        return False
    save(need, state=Need.State.EXPIRED)
    step(need, Verb.EXPIRED, None)
    return True


@transaction.atomic
def _warn(need_id: int, today: datetime.date) -> bool:
    need = lock_need(need_id)
    is_near = today <= need.until <= today + WARNED_BEFORE
    if need.state != Need.State.OPEN or not is_near or need.warned_at is not None:
        return False
    Need.objects.filter(pk=need.pk).update(warned_at=timezone.now())
    telling.tell_need_expiring(need)
    return True


def end_with(*, organisation: Organisation, by: User) -> None:
    """An organisation takes part no more: what it asked and offered goes to its successor, or ends with a
    notice to the other side. Called by ``platform_orgs.actions.end`` under the organisation's lock."""
    asked = Q(organisation=organisation, state__in=_UNFINISHED)
    offered = Q(state=Need.State.OPEN, responses__in=_live_answers(organisation))
    found = Need.objects.filter(asked | offered).order_by("pk").values_list("pk", flat=True).distinct()
    for need_id in list(found):
        need = lock_need(need_id)
        if need.organisation_id == organisation.pk:
            _hand_over_need(need, organisation, by)
        else:
            _hand_over_answer(need, organisation, by)


def pause_with(*, organisation: Organisation, by: User) -> None:
    """An organisation pauses: nothing is lost, and the other side of everything that is still talked about hears
    that it must wait. Called by ``platform_orgs.actions.suspend`` under the organisation's lock."""
    sides = Q(organisation=organisation) | Q(need__organisation=organisation)
    for response in (
        Response.objects.live().filter(sides).select_related("organisation", "need__organisation")
    ):
        telling.tell_paused(response, organisation)


def _live_answers(organisation: Organisation) -> "object":
    return Response.objects.filter(organisation=organisation).exclude(state=Response.State.WITHDRAWN)


def _hand_over_need(need: Need, organisation: Organisation, by: User) -> None:
    successor = organisation.successor
    if need.state == Need.State.DRAFT:
        save(need, state=Need.State.WITHDRAWN, closed_at=timezone.now())
        step(need, Verb.WITHDRAWN, by)
        return
    if successor is None:
        telling.tell_need_ended(need, by_posters_side=True)
        if need.state in (Need.State.OPEN, Need.State.EXPIRED):
            _close(need, Need.Outcome.NOT, "", by)
        else:
            save(need, state=Need.State.WITHDRAWN, closed_at=timezone.now())
            step(need, Verb.WITHDRAWN, by)
        return
    # Nobody answers their own need.
    for response in _locked(need, successor):
        response.need = need
        take_back(response, by)
    save(need, organisation=successor)
    step(need, Verb.HANDED_OVER, by, successor.name)
    telling.tell_handed_over(need)


def _hand_over_answer(need: Need, organisation: Organisation, by: User) -> None:
    successor = organisation.successor
    for response in _locked(need, organisation):
        response.need = need
        has_answered = successor and need.responses.filter(organisation=successor).exists()
        if successor is None or has_answered or need.organisation_id == successor.pk:
            take_back(response, by)
            continue
        save(response, organisation=successor)
        step(need, Verb.HANDED_OVER, by, successor.name, response)
        telling.tell_answer_handed_over(response)


def _locked(need: Need, organisation: Organisation) -> list[Response]:
    rows = need.responses.select_for_update(no_key=True).filter(organisation=organisation)
    return list(rows.exclude(state=Response.State.WITHDRAWN).order_by("pk"))


def _close(need: Need, outcome: Need.Outcome, note: str, by: User) -> None:
    save(need, state=Need.State.CLOSED, outcome=outcome, outcome_note=note, closed_at=timezone.now())
    step(need, Verb.CLOSED, by, "：".join(filter(None, (str(Need.Outcome(outcome).label), note))))
