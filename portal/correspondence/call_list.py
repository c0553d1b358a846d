"""The call list as somebody with a telephone in hand needs it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from portal.correspondence import kinds
from portal.correspondence.actions import withdraw
from portal.correspondence.models import CallListLine, CallTry, Message
from portal.office.working_days import working_day_before
from portal.people.models import Person

_BATCH = 200
_SUGGESTS_A_LETTER = 3  # tries that reached nobody
_FAILED = frozenset({CallTry.Result.NO_ANSWER, CallTry.Result.MESSAGE_LEFT, CallTry.Result.WRONG_NUMBER})
# What people write of when they can be reached, and the hours for which it holds.
_TIMES = (("午前", 6, 12), ("朝", 6, 10), ("昼", 11, 14), ("午後", 12, 18), ("夕", 16, 20), ("夜", 18, 22))


@dataclass(frozen=True)
class Call:
    """One line with what to say. ``text`` is empty when there is nothing to say any more."""

    line: CallListLine
    text: str
    kind_label: str
    results: Sequence[CallTry.Result]

    @property
    def is_overdue(self) -> bool:
        """Whether nobody has tried for more than a working day."""
        return getattr(self.line, "is_overdue", False)

    @property
    def fits_now(self) -> bool:
        """Whether the person says that they can be reached at this time of the day."""
        return getattr(self.line, "fits_now", False)

    @property
    def suggests_letter(self) -> bool:
        """Whether the telephone has failed so often that a letter is the better way."""
        tries = [t for t in self.line.tries.all() if t.made_at >= self.line.opened_at]
        return sum(t.result in _FAILED for t in tries) >= _SUGGESTS_A_LETTER

    @property
    def may_write(self) -> bool:
        """Whether there is an address to write to, be it shown or not."""
        return bool(self.person.address)

    @property
    def message(self) -> Message:
        return self.line.message

    @property
    def person(self) -> Person:
        return self.line.message.recipient

    @property
    def page(self) -> str:
        """The office's own page about the matter; empty where there is none."""
        return kinds.page_of(self.line.message)


def with_everything(lines: QuerySet[CallListLine]) -> QuerySet[CallListLine]:
    """``lines`` with the people, and the tries with who made them."""
    return lines.select_related("message__recipient").prefetch_related(
        Prefetch("tries", queryset=CallTry.objects.select_related("made_by"))
    )


def in_order(lines: QuerySet[CallListLine], now: datetime.datetime) -> QuerySet[CallListLine]:
    """Open ``lines`` as they are to be worked on: urgent ones first; among these what nobody has touched for
    more than a working day; then whoever can be reached at this time of the day; then the longest waiting.
    """
    local = timezone.localtime(now)
    since = datetime.datetime.combine(working_day_before(local.date()), local.time(), local.tzinfo)
    touched = CallTry.objects.filter(line=OuterRef("pk"), made_at__gte=OuterRef("opened_at"))
    fits = Q(pk__in=())
    for word, start, end in _TIMES:
        if start <= local.hour < end:
            fits |= Q(message__recipient__best_time__contains=word)
    return lines.annotate(
        is_overdue=_flag(Q(opened_at__lt=since) & ~Exists(touched)), fits_now=_flag(fits)
    ).order_by("-message__is_urgent", "-is_overdue", "-fits_now", "opened_at", "id")


def _flag(condition: Any) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def calls(lines: Iterable[CallListLine]) -> list[Call]:
    """``lines`` with what is to be said, in their order."""
    lines = list(lines)
    kinds.load_subjects(line.message for line in lines)
    return [
        Call(line, _text(line.message), kinds.label_of(line.message.kind), _results(line.message))
        for line in lines
    ]


def _text(message: Message) -> str:
    try:
        return kinds.render(message).call
    except (kinds.NoLongerTrue, KeyError):
        return ""


def _results(message: Message) -> Sequence[CallTry.Result]:
    """What can come of a try: an answer where one is asked for."""
    result = CallTry.Result
    told = [result.YES, result.NO] if kinds.asks(message.kind) else [result.SPOKE]
    return [*told, result.NO_ANSWER, result.MESSAGE_LEFT, result.WRONG_NUMBER]


def withdraw_overtaken() -> int:
    """Take lines off the list that say what is no longer so, or whose people must not be contacted."""
    withdrawn = 0
    last = 0
    open_lines = CallListLine.objects.filter(
        state=CallListLine.State.OPEN, opened_at__lte=timezone.now()
    ).select_related("message__recipient")
    while lines := list(open_lines.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = lines[-1].pk
        kinds.load_subjects(line.message for line in lines)
        withdrawn += sum(withdraw(message=line.message) for line in lines if _is_overtaken(line.message))
    return withdrawn


def _is_overtaken(message: Message) -> bool:
    if not message.recipient.may_be_contacted:
        return True
    try:
        kinds.render(message)
    except kinds.NoLongerTrue:
        return True
    except KeyError:
        # The app that knew this kind is gone; staff see the line and decide.
        return False
    return False
