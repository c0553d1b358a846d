import signal
import threading
import time

import pytest
from django.core import mail as django_mail
from django.core.management import CommandError, call_command
from django.db import connection

from portal import periodic
from tests.correspondence.telling import mail_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    """Registers jobs for one test."""
    names = []

    def add(name, work):
        periodic.register(name, work)
        names.append(name)

    yield add
    for name in names:
        periodic.unregister(name)


def _fail():
    raise ZeroDivisionError("山田 花子")


def test_runperiodic_sends_what_is_due(subject):
    mail = mail_to(subject)

    call_command("runperiodic")

    assert [sent.to for sent in django_mail.outbox] == [[mail.message.recipient.email]]


def test_runperiodic_goes_on_after_a_job_that_fails_and_says_so_without_details(job, caplog):
    ran = []
    job("tests.failing", _fail)
    job("tests.after", lambda: ran.append(1))

    with pytest.raises(CommandError, match=r"failed: tests\.failing"):
        call_command("runperiodic")

    assert ran == [1]
    assert [record.getMessage() for record in caplog.records] == [
        "periodic job tests.failing failed: ZeroDivisionError"
    ]


def test_runperiodic_in_a_loop_repeats_until_it_is_told_to_end(job, subject):
    rounds = []

    def count():
        rounds.append(time.monotonic())
        if len(rounds) == 3:
            signal.raise_signal(signal.SIGTERM)

    job("tests.count", count)
    job("tests.failing", _fail)
    before = signal.getsignal(signal.SIGTERM)

    call_command("runperiodic", loop=0.01)

    assert len(rounds) == 3
    assert signal.getsignal(signal.SIGTERM) == before
    assert not periodic.stopping.is_set()


def test_job_registered_twice_is_refused(job):
    job("tests.once", _fail)

    with pytest.raises(ValueError, match="registered twice"):
        periodic.register("tests.once", _fail)


@pytest.mark.django_db(transaction=True)
def test_runperiodic_after_the_database_went_away_connects_anew(subject):
    mail_to(subject)
    failures = []

    def work():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        end_session(backend)
        failures.extend(periodic.run_all())
        failures.append("then")
        failures.extend(periodic.run_all())
        connection.close()

    def end_session(backend):
        helper = connection.copy()
        try:
            with helper.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        finally:
            helper.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)

    assert failures == ["then"], "the health check renews the connection before the first job"
    assert len(django_mail.outbox) == 1
