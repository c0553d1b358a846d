"""The app whose message it is learns when somebody was told, in the transaction that records it."""

import pytest

from portal.correspondence import outbox
from portal.correspondence.actions import mark_not_received, mark_received, record_try, reopen_line
from portal.correspondence.errors import AlreadyDone
from portal.correspondence.models import CallTry, OutboxMail
from tests.correspondence.kinds_for_tests import told as told_moments
from tests.correspondence.telling import line_for, mail_to, told

pytestmark = pytest.mark.django_db

Result = CallTry.Result


def moment_of(message):
    message.refresh_from_db()
    return (message.pk, message.told_at)


def test_mail_that_was_sent_runs_on_told_with_the_moment_on_record(subject):
    mail = mail_to(subject, kind="tests.question")
    assert told_moments == []

    outbox.send_due()

    assert told_moments == [moment_of(mail.message)]


def test_mail_that_was_not_sent_does_not_run_on_told(subject, smtp):
    smtp.replies = {"RCPT": "550 no such user"}
    mail_to(subject, kind="tests.question")

    outbox.send_due()

    assert told_moments == []


def test_mail_whose_on_told_fails_is_sent_all_the_same(subject, caplog):
    mail = mail_to(subject, kind="tests.failing")

    outbox.send_due()

    mail.refresh_from_db()
    assert (mail.state, mail.message.told_at is not None) == ("sent", True)
    assert f"message {mail.message_id} was told, but on_told failed: ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


def test_mail_of_unknown_fate_runs_on_told_once_it_turns_out_to_have_arrived(subject, staff):
    mail = mail_to(subject, kind="tests.question")
    OutboxMail.objects.filter(pk=mail.pk).update(state=OutboxMail.State.UNKNOWN)

    mark_received(mail=mail, by=staff)

    assert told_moments == [moment_of(mail.message)]


@pytest.mark.parametrize("result", [Result.SPOKE, Result.SENT])
def test_try_that_tells_runs_on_told(subject, staff, result):
    line = line_for(subject, kind="tests.question")

    record_try(line=line, result=result, by=staff)

    assert told_moments == [moment_of(line.message)]
    with pytest.raises(AlreadyDone):
        record_try(line=line, result=result, by=staff)
    assert len(told_moments) == 1


@pytest.mark.parametrize(
    "result", [Result.NO_ANSWER, Result.MESSAGE_LEFT, Result.WRONG_NUMBER, Result.YES, Result.NO]
)
def test_try_that_tells_nothing_or_is_an_answer_does_not_run_on_told(subject, staff, result):
    record_try(line=line_for(subject, kind="tests.question"), result=result, by=staff)

    assert told_moments == []


def test_message_that_staff_told_already_runs_on_told_at_once_and_only_once(subject, staff):
    for _ in range(2):
        message = told(subject, kind="tests.question", told_by=staff, dedupe_key="the same")

    assert told_moments == [moment_of(message)]


def test_person_told_a_second_time_after_a_mistake_runs_on_told_again(subject, staff):
    line = line_for(subject, kind="tests.question")
    record_try(line=line, result=Result.SPOKE, by=staff)
    reopen_line(line=line, by=staff)

    record_try(line=line, result=Result.SPOKE, by=staff)

    assert [pk for pk, _ in told_moments] == [line.message_id] * 2
    assert told_moments[1] == moment_of(line.message)


def test_mail_that_did_not_arrive_after_all_runs_on_told_when_somebody_calls(subject, staff):
    mail = mail_to(subject, kind="tests.question")
    outbox.send_due()
    mark_not_received(mail=mail, by=staff)
    mail.message.refresh_from_db()

    record_try(line=mail.message.call_line, result=Result.SPOKE, by=staff)

    assert len(told_moments) == 2
    assert told_moments[1] == moment_of(mail.message)
