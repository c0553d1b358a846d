"""The call list as somebody with a telephone in hand needs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from portal.correspondence import kinds
from portal.correspondence.actions import withdraw
from portal.correspondence.models import CallListLine, CallTry, Message
from portal.people.models import Person

_BATCH = 200


@dataclass(frozen=True)
class Call:
    """One line with what to say. ``text`` is empty when there is nothing to say any more."""

    line: CallListLine
    text: str
    kind_label: str
    results: Sequence[CallTry.Result]

    @property
    def message(self) -> Message:
        return self.line.message

    @property
    def person(self) -> Person:
        return self.line.message.recipient


def with_everything(lines: QuerySet[CallListLine]) -> QuerySet[CallListLine]:
    """``lines`` with the people, and the tries with who made them."""
    return lines.select_related("message__recipient").prefetch_related(
        Prefetch("tries", queryset=CallTry.objects.select_related("made_by"))
    )


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
