"""What the office does about a worry. Every press carries the revision that it was made from: of two colleagues
who take the same worry at once, one takes it and the other is told so."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.accounts.models import User
from supporters.concerns.errors import (
    ConcernChangedMeanwhile,
    ConcernIsClosed,
    ConcernIsOpen,
    HandedToMissing,
    NobodyToAnswer,
    SameStandIn,
    TextMissing,
)
from supporters.concerns.messages import call_is_settled, tell_answer
from supporters.models import Concern, ConcernAnswer, ConcernReporter, ConcernStep

_State = Concern.State
_Verb = ConcernStep.Verb


@transaction.atomic
def mark_read(*, concern_id: int, by: User) -> None:
    """Somebody of the office reads it for the first time; later readings change nothing."""
    now = timezone.now()
    is_first = Concern.objects.filter(pk=concern_id, first_read_at__isnull=True).update(
        first_read_at=now, first_read_by=by
    )
    if is_first:
        ConcernStep.objects.create(concern_id=concern_id, verb=_Verb.READ, actor=by, at=now)


@transaction.atomic
def take(*, concern_id: int, by: User, revision: int) -> Concern:
    """Become the one who looks after it. Raises ``ConcernChangedMeanwhile`` and ``ConcernIsClosed``."""
    concern = _lock(concern_id, revision, by)
    if concern.stand_in_id == by.pk:
        concern.stand_in = None
    concern.owner = by
    if concern.state == _State.NEW:
        concern.state = _State.IN_HAND
    return _saved(concern, _Verb.TAKEN, by)


@transaction.atomic
def assign(*, concern_id: int, owner: User | None, stand_in: User | None, by: User, revision: int) -> Concern:
    """Say who looks after it and who does in their place. Raises ``SameStandIn``, ``ConcernChangedMeanwhile``
    and ``ConcernIsClosed``."""
    if owner is not None and owner == stand_in:
        raise SameStandIn
    concern = _lock(concern_id, revision, by)
    concern.owner, concern.stand_in = owner, stand_in
    if owner is not None and concern.state == _State.NEW:
        concern.state = _State.IN_HAND
    names = "、".join(user.get_short_name() for user in (owner, stand_in) if user)
    return _saved(concern, _Verb.ASSIGNED, by, names)


@transaction.atomic
def note(*, concern_id: int, text: str, by: User) -> ConcernStep:
    """Put something on record for the office alone. Raises ``TextMissing``."""
    return _step(Concern.objects.get(pk=concern_id), _Verb.NOTED, by, _text(text))


@transaction.atomic
def answer(*, concern_id: int, text: str, by: User, revision: int, told: bool = False) -> ConcernAnswer:
    """Answer whoever told of it, in the way that they wish; ``told``: it has been said to them already.

    Raises ``TextMissing``, ``NobodyToAnswer``, ``ConcernChangedMeanwhile`` and ``ConcernIsClosed``.
    """
    text = _text(text)
    concern = _lock(concern_id, revision, by)
    reporter = ConcernReporter.objects.select_related("person", "recipient").filter(concern=concern).first()
    if reporter is None or not concern.wants_answer:
        raise NobodyToAnswer
    if reporter.person is not None and not reporter.person.may_be_contacted:
        raise NobodyToAnswer
    concern.reporter = reporter
    given = ConcernAnswer.objects.create(concern=concern, text=text, by=by)
    tell_answer(given, told_by=by if told else None)
    _heard(concern, by, given.at)
    _saved(concern, _Verb.ANSWERED, by)
    return given


@transaction.atomic
def record_call(
    *, concern_id: int, by: User, revision: int, handed_to: str = "", reference: str = ""
) -> Concern:
    """Staff have spoken with them on the telephone. What was said is written down nowhere: only that they
    spoke and, where somebody else takes over, who and under which number there. Raises
    ``ConcernChangedMeanwhile`` and ``ConcernIsClosed``."""
    concern = _lock(concern_id, revision, by)
    _heard(concern, by, timezone.now())
    _step(concern, _Verb.SPOKE, by)
    if handed_to.strip():
        return _handed_over(concern, by, handed_to, reference)
    return _save(concern)


@transaction.atomic
def note_call(*, concern_id: int, at: datetime.datetime) -> None:
    """They were spoken with by way of the call list, which knows by whom."""
    concern = Concern.objects.select_for_update(no_key=True).get(pk=concern_id)
    if concern.answered_at is None:
        concern.answered_at = at
        if concern.state == _State.NEW:
            concern.state = _State.IN_HAND
        _step(concern, _Verb.SPOKE, None)
        _save(concern)


@transaction.atomic
def wait(*, concern_id: int, text: str, by: User, revision: int) -> Concern:
    """Nothing can be done just now; ``text`` says what is waited for. Raises ``TextMissing``,
    ``ConcernChangedMeanwhile`` and ``ConcernIsClosed``."""
    text = _text(text)
    concern = _lock(concern_id, revision, by)
    concern.state = _State.WAITING
    concern.owner = concern.owner or by
    return _saved(concern, _Verb.WAITING, by, text)


@transaction.atomic
def hand_over(*, concern_id: int, handed_to: str, reference: str, by: User, revision: int) -> Concern:
    """Another office or body takes it over. Raises ``HandedToMissing``, ``ConcernChangedMeanwhile`` and
    ``ConcernIsClosed``."""
    if not handed_to.strip():
        raise HandedToMissing
    return _handed_over(_lock(concern_id, revision, by), by, handed_to, reference)


@transaction.atomic
def close(*, concern_id: int, outcome: Concern.Outcome, by: User, revision: int, text: str = "") -> Concern:
    """Nothing more is to be done; ``outcome`` says what came of it. Raises ``ConcernChangedMeanwhile`` and
    ``ConcernIsClosed``."""
    concern = _lock(concern_id, revision, by)
    concern.state = _State.CLOSED
    concern.outcome = outcome
    concern.closed_at = timezone.now()
    call_is_settled(concern)
    words = "　".join(part for part in (str(Concern.Outcome(outcome).label), text.strip()) if part)
    return _saved(concern, _Verb.CLOSED, by, words)


@transaction.atomic
def reopen(*, concern_id: int, by: User, revision: int) -> Concern:
    """It goes on after all. Raises ``ConcernIsOpen`` and ``ConcernChangedMeanwhile``."""
    concern = _lock(concern_id, revision, by, closed=True)
    concern.state = _State.IN_HAND
    concern.outcome = ""
    concern.closed_at = None
    concern.owner = concern.owner or by
    return _saved(concern, _Verb.REOPENED, by)


def count_wrong_number(concern: Concern) -> None:
    """Somebody tried to open the answers with a number that is another's."""
    Concern.objects.filter(pk=concern.pk).update(wrong_numbers=F("wrong_numbers") + 1)


def bring_concerns_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one: what was told by ``drop_id`` was told by ``keep_id``."""
    ConcernReporter.objects.filter(person_id=drop_id).update(person_id=keep_id)


def _lock(concern_id: int, revision: int, by: User, *, closed: bool = False) -> Concern:
    """The worry as ``by`` will change it; who does something about it has read it."""
    concern = Concern.objects.select_for_update(no_key=True).get(pk=concern_id)
    if concern.revision != revision:
        raise ConcernChangedMeanwhile
    if concern.is_open == closed:
        raise ConcernIsOpen if closed else ConcernIsClosed
    if concern.first_read_at is None:
        concern.first_read_at, concern.first_read_by = timezone.now(), by
    return concern


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise TextMissing
    return text


def _heard(concern: Concern, by: User, at: datetime.datetime) -> None:
    """They have heard from the office: whoever does that has taken it in hand."""
    concern.answered_at = concern.answered_at or at
    concern.owner = concern.owner or by
    if concern.state == _State.NEW:
        concern.state = _State.IN_HAND
    if concern.is_call:
        call_is_settled(concern)


def _handed_over(concern: Concern, by: User, handed_to: str, reference: str) -> Concern:
    concern.state = _State.HANDED_OVER
    concern.handed_to, concern.handed_reference = handed_to.strip(), reference.strip()
    concern.owner = concern.owner or by
    words = "　".join(part for part in (concern.handed_to, concern.handed_reference) if part)
    return _saved(concern, _Verb.HANDED_OVER, by, words)


def _saved(concern: Concern, verb: ConcernStep.Verb, by: User, text: str = "") -> Concern:
    _step(concern, verb, by, text)
    return _save(concern)


def _save(concern: Concern) -> Concern:
    concern.revision += 1
    concern.save()
    return concern


def _step(concern: Concern, verb: ConcernStep.Verb, by: User | None, text: str = "") -> ConcernStep:
    values: dict[str, Any] = {"concern": concern, "verb": verb, "actor": by, "note": text}
    return ConcernStep.objects.create(**values)
