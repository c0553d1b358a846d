"""Letters and FAX sheets, from waiting to told.

Lock orders: message before paper, run before paper; nobody who holds a paper asks for a message or a run.
Closing a run works on one letter at a time, so that whatever interrupts it, each letter is told or still
waits, and doing it again goes on where it stopped.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.correspondence.actions.telling import (
    close_line,
    let_know,
    lock_message,
    put_on_call_list,
    set_told,
    withdraw,
)
from portal.correspondence.errors import (
    AlreadyDone,
    MayNotBeContacted,
    NoFaxNumber,
    NoPostalAddress,
    NothingToPrint,
    NothingToSay,
    NotPrinted,
    RunIsClosed,
    StaleText,
)
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import CallListLine, LetterRun, Message, PaperItem
from portal.office.models import Office

_State = PaperItem.State
_Medium = PaperItem.Medium


@dataclass(frozen=True)
class Printed:
    """What went on paper for one person. ``run_id`` as it was when the sheet was made."""

    paper_id: int
    run_id: int | None
    to: str
    subject: str
    text: str


@transaction.atomic
def turn_into_letter(*, message: Message, by: User) -> PaperItem:
    """Write to somebody whom the telephone does not reach: the line leaves the call list, a letter waits.

    Raises ``AlreadyDone`` when the person was told or a letter waits already, ``NoPostalAddress``,
    ``MayNotBeContacted`` and ``NothingToSay``.
    """
    if lock_message(message.pk).told_at:
        raise AlreadyDone
    return write_again(message=message, medium=_Medium.LETTER, by=by)


@transaction.atomic
def write_again(*, message: Message, medium: PaperItem.Medium, by: User) -> PaperItem:
    """Write something to somebody on paper, also when it was told before: the first letter was lost, or they
    ask to have in writing what a mail said. One that was told before stays told.

    Raises ``AlreadyDone`` when it was taken back or waits on paper already, ``NoPostalAddress``,
    ``NoFaxNumber``, ``MayNotBeContacted`` and ``NothingToSay``.
    """
    message = lock_message(message.pk)
    person = message.recipient
    if message.withdrawn_at or message.papers.filter(state=_State.WAITING).exists():
        raise AlreadyDone
    if not person.may_be_contacted:
        raise MayNotBeContacted
    if medium == _Medium.LETTER and not person.address:
        raise NoPostalAddress
    if medium == _Medium.FAX and not person.fax:
        raise NoFaxNumber
    try:
        render(message)
    except NoLongerTrue:
        raise NothingToSay from None
    if message.told_at is None:
        close_line(message, CallListLine.State.WITHDRAWN, timezone.now())
        message.way = medium
        message.save(update_fields=["way"])
    return PaperItem.objects.create(message=message, medium=medium, requested_by=by)


@transaction.atomic
def call_instead(*, paper: PaperItem, by: User) -> None:
    """Telephone instead of writing: there is no address, or it has to be said sooner.

    Raises ``AlreadyDone`` unless the paper still waits.
    """
    message, paper = _lock(paper)
    if paper.state != _State.WAITING:
        raise AlreadyDone
    missing = paper.address_missing
    _finish(paper, _State.WITHDRAWN, by=by)
    if message.told_at is None and message.withdrawn_at is None:
        if not missing:
            reason = _("手紙・FAXでなく電話で伝える")
        else:
            reason = _("住所の登録がない") if paper.is_letter else _("FAX番号の登録がない")
        put_on_call_list(message, reason=reason)


@transaction.atomic
def withdraw_paper(*, paper: PaperItem) -> bool:
    """Take back what waits on paper, because it is no longer so; returns whether it still waited."""
    message, paper = _lock(paper)
    if paper.state != _State.WAITING:
        return False
    if message.told_at is None:
        # Takes the paper along.
        return withdraw(message=message)
    _finish(paper, _State.WITHDRAWN)
    return True


# --- runs -------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_run(*, paper_ids: Iterable[int], title: str, by: User) -> LetterRun:
    """Put waiting letters together, numbered in the order of the people's readings.

    Of two colleagues who take the same letters at once each letter is in one run only. Raises
    ``NothingToPrint`` when none of them waits any more.
    """
    taken = list(
        PaperItem.objects.letters_to_take(timezone.now())
        .filter(pk__in=list(paper_ids))
        .select_related("message__recipient")
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    if not taken:
        raise NothingToPrint
    run = LetterRun.objects.create(title=title[:200], made_by=by, issuer=_issuer())
    taken.sort(key=lambda paper: (paper.message.recipient.kana_key, paper.message.recipient_id, paper.pk))
    for position, paper in enumerate(taken, start=1):
        paper.run = run
        paper.position = position
    PaperItem.objects.bulk_update(taken, ["run", "position"])
    return run


def _issuer() -> str:
    office = Office.objects.current()
    return office.letter_issuer or " ".join(part for part in (office.city_name, office.name) if part)


@transaction.atomic
def change_run(*, run: LetterRun, by: User, revision: int, values: dict[str, object]) -> LetterRun:
    """Change what all letters of a run have in common. Raises ``RunIsClosed`` and, when a colleague saved
    since the form was opened, ``StaleText``."""
    run = LetterRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if not run.is_open:
        raise RunIsClosed
    if run.revision != revision:
        raise StaleText
    for name, value in values.items():
        setattr(run, name, value)
    run.revision += 1
    run.save(update_fields=[*values, "revision"])
    return run


@transaction.atomic
def change_text(*, paper: PaperItem, by: User, revision: int, subject: str, text: str) -> PaperItem:
    """Write one letter or sheet in words of one's own; empty words give the kind's back.

    Raises ``AlreadyDone`` unless it still waits, and ``StaleText``.
    """
    paper = PaperItem.objects.select_for_update(no_key=True).get(pk=paper.pk)
    if paper.state != _State.WAITING:
        raise AlreadyDone
    if paper.revision != revision:
        raise StaleText
    paper.own_subject = subject
    paper.own_text = text
    paper.revision += 1
    paper.save(update_fields=["own_subject", "own_text", "revision"])
    return paper


@transaction.atomic
def record_printing(*, printed: Sequence[Printed], by: User) -> None:
    """Write down what has just been printed, by whom: recorded before the paper is handed out.

    A letter that was withdrawn meanwhile is recorded too, because its paper lies in the pile. Raises
    ``AlreadyDone`` when a letter has left its run since the sheets were made: then none is handed out.
    """
    run_ids = {one.run_id for one in printed if one.run_id}
    list(LetterRun.objects.select_for_update(no_key=True).filter(pk__in=run_ids).order_by("pk"))
    by_id = {one.paper_id: one for one in printed}
    papers = list(PaperItem.objects.select_for_update(no_key=True).filter(pk__in=list(by_id)).order_by("pk"))
    now = timezone.now()
    for paper in papers:
        one = by_id[paper.pk]
        if paper.run_id != one.run_id:
            raise AlreadyDone
        paper.printed_at = now
        paper.printed_by = by
        paper.times_printed += 1
        paper.printed_to = one.to[:500]
        paper.printed_subject = one.subject[:200]
        paper.printed_text = one.text
    PaperItem.objects.bulk_update(
        papers,
        ["printed_at", "printed_by", "times_printed", "printed_to", "printed_subject", "printed_text"],
    )


def close_run(*, run: LetterRun, by: User) -> int:
    """The printed letters have been posted: their people are told. Returns how many this call told.

    Letters that were never printed go back to waiting, for another run. Interrupted half-way the run stays
    open, and closing again does the rest. Of two who close at once each letter is told by one. Raises
    ``NotPrinted`` when nothing of the run was printed, ``AlreadyDone`` when a colleague has closed it.
    """
    told = 0
    done = Q(state=_State.SENT) | Q(printed_at__isnull=False, state=_State.WAITING)
    unprinted = run.papers.filter(state=_State.WAITING, printed_at__isnull=True)
    if unprinted.exists() and not run.papers.filter(done).exists():
        raise NotPrinted
    while True:
        for paper in _printed(run).order_by("position"):
            told += _post(paper, by)
        if _close_if_all_posted(run, by):
            return told


def _printed(run: LetterRun) -> QuerySet[PaperItem]:
    return PaperItem.objects.filter(run=run, state=_State.WAITING, printed_at__isnull=False)


@transaction.atomic
def _post(paper: PaperItem, by: User, states: tuple[str, ...] = (_State.WAITING,)) -> bool:
    now = timezone.now()
    _let_know(paper, now)
    message, paper = _lock(paper)
    if paper.state not in states or paper.printed_at is None:
        # What ``on_told`` did goes too: somebody else was faster.
        transaction.set_rollback(True)
        return False
    _finish(paper, _State.SENT, by=by, at=now)
    _told(message, now, by)
    return True


def _let_know(paper: PaperItem, now: datetime.datetime) -> None:
    message = Message.objects.select_related("recipient").get(pk=paper.message_id)
    if message.told_at is None:
        let_know(message, now)


def _told(message: Message, now: datetime.datetime, by: User) -> None:
    close_line(message, CallListLine.State.WITHDRAWN, now)
    if message.told_at is None:
        message.withdrawn_at = None
        set_told(message, now, by=by)


@transaction.atomic
def _close_if_all_posted(run: LetterRun, by: User) -> bool:
    """Close the run unless something was printed in the meantime. Raises ``AlreadyDone``."""
    run = LetterRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if not run.is_open:
        raise AlreadyDone
    if _printed(run).exists():
        return False
    run.papers.filter(state=_State.WAITING).update(run=None, position=None)
    run.state = LetterRun.State.CLOSED
    run.closed_at = timezone.now()
    run.closed_by = by
    run.save(update_fields=["state", "closed_at", "closed_by"])
    return True


@transaction.atomic
def dissolve_run(*, run: LetterRun, by: User) -> None:
    """Put together by a slip: its letters wait again, each for itself. Raises ``AlreadyDone`` once any of
    them was printed."""
    run = LetterRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if not run.is_open or run.papers.filter(printed_at__isnull=False).exists():
        raise AlreadyDone
    run.papers.update(run=None, position=None)
    run.delete()


@transaction.atomic
def reopen_run(*, run: LetterRun, by: User) -> None:
    """Closed by a slip, nothing has been posted yet: what closing told is not told. Raises ``AlreadyDone``."""
    run = LetterRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.is_open:
        raise AlreadyDone
    run.state = LetterRun.State.OPEN
    run.closed_at = None
    run.closed_by = None
    run.save(update_fields=["state", "closed_at", "closed_by"])
    for posted in run.papers.filter(state=_State.SENT).order_by("message_id"):
        message, paper = _lock(posted)
        if message.papers.filter(state=_State.WAITING).exists():
            # Another letter about the same thing waits already: this one stays as it is.
            continue
        if message.told_at == paper.finished_at:
            set_told(message, None)
        paper.state = _State.WAITING
        paper.finished_at = None
        paper.finished_by = None
        paper.save(update_fields=["state", "finished_at", "finished_by"])


@transaction.atomic
def mark_posted(*, paper: PaperItem, by: User) -> None:
    """One letter went out by itself: it was printed alone, or taken back after printing with its run. The
    person is told.

    Raises ``AlreadyDone`` unless it is a printed letter that waits alone, or one of a run that was withdrawn.
    """
    state = _State.WAITING if paper.run_id is None else _State.WITHDRAWN
    if not paper.is_letter or not _post(paper, by, states=(state,)):
        raise AlreadyDone


# --- FAX --------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_fax(*, paper: PaperItem, went_through: bool, by: User) -> None:
    """What became of one sheet: it went through, and the person is told; or it did not, and somebody calls.

    Raises ``AlreadyDone`` unless it waits, ``NotPrinted`` while nobody has printed it.
    """
    now = timezone.now()
    if went_through:
        _let_know(paper, now)
    message, paper = _lock(paper)
    if paper.state != _State.WAITING or paper.is_letter:
        raise AlreadyDone
    if paper.printed_at is None:
        raise NotPrinted
    _finish(paper, _State.SENT if went_through else _State.FAILED, by=by, at=now)
    if went_through:
        _told(message, now, by)
    elif message.told_at is None:
        put_on_call_list(message, reason=_("FAXを送れなかった"))


def _lock(paper: PaperItem) -> tuple[Message, PaperItem]:
    message = lock_message(paper.message_id)
    locked = PaperItem.objects.select_for_update(no_key=True).get(pk=paper.pk)
    locked.message = message
    return message, locked


def _finish(
    paper: PaperItem, state: str, *, by: User | None = None, at: datetime.datetime | None = None
) -> None:
    paper.state = state
    paper.finished_at = at or timezone.now()
    paper.finished_by = by
    paper.save(update_fields=["state", "finished_at", "finished_by"])
