"""A need is written, changed, sent and taken back."""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from platform_orgs.errors import NeedHasEnded, NeedIsSent, NeedNotAnsweredYet
from platform_orgs.models import Need, NeedStep, PlatformSettings
from platform_orgs.needs import telling
from platform_orgs.needs.actions.record import (
    lock_acting,
    lock_need,
    new_slug,
    promise,
    require_days_left,
    save,
    step,
)
from platform_orgs.needs.privacy import require_confirmed
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.office.models import District
from supporters.models import Concern

Verb = NeedStep.Verb


@dataclass(frozen=True)
class Writing:
    """What a need says."""

    title: str
    body: str
    category: str
    until: datetime.date
    field_of_work: str = ""
    district: District | None = None
    audience: str = Need.Audience.MEMBERS


@dataclass(frozen=True)
class Questions:
    """The three questions, answered."""

    can_be_guessed: bool
    is_rare: bool
    is_unknown_to_them: bool


@transaction.atomic
def write_need(
    *,
    writing: Writing,
    organisation_id: int | None,
    by: User,
    submission_key: str | None = None,
    channel: Booking.Channel = Booking.Channel.WEB,
) -> Need:
    """Write a draft for an organisation, or for the office itself. The same ``submission_key`` is one draft.
    Raises ``NotTakingPart``."""
    organisation = lock_acting(organisation_id)
    values = {**vars(writing), "organisation": organisation, "written_by": by, "channel": channel}
    key = submission_key or f"made-{secrets.token_urlsafe(16)}"
    need, is_new = Need.objects.get_or_create(submission_key=key, defaults=values | {"slug": new_slug()})
    if is_new:
        step(need, Verb.WRITTEN, by, str(need.get_channel_display()))
    return need


@transaction.atomic
def save_need(
    *,
    need_id: int,
    writing: Writing,
    seen_revision: int,
    by: User,
    as_office: bool = False,
    is_confirmed: bool = False,
) -> Need:
    """Change what a need says: its members while nobody else has read it, the office at any time before the
    end. Raises ``NeedIsSent``, ``NeedHasEnded``, ``NeedChangedMeanwhile`` and, for one that others read
    already and unless ``is_confirmed``, ``LooksIdentifying``."""
    need = lock_need(need_id, revision=seen_revision)
    _require_changeable(need, as_office=as_office)
    values = vars(writing)
    if all(getattr(need, name) == value for name, value in values.items()):
        return need
    was_shared = need.is_shared
    said_otherwise = (need.title, need.body) != (writing.title, writing.body)
    confirmed = need.pattern_confirmed and not said_otherwise
    if said_otherwise and need.state == Need.State.OPEN:
        confirmed = require_confirmed(writing.title, writing.body, is_confirmed=is_confirmed)
    save(need, **values, pattern_confirmed=confirmed, warned_at=None)
    step(need, Verb.CHANGED, by)
    if was_shared and not need.is_shared:
        telling.tell_office_only(need)
    return need


def _require_changeable(need: Need, *, as_office: bool) -> None:
    if need.state in (Need.State.DRAFT, Need.State.RECEIVED):
        return
    if need.state != Need.State.OPEN:
        raise NeedHasEnded
    if not as_office:
        raise NeedIsSent


@transaction.atomic
def send_need(
    *,
    need_id: int,
    questions: Questions | None,
    by: User,
    as_office: bool = False,
    is_confirmed: bool = False,
    for_office_only: bool = False,
    seen_revision: int | None = None,
) -> Need:
    """Send a draft: the office reads it first, or members read it at once where the office has decided so.
    What is meant for the office only always waits for it. ``questions`` is None where the office sends,
    which has looked itself. Sending twice is harmless.

    Raises ``LooksIdentifying`` unless ``is_confirmed``, ``NeedNotAnsweredYet``, ``NeedDayHasPassed``,
    ``NeedHasEnded`` and ``NeedChangedMeanwhile``.
    """
    lock_acting(Need.objects.values_list("organisation_id", flat=True).get(pk=need_id))
    need = lock_need(need_id)
    if need.state in (Need.State.RECEIVED, Need.State.OPEN):
        return need
    if need.state != Need.State.DRAFT:
        raise NeedHasEnded
    need = lock_need(need_id, revision=seen_revision)
    if questions is None and not as_office:
        raise NeedNotAnsweredYet
    require_days_left(need)
    asked = require_confirmed(need.title, need.body, is_confirmed=is_confirmed or need.pattern_confirmed)
    now, settings = timezone.now(), PlatformSettings.objects.current()
    audience = Need.Audience.OFFICE if for_office_only else need.audience
    is_read_first = not as_office and (settings.reads_first or audience == Need.Audience.OFFICE)
    save(
        need,
        **(asdict(questions) if questions else {}),
        audience=audience,
        pattern_confirmed=asked,
        state=Need.State.RECEIVED if is_read_first else Need.State.OPEN,
        sent_at=now,
        read_by=promise(settings, now) if is_read_first else None,
        opened_at=None if is_read_first else now,
        remark="",
    )
    step(need, Verb.SENT, by)
    if not is_read_first:
        step(need, Verb.OPENED, by)
    return need


@transaction.atomic
def withdraw_need(*, need_id: int, by: User) -> Need:
    """Take a need back. Whoever has answered is told. Withdrawing twice is harmless; raises ``NeedHasEnded``
    for one that was closed with an outcome."""
    need = lock_need(need_id)
    if need.state == Need.State.WITHDRAWN:
        return need
    if need.state == Need.State.CLOSED:
        raise NeedHasEnded
    telling.tell_need_ended(need, by_posters_side=True)
    save(need, state=Need.State.WITHDRAWN, closed_at=timezone.now())
    step(need, Verb.WITHDRAWN, by)
    return need


@transaction.atomic
def enter_needs(*, writings: Sequence[Writing], by: User, is_confirmed: bool = False) -> list[Need]:
    """Type in several needs at once from the minutes of a meeting: the office's own, open at once; all or
    none. Raises ``LooksIdentifying`` unless ``is_confirmed``."""
    texts = [text for writing in writings for text in (writing.title, writing.body)]
    require_confirmed(*texts, is_confirmed=is_confirmed)
    needs = [write_need(writing=writing, organisation_id=None, by=by) for writing in writings]
    return [
        send_need(need_id=need.pk, questions=None, by=by, as_office=True, is_confirmed=True) for need in needs
    ]


@transaction.atomic
def draft_need_from(*, concern: Concern, writing: Writing, by: User, is_confirmed: bool = False) -> Need:
    """Make a draft of the office's own from a worry, once: the second press finds the first draft. Nothing of
    the worry goes along but what ``writing`` says. Raises ``LooksIdentifying`` unless ``is_confirmed``."""
    Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)
    if known := Need.objects.filter(concern_id=concern.pk).first():
        return known
    asked = require_confirmed(writing.title, writing.body, is_confirmed=is_confirmed)
    need = write_need(writing=writing, organisation_id=None, by=by)
    save(need, concern_id=concern.pk, pattern_confirmed=asked)
    return need
