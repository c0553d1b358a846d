"""Message kinds that only tests know. Their subject is the office, their text what a resident may type."""

import datetime
from collections.abc import Sequence

from portal.correspondence import kinds
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text
from portal.correspondence.models import Message
from portal.errors import PortalError


class NotNow(PortalError):
    message = "いまはできません。"


answers: list[tuple[int, bool, str]] = []
needed_by: list[datetime.datetime] = []
told: list[tuple[int, datetime.datetime]] = []
shown: list[tuple[int, str, str]] = []


def _note(message: Message) -> Text:
    name = message.recipient.name
    return Text(
        subject="お知らせ",
        mail=f"{name} 様\n\nお知らせがあります。\n\nhttp://127.0.0.1:8000/trainings/\n",
        call=f"{name} さんに、お知らせがあることを伝えます。",
    )


def _overtaken(message: Message) -> Text:
    raise NoLongerTrue


def _broken(message: Message) -> Text:
    raise ZeroDivisionError(f"secret of {message.recipient.name}")


def _answered(message: Message, answer: bool, by: object) -> None:
    answers.append((message.pk, answer, str(by)))


def _refused(message: Message, answer: bool, by: object) -> None:
    raise NotNow


def _was_told(message: Message, at: datetime.datetime) -> None:
    told.append((message.pk, at))


def _was_shown(messages: Sequence[Message], user: object, place: str) -> None:
    shown.extend((message.pk, str(user), place) for message in messages)


def _fails_when_told(message: Message, at: datetime.datetime) -> None:
    raise ZeroDivisionError(f"secret of {message.recipient.name}")


def _needed_by(subject: object) -> datetime.datetime:
    return needed_by[0]


def _about(subject: object) -> str:
    return "見本の会"


KINDS = (
    MessageKind("tests.note", "見本のお知らせ", _note),
    MessageKind("tests.dated", "日のあるお知らせ", _note, about=_about, needed_by=_needed_by),
    MessageKind("tests.overtaken", "古いお知らせ", _overtaken),
    MessageKind("tests.broken", "こわれたお知らせ", _broken),
    MessageKind("tests.question", "行けますか", _note, on_answer=_answered, on_told=_was_told),
    MessageKind("tests.failing", "後が続かないお知らせ", _note, on_told=_fails_when_told),
    MessageKind("tests.closed", "見本のお知らせ", _note, readable_with="bookings.arrange_accommodations"),
    MessageKind(
        "tests.hidden",
        "見本のお知らせ",
        _note,
        readable_with="bookings.arrange_accommodations",
        hides_recipient=True,
        on_shown=_was_shown,
        page=lambda subject: "/admin/tests-own-page/",
    ),
    MessageKind("tests.refusing", "行けますか", _note, on_answer=_refused),
)


def register_all() -> None:
    for kind in KINDS:
        kinds.register(kind)


def unregister_all() -> None:
    for kind in KINDS:
        kinds.unregister(kind.name)
