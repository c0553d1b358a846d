"""Mails that wait, workers that send them, and what arrived in the end."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from child_processes import die_with_parent, stop
from django.db import DatabaseError, InterfaceError, close_old_connections

from tests.bench.servers import ROOT
from tests.correspondence.smtp_server import SmtpServer
from tests.faults.rush import Outcome

_batches = count(1)
_PATIENCE = 90  # seconds


def write(occasion: object, people: int, prefixes: Sequence[str] = ("ok",)) -> str:
    """Have so many people apply who want mail, by turns with addresses that begin with the prefixes; returns
    what the addresses of this batch end with."""
    from portal.bookings import actions
    from portal.people.models import Person

    ending = f".batch{next(_batches)}@example.jp"
    place_kind = occasion.place_kinds.get()  # type: ignore[attr-defined]
    for number in range(people):
        person = Person(
            name=f"見本 {number}", kana="", email=f"{prefixes[number % len(prefixes)]}{number}{ending}"
        )
        actions.apply(
            occasion_id=occasion.pk,  # type: ignore[attr-defined]
            application=actions.Application(place_kind.pk, [actions.PartyMember(person)]),
            submission_key=secrets.token_urlsafe(24),
        )
    return ending


@contextlib.contextmanager
def worker(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A periodic worker in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, *(command or ("manage.py", "runperiodic", "--loop", "0.2"))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        yield process
    finally:
        stop(process, signal.SIGTERM, 20)


def wait_until_sent(ending: str, *, but: int = 0) -> None:
    """Until none of the batch is due any more, or at most so many."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(DatabaseError, InterfaceError):
            if _of(ending).filter(state="queued", attempts=0).count() <= but:
                return
        close_old_connections()
        time.sleep(0.05)


def outcome(fault: str, ending: str, smtp: SmtpServer, *, asked: int) -> Outcome:
    """What the portal says of each mail, held against what the mail server took. A mail that a dead worker
    held is shown as unknown after ten minutes: here the clock on it is set back instead of waiting."""
    import datetime

    from django.utils import timezone

    from portal.correspondence import outbox

    long_ago = timezone.now() - datetime.timedelta(minutes=11)
    _of(ending).filter(state="sending").update(claimed_at=long_ago)
    outbox.mark_lost()
    states = dict(_of(ending).values_list("message__recipient__email", "state"))
    arrived = Counter(mail.recipient for mail in smtp.received if mail.recipient.endswith(ending))
    sent = {email for email, state in states.items() if state == "sent"}
    done = Outcome(
        fault,
        asked=asked,
        acknowledged=len(sent),
        found=len(sent & set(arrived)),
        doubled=sum(many - 1 for many in arrived.values()),
        lost=len(sent - set(arrived)) + asked - len(states),
        unknown=list(states.values()).count("unknown"),
        answers=Counter(state for state in states.values() if state not in {"sent", "unknown"}),
    )
    silent = {email for email in arrived if states[email] not in {"sent", "unknown"}}
    if silent:
        done.wrong.append(f"{len(silent)} mails arrived that are shown as not sent")
    return done


def _of(ending: str):  # type: ignore[no-untyped-def]  # models load after the settings
    from portal.correspondence.models import OutboxMail

    return OutboxMail.objects.filter(message__recipient__email__endswith=ending)
