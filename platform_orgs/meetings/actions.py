"""Everything that changes a meeting. Each action locks the meeting's row first (an organisation's before it),
reads again what it decides about, writes, and leaves a step on record."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from platform_orgs.actions.record import lock
from platform_orgs.errors import (
    EntryChangedMeanwhile,
    MeetingIsOff,
    MeetingIsOver,
    MeetingTakesNoReplies,
    ReasonMissing,
)
from platform_orgs.meetings import telling
from platform_orgs.meetings.papers import store_paper
from platform_orgs.models import (
    Meeting,
    MeetingPaper,
    MeetingReply,
    MeetingStep,
    Membership,
    Organisation,
)
from portal.accounts.models import User
from portal.bookings.reminders import is_daytime

# Who has not answered is asked again a week before, who comes is reminded two days before.
ASK_AGAIN = datetime.timedelta(days=7)
REMIND = datetime.timedelta(days=2)
# Nobody is asked again who has just been asked, nor on the last day.
_TIME_TO_ANSWER = datetime.timedelta(days=2)
_TOO_LATE_TO_ASK = datetime.timedelta(days=1)

_NOTE = MeetingStep._meta.get_field("note").max_length or 500
_SLUG = "abcdefghjkmnpqrstuvwxyz23456789"
_WHEN_AND_WHERE = ("starts_at", "ends_at", "place", "online_url")
Verb = MeetingStep.Verb


@transaction.atomic
def plan(*, values: Mapping[str, Any], by: User) -> Meeting:
    """Write a meeting down. Members hear of it when it is called. The same again (pressed twice) is one."""
    known = Meeting.objects.filter(state=Meeting.State.PLANNED, **values).first()
    if known is not None:
        return known
    meeting = Meeting.objects.create(slug=get_random_string(8, _SLUG), **values)
    _step(meeting, Verb.PLANNED, by)
    return meeting


@transaction.atomic
def change(*, meeting_id: int, values: Mapping[str, Any], seen_revision: int | None, by: User) -> Meeting:
    """Say it anew; where members know of it, they are told a new time or place, and calendars follow.
    Raises ``MeetingIsOff`` and, for a form that is older than the last change, ``EntryChangedMeanwhile``."""
    meeting = _lock(meeting_id)
    changed = {name for name, value in values.items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    if seen_revision != meeting.revision:
        raise EntryChangedMeanwhile(meeting)
    for name in changed:
        setattr(meeting, name, values[name])
    meeting.sequence += 1
    if "starts_at" in changed:
        meeting.asked_again_at = meeting.reminded_at = None
    _save(meeting)
    _step(meeting, Verb.CHANGED, by)
    if meeting.is_called and changed.intersection(_WHEN_AND_WHERE) and meeting.starts_at > timezone.now():
        telling.tell_changed(meeting)
    return meeting


@transaction.atomic
def call(*, meeting_id: int, by: User) -> Meeting:
    """Invite every organisation. Calling twice is calling once. Raises ``MeetingIsOff``, ``MeetingIsOver``."""
    meeting = _lock(meeting_id)
    if meeting.is_called:
        return meeting
    if meeting.starts_at <= timezone.now():
        raise MeetingIsOver
    meeting.state = Meeting.State.CALLED
    meeting.called_at = timezone.now()
    _save(meeting)
    _step(meeting, Verb.CALLED, by)
    telling.tell_called(meeting)
    return meeting


@transaction.atomic
def cancel(*, meeting_id: int, reason: str, by: User, seen_revision: int | None = None) -> Meeting:
    """It does not take place; whoever was invited is told why. Raises ``ReasonMissing``, ``MeetingIsOver``,
    ``EntryChangedMeanwhile`` and, when it is off already, ``MeetingIsOff``."""
    if not reason.strip():
        raise ReasonMissing
    meeting = _lock(meeting_id)
    if seen_revision is not None and seen_revision != meeting.revision:
        raise EntryChangedMeanwhile(meeting)
    if meeting.starts_at <= timezone.now():
        raise MeetingIsOver
    was_called = meeting.is_called
    meeting.state = Meeting.State.CANCELLED
    meeting.cancel_reason = reason.strip()
    meeting.sequence += 1
    _save(meeting)
    _step(meeting, Verb.CANCELLED, by, reason.strip())
    if was_called:
        telling.tell_cancelled(meeting)
    return meeting


@transaction.atomic
def reply(
    *,
    meeting_id: int,
    organisation_id: int,
    answer: MeetingReply.Answer,
    people: int,
    note: str,
    by: User,
    membership: Membership | None = None,
) -> MeetingReply:
    """Whether an organisation comes; the newest answer counts. Without ``membership`` the office notes what
    it was told. Raises ``NotTakingPart``, ``MeetingIsOff`` and ``MeetingTakesNoReplies``."""
    organisation = lock(organisation_id)
    meeting = _lock(meeting_id)
    if not meeting.is_called or meeting.ends_at <= timezone.now():
        raise MeetingTakesNoReplies
    values = {
        "answer": answer,
        "people": 0 if answer == MeetingReply.Answer.ABSENT else people,
        "note": note,
        "membership": membership,
        "answered_at": timezone.now(),
    }
    found, _is_new = MeetingReply.objects.update_or_create(
        meeting=meeting, organisation=organisation, defaults=values
    )
    if membership is None:
        _step(meeting, Verb.REPLY_NOTED, by, f"{organisation.name}：{found.get_answer_display()}")
    return found


@transaction.atomic
def add_paper(*, meeting_id: int, title: str, upload: UploadedFile, by: User) -> MeetingPaper:
    """Put a paper beside the meeting. Raises ``InvalidInput`` for a file that is not what it says, and
    ``MeetingIsOff``."""
    meeting = _lock(meeting_id)
    name, size = store_paper(upload)
    paper = MeetingPaper.objects.create(meeting=meeting, title=title, file=name, size=size)
    _step(meeting, Verb.PAPER_ADDED, by, title)
    return paper


@transaction.atomic
def remove_paper(*, paper_id: int, by: User) -> None:
    """Take a paper away, with its file: it may have been the wrong one."""
    paper = MeetingPaper.objects.select_related("meeting").filter(pk=paper_id).first()
    if paper is None:
        return
    _lock(paper.meeting_id, may_be_off=True)
    name = str(paper.file)
    _step(paper.meeting, Verb.PAPER_REMOVED, by, paper.title)
    paper.delete()
    transaction.on_commit(lambda: default_storage.delete(name), robust=True)


@transaction.atomic
def save_minutes(
    *, meeting_id: int, text: str, publish: bool, by: User, seen_revision: int | None
) -> Meeting:
    """Keep the minutes, and let members read them from now on (``publish``). What members read already stays
    readable; whoever acts for a member is told when it is new, without a word of it. Raises ``MeetingIsOff`` and
    ``EntryChangedMeanwhile``."""
    meeting = _lock(meeting_id)
    if meeting.minutes == text and (meeting.minutes_published_at or not publish):
        return meeting
    if seen_revision != meeting.revision:
        raise EntryChangedMeanwhile(meeting)
    meeting.minutes = text
    is_new = publish and meeting.minutes_published_at is None
    if is_new:
        meeting.minutes_published_at = timezone.now()
    _save(meeting)
    if is_new:
        telling.tell_minutes(meeting)
    _step(meeting, Verb.MINUTES_PUBLISHED if meeting.minutes_published_at else Verb.MINUTES_SAVED, by)
    return meeting


def remind_due() -> int:
    """Ask again who has not answered, and remind who comes; returns how many meetings. For the periodic run."""
    now = timezone.now()
    if not is_daytime(now):
        return 0
    coming = Meeting.objects.filter(state=Meeting.State.CALLED, starts_at__gt=now)
    due = [pk for pk in coming.values_list("pk", flat=True) if _remind(pk, now)]
    return len(due)


@transaction.atomic
def _remind(meeting_id: int, now: datetime.datetime) -> bool:
    meeting = _lock(meeting_id, may_be_off=True)
    if not meeting.is_called or meeting.starts_at <= now:
        return False
    left = meeting.starts_at - now
    may_ask = meeting.called_at is not None and meeting.called_at <= now - _TIME_TO_ANSWER
    fields = []
    if meeting.asked_again_at is None and _TOO_LATE_TO_ASK < left <= ASK_AGAIN and may_ask:
        telling.tell_unanswered(meeting, _silent(meeting))
        meeting.asked_again_at = now
        fields.append("asked_again_at")
    if meeting.reminded_at is None and left <= REMIND:
        telling.tell_reminder(meeting, _coming(meeting))
        meeting.reminded_at = now
        fields.append("reminded_at")
    if fields:
        meeting.save(update_fields=fields)
    return bool(fields)


def _silent(meeting: Meeting) -> list[Organisation]:
    answered = meeting.replies.values("organisation")
    return list(Organisation.objects.active().exclude(pk__in=answered))


def _coming(meeting: Meeting) -> list[Organisation]:
    came = meeting.replies.exclude(answer=MeetingReply.Answer.ABSENT).values("organisation")
    return list(Organisation.objects.active().filter(pk__in=came))


def _lock(meeting_id: int, *, may_be_off: bool = False) -> Meeting:
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting_id)
    if meeting.is_off and not may_be_off:
        raise MeetingIsOff
    return meeting


def _save(meeting: Meeting) -> None:
    meeting.revision += 1
    meeting.save()


def _step(meeting: Meeting, verb: MeetingStep.Verb, by: User, note: str = "") -> None:
    MeetingStep.objects.create(meeting=meeting, verb=verb, actor=by, note=note[:_NOTE])
