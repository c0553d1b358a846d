"""What kinds of messages there are. Each app says at start-up what its kinds are called and how they read."""

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Model, QuerySet
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from portal.accounts.models import User
from portal.correspondence.models import Message

_LINK = re.compile(r"https?://")
_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class NoLongerTrue(Exception):
    """Raised by ``render``: what the message would say has been overtaken. It is withdrawn, not sent."""


@dataclass(frozen=True)
class Text:
    """What one message says: ``subject`` neutral and on one line, ``mail`` with all facts and links,
    ``call`` one short paragraph for whoever telephones, ``paper`` the body of a letter or FAX sheet. Where a
    kind has no words of its own for paper, they are those of the mail without salutation and links."""

    subject: str
    mail: str
    call: str
    paper: str = ""

    @property
    def on_paper(self) -> str:
        """The body of a letter or FAX sheet, whose frame has the addressee and whom to ask."""
        return _without_links(self.paper or self.mail)


class TextFiles(Text):
    """The texts of one directory, each made when it is first asked for: a list of calls needs no mails."""

    def __init__(self, directory: str, context: dict[str, Any]) -> None:
        # Past the frozen dataclass, whose fields are properties here.
        self.__dict__.update(directory=directory, context=context)

    @cached_property
    def subject(self) -> str:
        return one_line(self._made("subject.txt"))

    @cached_property
    def mail(self) -> str:
        return self._made("mail.txt") + "\n"

    @cached_property
    def call(self) -> str:
        return self._made("call.txt")

    @cached_property
    def paper(self) -> str:
        return self._made("mail.txt", on_paper=True)

    def _made(self, name: str, **more: Any) -> str:
        template = get_template(f"{self.__dict__['directory']}/{name}").template  # type: ignore[attr-defined]
        with translation.override(settings.LANGUAGE_CODE):
            return template.render(Context(self.__dict__["context"] | more, autoescape=False)).strip()


def _without_links(text: str) -> str:
    """``text`` without its first line to the addressee and without every paragraph that holds a link."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    if paragraphs and paragraphs[0].rstrip().endswith("様") and "\n" not in paragraphs[0].strip():
        paragraphs = paragraphs[1:]
    return "\n\n".join(paragraph for paragraph in paragraphs if not _LINK.search(paragraph))


class OnAnswer(Protocol):
    def __call__(self, *, message: Message, answer: bool, by: User) -> object: ...


@dataclass(frozen=True)
class MessageKind:
    """One kind of message.

    ``render`` makes the text at the moment when it goes out. ``on_answer`` applies a yes or no from the
    call list in the same press; without it the list offers no such buttons. It runs before any message is
    locked, so it may lock what it needs. ``on_told`` learns the moment at which somebody was told: a mail was
    sent, somebody was spoken to, a sheet or letter went out. It runs in the transaction that records it, also
    before any message is locked; a yes or no goes to ``on_answer`` instead. What was told by mistake can be
    told again, so it may run more than once. ``subjects`` gives the rows that messages of this kind are about
    with everything that ``render`` reads, so that a list of messages costs the same whatever its length.
    ``about`` names what such a row belongs to as the office calls it (a course's title), ``needed_by`` by when
    the person must know: what a letter would tell too late goes another way. ``readable_with``
    is the permission without which staff neither read nor pass on what such messages say; empty for all staff.
    With ``hides_recipient`` it is needed also in order to learn to whom such a message goes, and ``on_shown``
    is told each time who of the staff saw it and where (call_list, mail, paper). ``page`` is the address of the
    office's own page about such a row.
    ``headers`` are further headers of its mails. What is ``by_mail_only`` is of use in the mail alone (it proves
    that somebody reads an address): one that could not be sent is over, and nobody calls about it.
    """

    name: str
    label: str
    render: Callable[[Message], Text]
    on_answer: OnAnswer | None = None
    on_told: Callable[[Message, datetime.datetime], object] | None = None
    subjects: Callable[[], QuerySet[Any]] | None = None
    about: Callable[[Any], str] | None = None
    needed_by: Callable[[Any], datetime.datetime | None] | None = None
    readable_with: str = ""
    headers: Callable[[Message], dict[str, str]] | None = None
    by_mail_only: bool = False
    hides_recipient: bool = False
    on_shown: Callable[[Sequence[Message], User, str], object] | None = None
    page: Callable[[Any], str] | None = None


_kinds: dict[str, MessageKind] = {}


def register(kind: MessageKind) -> None:
    """Make a kind known; called once at start-up. Raises ``ValueError`` for a name that is taken."""
    if kind.name in _kinds:
        raise ValueError(f"message kind {kind.name} is registered twice")
    _kinds[kind.name] = kind


def unregister(name: str) -> None:
    """Forget a kind: for tests that registered their own."""
    del _kinds[name]


def get_kind(name: str) -> MessageKind:
    """The kind called ``name``. Raises ``KeyError``."""
    return _kinds[name]


def label_of(name: str) -> str:
    """What staff read for a kind; its name where an app that knew it is gone."""
    return str(_kinds[name].label) if name in _kinds else name


def about(message: Message) -> str:
    """What ``message`` belongs to, in the office's words; empty where its kind does not say."""
    kind = _kinds.get(message.kind)
    return kind.about(message.subject) if kind and kind.about else ""


def closed_to(user: Any) -> list[str]:
    """Kinds of messages that this member of staff may not read."""
    return [
        name for name, kind in _kinds.items() if kind.readable_with and not user.has_perm(kind.readable_with)
    ]


def headers_of(message: Message) -> dict[str, str]:
    """The headers that mails of this kind carry besides those of every mail."""
    kind = get_kind(message.kind)
    return kind.headers(message) if kind.headers else {}


def is_by_mail_only(message: Message) -> bool:
    return message.kind in _kinds and _kinds[message.kind].by_mail_only


def hidden_from(user: Any) -> list[str]:
    """Kinds of messages of which this member of staff may not even learn to whom they go."""
    return [name for name in closed_to(user) if _kinds[name].hides_recipient]


def note_shown(messages: Iterable[Message], user: User, place: str) -> None:
    """Let the apps whose messages these are know that ``user`` sees them on a page."""
    seen: dict[Callable[[Sequence[Message], User, str], object], list[Message]] = {}
    for message in messages:
        kind = _kinds.get(message.kind)
        if kind and kind.on_shown:
            seen.setdefault(kind.on_shown, []).append(message)
    for on_shown, group in seen.items():
        on_shown(group, user, place)


def page_of(message: Message) -> str:
    """The office's own page about what ``message`` is about; empty where its kind has none."""
    kind = _kinds.get(message.kind)
    return kind.page(message.subject) if kind and kind.page else ""


def asks(name: str) -> bool:
    """Whether messages of this kind ask for a yes or no."""
    return name in _kinds and _kinds[name].on_answer is not None


def run_on_told(message: Message, at: datetime.datetime) -> None:
    """Let the app whose message it is know that the person was told. Call it before locking the message."""
    kind = _kinds.get(message.kind)
    if kind and kind.on_told:
        kind.on_told(message, at)


def render(message: Message) -> Text:
    """What ``message`` says now. Raises ``NoLongerTrue``, ``KeyError`` and whatever the kind's own raises."""
    return get_kind(message.kind).render(message)


def render_texts(directory: str, context: dict[str, Any]) -> Text:
    """The texts from ``directory`` (subject.txt, mail.txt, call.txt), plain and unescaped.

    What people typed is only ever data here: a name that looks like a template stays a name.
    """
    return TextFiles(directory, context)


def one_line(text: str) -> str:
    """``text`` without line breaks and control characters: nothing in it can start another header."""
    return _LINE_BREAKS.sub(" ", text).strip()


def load_subjects(messages: Iterable[Message]) -> None:
    """Load what ``messages`` are about, one time per way of loading instead of one time per message."""
    groups: dict[Callable[[], QuerySet[Any]], list[Message]] = {}
    for message in messages:
        kind = _kinds.get(message.kind)
        if kind and kind.subjects:
            groups.setdefault(kind.subjects, []).append(message)
    for subjects, group in groups.items():
        rows: dict[int, Model] = subjects().in_bulk({message.subject_id for message in group})
        for message in group:
            if message.subject_id in rows:
                message.subject = rows[message.subject_id]
