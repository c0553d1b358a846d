"""The faults, one function each; every one leaves the stage working."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from django.db import connection

from tests.bench import world
from tests.bench.servers import ROOT
from tests.faults import mails
from tests.faults.cluster import kill_one_worker
from tests.faults.rush import Outcome, Rush

if TYPE_CHECKING:
    from tests.faults.run import Stage

_slugs = count(1)
AWAY = 2.0  # seconds without a database


def _training():  # type: ignore[no-untyped-def]  # models load after the settings
    return world.make_training(f"saigai{next(_slugs)}", 10_000)


def _kill_and_start(stage: "Stage", look: bool = False) -> list[str]:
    """The database away for a moment; returns what is wrong with the pages meanwhile and afterwards."""
    connection.close()
    stage.cluster.kill()
    time.sleep(1.2)  # pages kept for a second have gone
    wrong = _look(stage.port) if look else []
    time.sleep(AWAY - 1.2)
    stage.cluster.start()
    connection.close()
    if look:
        answers = [_get(stage.port, "/trainings/") for _each in range(16)]  # every thread of every worker
        wrong += [
            f"{status} after the database was back" for status, _head, _body in answers if status != 200
        ]
    return wrong


def _look(port: int) -> list[str]:
    wrong = []
    for path in ("/", "/trainings/", "/help/", "/accounts/", "/admin/"):
        status, head, body = _get(port, path)
        is_door = status == 302 and path == "/admin/"  # to the sign-in, which asks no database
        if is_door:
            continue
        if status != 503 or "Retry-After" not in head or "Set-Cookie" in head:
            wrong.append(f"{path} answered {status} while the database was away")
        if "0857-51-0295" not in body or "tel:119" not in body or "Traceback" in body:
            wrong.append(f"{path} does not say whom to call")
    return wrong


def _get(port: int, path: str) -> tuple[int, dict[str, str], str]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        client.request("GET", path)
        answer = client.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        client.close()


def database_killed(stage: "Stage", times: int = 1) -> Iterator[Outcome]:
    for _each in range(times):
        rush = Rush(stage.port, _training(), stage.people)
        rush.wait_for(stage.people // 6)
        wrong = _kill_and_start(stage, look=True)
        done = rush.outcome("PostgreSQL killed during a rush of applications")
        done.wrong += wrong
        yield done


def database_killed_often(stage: "Stage") -> Iterator[Outcome]:
    yield from database_killed(stage, times=5)


def worker_killed(stage: "Stage") -> Iterator[Outcome]:
    rush = Rush(stage.port, _training(), stage.people)
    for part in (6, 3, 2):
        rush.wait_for(stage.people // part)
        kill_one_worker(stage.gunicorn)
    yield rush.outcome("a web worker killed, three times in a rush")


def database_killed_while_sending(stage: "Stage", times: int = 1) -> Iterator[Outcome]:
    for _each in range(times):
        ending = mails.write(_training(), stage.people)
        stage.smtp.pause = 0.05
        with mails.worker():
            mails.wait_until_sent(ending, but=stage.people * 2 // 3)
            _kill_and_start(stage)
            mails.wait_until_sent(ending)
        stage.smtp.pause = 0.0
        yield mails.outcome("PostgreSQL killed while mails go out", ending, stage.smtp, asked=stage.people)


def database_killed_while_sending_often(stage: "Stage") -> Iterator[Outcome]:
    yield from database_killed_while_sending(stage, times=3)


def mail_worker_killed(stage: "Stage") -> Iterator[Outcome]:
    ending = mails.write(_training(), stage.people)
    stage.smtp.pause = 0.05
    with mails.worker() as process:
        mails.wait_until_sent(ending, but=stage.people * 2 // 3)
        process.kill()
    with mails.worker():
        mails.wait_until_sent(ending)
    stage.smtp.pause = 0.0
    yield mails.outcome(
        "the periodic worker killed while mails go out", ending, stage.smtp, asked=stage.people
    )


def mail_server_troubled(stage: "Stage") -> Iterator[Outcome]:
    """Fourths: taken; dropped after the whole mail came; dropped at its beginning; refused for good; for now."""
    stage.smtp.replies_to = {
        "dropped": {"END": "drop"},
        "cut": {"DATA": "drop"},
        "refused": {"RCPT": "550 no such user"},
        "later": {"RCPT": "451 busy"},
    }
    ending = mails.write(_training(), stage.people, ("ok", *stage.smtp.replies_to))
    with mails.worker():
        mails.wait_until_sent(ending)
        time.sleep(1)  # nothing may be tried a second time
    stage.smtp.replies_to = {}
    done = mails.outcome(
        "the mail server drops, cuts off, refuses, puts off", ending, stage.smtp, asked=stage.people
    )
    each = stage.people // 5
    if not (done.unknown >= 2 * each and done.answers["failed"] >= each and done.answers["queued"] >= each):
        done.wrong.append("a mail is not shown as what it is")
    yield done


def two_workers(stage: "Stage") -> Iterator[Outcome]:
    ending = mails.write(_training(), stage.people)
    stage.smtp.pause = 0.02
    with mails.worker(), mails.worker():
        mails.wait_until_sent(ending)
        time.sleep(0.5)
    stage.smtp.pause = 0.0
    yield mails.outcome("two periodic workers at once", ending, stage.smtp, asked=stage.people)


def clocks_wrong(stage: "Stage") -> Iterator[Outcome]:
    ending = mails.write(_training(), stage.people)
    stage.smtp.pause = 0.05
    with (
        mails.worker(),
        mails.worker("tests/faults/shifted.py", "1") as early,
        mails.worker("tests/faults/shifted.py", "-1") as late,
    ):
        for process in (early, late):
            process.wait(90)
        mails.wait_until_sent(ending)
        time.sleep(0.5)
    stage.smtp.pause = 0.0
    yield mails.outcome("workers an hour ahead and an hour behind", ending, stage.smtp, asked=stage.people)


def deployed_under_load(stage: "Stage") -> Iterator[Outcome]:
    rush = Rush(stage.port, _training(), stage.people)
    rush.wait_for(stage.people // 6)
    codes = []

    def migrate() -> None:
        # As docs/OPERATIONS.md says: wait for the lock a moment only, and try again.
        for _try in range(10):
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.faults.deployed",
                "DATABASE_OPTIONS": "-c lock_timeout=1s",
            }
            done = subprocess.run(
                [sys.executable, "manage.py", "migrate", "deployed", "-v0"],
                cwd=ROOT,
                env=environment,
                check=False,
            )
            codes.append(done.returncode)
            if done.returncode == 0:
                return

    thread = threading.Thread(target=migrate)
    thread.start()
    more = Rush(stage.port, rush.occasion, stage.people)
    first = rush.outcome("a migration adds a column during a rush")
    thread.join()
    last = more.outcome("a migration adds a column during a rush")
    # Both rushes are one occasion: what is doubled there has been counted by the second.
    both = Outcome(
        last.fault,
        asked=first.asked + last.asked,
        acknowledged=first.acknowledged + last.acknowledged,
        found=first.found + last.found,
        doubled=last.doubled,
        lost=first.lost + last.lost,
        answers=Counter(first.answers + last.answers),
        wrong=first.wrong + last.wrong + ([] if codes[-1:] == [0] else ["the migration did not get through"]),
    )
    yield both


SHORT = [database_killed, worker_killed, database_killed_while_sending, mail_server_troubled, two_workers]
ALL = [
    database_killed_often,
    worker_killed,
    database_killed_while_sending_often,
    mail_worker_killed,
    mail_server_troubled,
    two_workers,
    clocks_wrong,
    deployed_under_load,
]
