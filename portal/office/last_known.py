"""What a page must be able to say without the database: the office's telephone and the helplines.

The periodic run keeps them in a file beside the portal. Where there is none yet, the lines that everybody in
Japan can call, day and night, remain.
"""

import datetime
import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.db import models

from portal.office.helplines import Line, opening_next
from portal.office.models import Helpline, HelplineHours, HelplineWindow, Office
from portal.office.opening import status_at

# Checked with the office's list (fixtures/tottori.json), whose sources stand on the page of helplines.
_EVERYWHERE = (
    ("よりそいホットライン", "0120-279-338"),
    ("24時間子供SOSダイヤル", "0120-0-78310"),
    ("児童相談所虐待対応ダイヤル", "189"),
)


@dataclass(frozen=True)
class LastKnown:
    office: Office
    helplines: list[Helpline]

    def lines(self, now: datetime.datetime) -> list[Line]:
        """Whom one can call: who answers at ``now`` first, then who does next."""
        today = now.date()
        lines = [
            Line(helpline, status_at(helpline, now))
            for helpline in self.helplines
            if helpline.telephone
            and (helpline.valid_from is None or helpline.valid_from <= today)
            and (helpline.valid_until is None or today <= helpline.valid_until)
        ]
        return [line for line in lines if line.status.is_open] + opening_next(lines)


def keep() -> None:
    """Write down what the database says now, when it has changed. For the periodic run."""
    rows: list[models.Model] = []
    for model in (Office, Helpline, HelplineHours, HelplineWindow):
        rows.extend(model._default_manager.order_by("pk"))
    text = serializers.serialize("json", rows)
    path = Path(settings.LAST_KNOWN_FILE)
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a web process may read at this moment, and the disk may be full.
    descriptor, half = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        Path(half).chmod(0o644)  # the web processes may belong to another user
        Path(half).replace(path)
    finally:
        Path(half).unlink(missing_ok=True)


def last_known() -> LastKnown:
    """What was kept last. Asks no database and never raises."""
    try:
        known = _read(Path(settings.LAST_KNOWN_FILE).read_text())
    except (OSError, serializers.base.DeserializationError):
        known = LastKnown(Office(), [])
    if known.helplines:
        return known
    everywhere = [
        Helpline(name=name, telephone=number, opening=Helpline.Opening.ALWAYS) for name, number in _EVERYWHERE
    ]
    return LastKnown(known.office, everywhere)


def _read(text: str) -> LastKnown:
    rows: dict[type[models.Model], list] = defaultdict(list)
    for each in serializers.deserialize("json", text, ignorenonexistent=True):
        rows[type(each.object)].append(each.object)
    for helpline in rows[Helpline]:
        # As ``prefetch_related`` would leave it, so that nobody asks the database.
        helpline._prefetched_objects_cache = {
            "hours": [row for row in rows[HelplineHours] if row.helpline_id == helpline.pk],
            "windows": [row for row in rows[HelplineWindow] if row.helpline_id == helpline.pk],
        }
    return LastKnown(next(iter(rows[Office]), Office()), rows[Helpline])
