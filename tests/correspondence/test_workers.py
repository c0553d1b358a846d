"""Several at once: workers over one outbox, colleagues over one line."""

import datetime
import os
import signal
import subprocess
import sys
import threading
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.correspondence import outbox
from portal.correspondence.actions import record_try, send_again, tell
from portal.correspondence.errors import AlreadyDone
from portal.correspondence.models import CallTry, Message, OutboxMail
from portal.periodic import stopping
from tests.correspondence.kinds_for_tests import answers
from tests.correspondence.telling import line_for, mail_to
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs):
    """Run ``jobs`` in threads that start together; returns what each returned or raised."""
    barrier = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def run(number, job):
        barrier.wait()
        try:
            results[number] = job()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def start_worker(smtp):
    database = connection.settings_dict
    # A server on a socket of its own is named by its folder, without user and port.
    on_socket = database["HOST"].startswith("/")
    shape = "postgres:///{HOST}/{NAME}" if on_socket else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}"
    url = shape.format(**database)
    environment = os.environ | {
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
        "DEFAULT_FROM_EMAIL": "tsunagari@city.example.jp",
        "DEMO": "0",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.correspondence.one_worker"], env=environment, cwd=settings.BASE_DIR
    )


def addresses(mails):
    return sorted(mail.message.recipient.email for mail in mails)


def test_two_workers_over_forty_mails_deliver_each_once(subject, smtp):
    mails = [mail_to(subject) for _ in range(40)]

    taken = at_once(outbox.send_due, outbox.send_due)

    assert sum(taken) == 40
    assert sorted(mail.recipient for mail in smtp.received) == addresses(mails)
    assert Counter(OutboxMail.objects.values_list("state", flat=True)) == {"sent": 40}
    assert len({mail.message["Message-ID"] for mail in smtp.received}) == 40


def test_two_worker_processes_over_forty_mails_deliver_each_once(subject, smtp):
    mails = [mail_to(subject) for _ in range(40)]

    workers = [start_worker(smtp), start_worker(smtp)]

    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert sorted(mail.recipient for mail in smtp.received) == addresses(mails)
    assert Counter(OutboxMail.objects.values_list("state", flat=True)) == {"sent": 40}


def test_worker_killed_in_the_middle_leaves_one_mail_unknown_and_the_rest_sent_once(subject, smtp):
    mails = [mail_to(subject) for _ in range(6)]
    victim = mails[2]
    smtp.hold = victim.message.recipient.email

    worker = start_worker(smtp)
    assert smtp.held.wait(60)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    smtp.hold = ""
    smtp.release.set()
    assert start_worker(smtp).wait(60) == 0
    victim.refresh_from_db()
    assert victim.state == "sending"
    OutboxMail.objects.filter(pk=victim.pk).update(claimed_at=timezone.now() - datetime.timedelta(minutes=11))
    assert start_worker(smtp).wait(60) == 0

    victim.refresh_from_db()
    assert victim.state == "unknown"
    assert Counter(OutboxMail.objects.values_list("state", flat=True)) == {"sent": 5, "unknown": 1}
    times = Counter(mail.recipient for mail in smtp.received)
    # The server may or may not have taken the mail of the dead worker: that is what "unknown" says.
    times.pop(victim.message.recipient.email, None)
    assert sorted(times) == addresses(mail for mail in mails if mail != victim)
    assert set(times.values()) == {1}


def test_worker_told_to_end_stops_between_two_mails(subject, smtp):
    mails = [mail_to(subject) for _ in range(3)]
    smtp.hold = mails[1].message.recipient.email

    worker = start_worker(smtp)
    assert smtp.held.wait(60)
    worker.send_signal(signal.SIGTERM)
    smtp.release.set()

    assert worker.wait(30) == 0
    states = [OutboxMail.objects.get(pk=mail.pk).state for mail in mails]
    assert states == ["sent", "sent", "queued"]
    assert not stopping.is_set()


def test_one_thing_told_by_two_at_once_is_told_once(subject):
    person = make_person(email="a@example.com", contact_wish="mail")

    def job():
        return tell(kind="tests.note", recipient=person, subject=subject, dedupe_key="same")

    first, second = at_once(job, job)

    assert first == second
    assert (Message.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_two_colleagues_pressing_at_once_leave_one_result(subject, staff, manager):
    line = line_for(subject, kind="tests.question")

    results = at_once(
        lambda: record_try(line=line, result=CallTry.Result.YES, by=staff),
        lambda: record_try(line=line, result=CallTry.Result.YES, by=manager),
    )

    assert Counter(type(result) for result in results) == {CallTry: 1, AlreadyDone: 1}
    assert CallTry.objects.count() == 1
    assert line.message.pk in {pk for pk, _, _ in answers}


def test_two_colleagues_sending_again_at_once_send_one_mail(subject, staff, manager):
    mail = mail_to(subject)
    OutboxMail.objects.update(state=OutboxMail.State.FAILED)

    results = at_once(
        lambda: send_again(mail=mail, by=staff),
        lambda: send_again(mail=mail, by=manager),
    )

    assert Counter(type(result) for result in results) == {OutboxMail: 1, AlreadyDone: 1}
    assert OutboxMail.objects.count() == 2
