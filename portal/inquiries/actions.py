"""What the office does about an inquiry. Every press carries the revision that it was made from: of two
colleagues who answer at once, one does and the other is told so. Locks go inquiry → message."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.inquiries.errors import (
    InquiryChangedMeanwhile,
    InquiryIsOpen,
    InquiryIsOver,
    NoAnswerWished,
    TextMissing,
)
from portal.inquiries.messages import take_back_answers, tell_answer
from portal.inquiries.models import Inquiry, InquiryAnswer, InquiryStep
from portal.office.promise import promised_reading

_State = Inquiry.State
_Verb = InquiryStep.Verb


def receive(
    *, submission_key: str | None = None, received_at: datetime.datetime | None = None, **values: Any
) -> Inquiry:
    """Take what somebody wrote. The same ``submission_key`` is one inquiry."""
    at = received_at or timezone.now()
    values |= {"received_at": at, "read_by": promised_reading(at)}
    if submission_key is None:
        return Inquiry.objects.create(**values)
    return Inquiry.objects.get_or_create(submission_key=submission_key, defaults=values)[0]


@transaction.atomic
def mark_read(*, inquiry_id: int, by: User) -> None:
    """Somebody of the office reads it for the first time; later readings change nothing."""
    now = timezone.now()
    if Inquiry.objects.filter(pk=inquiry_id, first_read_at__isnull=True).update(first_read_at=now):
        InquiryStep.objects.create(inquiry_id=inquiry_id, verb=_Verb.READ, actor=by, at=now)


@transaction.atomic
def take(*, inquiry_id: int, by: User, revision: int) -> Inquiry:
    """Become the one who looks after it. Raises ``InquiryChangedMeanwhile`` and ``InquiryIsOver``."""
    inquiry = _lock(inquiry_id, revision)
    inquiry.owner = by
    inquiry.state = _State.IN_HAND
    return _saved(inquiry, _Verb.TAKEN, by)


@transaction.atomic
def note(*, inquiry_id: int, text: str, by: User) -> InquiryStep:
    """Put something on record for the office alone. Raises ``TextMissing``."""
    return _step(Inquiry.objects.get(pk=inquiry_id), _Verb.NOTED, by, _text(text))


@transaction.atomic
def answer(*, inquiry_id: int, text: str, by: User, revision: int, told: bool = False) -> InquiryAnswer:
    """Answer in the way that the writer wishes; ``told``: it has been said to them already.

    Raises ``TextMissing``, ``NoAnswerWished``, ``InquiryChangedMeanwhile`` and ``InquiryIsOver``.
    """
    text = _text(text)
    inquiry = _lock(inquiry_id, revision)
    if not inquiry.wants_answer:
        raise NoAnswerWished
    given = InquiryAnswer.objects.create(inquiry=inquiry, text=text, by=by)
    inquiry.answered_at = given.at
    inquiry.owner = inquiry.owner or by
    inquiry.state = _State.IN_HAND
    _saved(inquiry, _Verb.ANSWERED, by)
    tell_answer(given, told_by=by if told else None)
    return given


@transaction.atomic
def note_told(*, inquiry_id: int, at: datetime.datetime) -> None:
    """The answer has reached them: mailed, posted, or said by way of the call list, which knows by whom."""
    inquiry = Inquiry.objects.select_for_update(no_key=True).get(pk=inquiry_id)
    if inquiry.is_open:
        inquiry.state = _State.ANSWERED
        _saved(inquiry, _Verb.TOLD, None)


@transaction.atomic
def close(*, inquiry_id: int, by: User, revision: int, text: str = "") -> Inquiry:
    """It ends without an answer; one that has not been told yet is taken back. Raises
    ``InquiryChangedMeanwhile`` and ``InquiryIsOver``."""
    inquiry = _lock(inquiry_id, revision)
    inquiry.state = _State.CLOSED
    _saved(inquiry, _Verb.CLOSED, by, text.strip())
    take_back_answers(inquiry)
    return inquiry


@transaction.atomic
def reopen(*, inquiry_id: int, by: User, revision: int) -> Inquiry:
    """It goes on after all. Raises ``InquiryIsOpen`` and ``InquiryChangedMeanwhile``."""
    inquiry = _lock(inquiry_id, revision, is_open=False)
    inquiry.state = _State.IN_HAND
    inquiry.owner = inquiry.owner or by
    # What they hear next is a new answer.
    inquiry.answered_at = None
    return _saved(inquiry, _Verb.REOPENED, by)


@transaction.atomic
def move_inquiries(*, from_user: User, to_user: User, by: User) -> int:
    """Let ``to_user`` look after what ``from_user`` does; returns how many. Twice changes nothing."""
    if from_user == to_user:
        return 0
    rows = Inquiry.objects.still_open().of(from_user).order_by("pk").select_for_update(no_key=True)
    for inquiry in (found := list(rows)):
        inquiry.owner = to_user
        _saved(inquiry, _Verb.HANDED, by, to_user.get_short_name())
    return len(found)


def _lock(inquiry_id: int, revision: int, *, is_open: bool = True) -> Inquiry:
    """The inquiry as it will be changed; who does something about it has read it."""
    inquiry = Inquiry.objects.select_for_update(no_key=True).get(pk=inquiry_id)
    if inquiry.revision != revision:
        raise InquiryChangedMeanwhile
    if inquiry.is_open != is_open:
        raise InquiryIsOver if is_open else InquiryIsOpen
    inquiry.first_read_at = inquiry.first_read_at or timezone.now()
    return inquiry


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise TextMissing
    return text


def _saved(inquiry: Inquiry, verb: InquiryStep.Verb, by: User | None, text: str = "") -> Inquiry:
    _step(inquiry, verb, by, text)
    inquiry.revision += 1
    inquiry.save()
    return inquiry


def _step(inquiry: Inquiry, verb: InquiryStep.Verb, by: User | None, text: str = "") -> InquiryStep:
    return InquiryStep.objects.create(inquiry=inquiry, verb=verb, actor=by, note=text)
