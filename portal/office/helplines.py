"""The helplines as pages show them: who answers now, and who does next. Every page that names open lines asks here."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from portal.office.models import Helpline
from portal.office.opening import Status, status_at

SPEAK, WRITE = "voice", "text"


@dataclass(frozen=True)
class Line:
    """A helpline with what is true of it at one moment."""

    helpline: Helpline
    status: Status

    @property
    def can_speak(self) -> bool:
        return bool(self.helpline.telephone or self.helpline.counter_address)

    @property
    def can_write(self) -> bool:
        return bool(self.helpline.chat_url or self.helpline.email or self.helpline.fax)


def lines_at(now: datetime.datetime, *topics: Helpline.Topic, by: str = "") -> list[Line]:
    """The helplines that exist at ``now`` in the order of ``topics`` (none: every one, in the order of all), with
    what is true of each; ``by`` SPEAK or WRITE leaves those where one can do that. Three queries."""
    helplines = Helpline.objects.valid_on(timezone.localdate(now)).select_related("district").with_times()
    if by == SPEAK:
        helplines = helplines.spoken()
    elif by == WRITE:
        helplines = helplines.written()
    if topics:
        helplines = helplines.filter(topic__in=topics)
    order = [*(topics or Helpline.Topic)]
    lines = [Line(helpline, status_at(helpline, now)) for helpline in helplines]
    return sorted(lines, key=lambda line: order.index(Helpline.Topic(line.helpline.topic)))


def open_lines(now: datetime.datetime, *topics: Helpline.Topic) -> list[Line]:
    """Those that answer at ``now``; where none does, all of them, so that there is always one: what opens next
    first."""
    lines = lines_at(now, *topics)
    return [line for line in lines if line.status.is_open] or opening_next(lines)


def opening_next(lines: Sequence[Line]) -> list[Line]:
    """What is not open now: the next to open first, then what the office does not know, then what has no day."""
    closed = [line for line in lines if not line.status.is_open]
    dated = [line for line in closed if line.status.opens_at]
    unknown = [line for line in closed if line.status.is_open is None]
    rest = [line for line in closed if line.status.is_open is False and not line.status.opens_at]
    return [*sorted(dated, key=_opens_at), *unknown, *rest]


def _opens_at(line: Line) -> datetime.datetime:
    assert line.status.opens_at is not None
    return line.status.opens_at
