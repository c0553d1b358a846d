import pytest

from portal.correspondence import outbox
from portal.correspondence.actions import mark_not_received, mark_received, send_again
from portal.correspondence.errors import AlreadyDone, MayNotBeContacted, NoMailAddress
from portal.correspondence.models import CallListLine, OutboxMail
from tests.correspondence.telling import mail_to

pytestmark = pytest.mark.django_db

State = OutboxMail.State


def mail_in(state, subject, **fields):
    mail = mail_to(subject)
    if state == State.SENT:
        outbox.send_due()
    else:
        OutboxMail.objects.filter(pk=mail.pk).update(state=state, **fields)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("state", [State.SENT, State.UNKNOWN])
def test_mail_not_received_puts_the_person_on_the_call_list(subject, staff, state):
    mail = mail_in(state, subject)

    mark_not_received(mail=mail, by=staff)

    mail.refresh_from_db()
    line = CallListLine.objects.get(message=mail.message)
    assert (line.state, line.reason) == ("open", "メールが届いていない")
    assert mail.message.__class__.objects.get(pk=mail.message_id).told_at is None
    assert (mail.state, mail.handled_by) == (state, staff)
    assert mail.not_received_at is not None
    with pytest.raises(AlreadyDone):
        mark_not_received(mail=mail, by=staff)


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.FAILED, State.WITHDRAWN])
def test_mail_that_never_left_cannot_be_missing(subject, staff, state):
    mail = mail_in(state, subject)

    with pytest.raises(AlreadyDone):
        mark_not_received(mail=mail, by=staff)

    assert not CallListLine.objects.exists()


def test_mail_of_unknown_fate_that_arrived_is_told(subject, staff):
    mail = mail_in(State.UNKNOWN, subject)

    mark_received(mail=mail, by=staff)

    mail.refresh_from_db()
    assert mail.message.told_at is not None
    assert not OutboxMail.objects.needing_staff().exists()
    with pytest.raises(AlreadyDone):
        mark_received(mail=mail, by=staff)


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN])
def test_mail_sent_again_is_a_second_mail_on_record(subject, staff, state):
    mail = mail_in(state, subject)

    again = send_again(mail=mail, by=staff)

    assert (again.message, again.state, again.requested_by) == (mail.message, "queued", staff)
    assert outbox.send_due() == 1
    again.message.refresh_from_db()
    assert again.message.told_at is not None
    for one in (mail, again):
        with pytest.raises(AlreadyDone):
            send_again(mail=one, by=staff)


def test_mail_sent_again_after_it_was_missing_takes_the_line_off_the_call_list(subject, staff):
    mail = mail_in(State.SENT, subject)
    mark_not_received(mail=mail, by=staff)

    send_again(mail=mail, by=staff)

    assert CallListLine.objects.get().state == "withdrawn"
    assert OutboxMail.objects.filter(state="queued").count() == 1


def test_mail_sent_again_that_fails_again_puts_the_line_back(subject, staff, smtp):
    smtp.replies = {"RCPT": "550 no such user"}
    mail = mail_to(subject)
    outbox.send_due()
    mail.refresh_from_db()

    send_again(mail=mail, by=staff)
    outbox.send_due()

    assert CallListLine.objects.get().state == "open"


def test_mail_that_arrived_or_still_waits_cannot_be_sent_again(subject, staff):
    for state in (State.SENT, State.QUEUED):
        mail = mail_in(state, subject)
        with pytest.raises(AlreadyDone):
            send_again(mail=mail, by=staff)

    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "error"), [({"email": ""}, NoMailAddress), ({"do_not_contact": True}, MayNotBeContacted)]
)
def test_mail_to_somebody_who_cannot_or_must_not_get_one_is_not_sent_again(subject, staff, fields, error):
    mail = mail_in(State.FAILED, subject)
    person = mail.message.recipient
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()

    with pytest.raises(error):
        send_again(mail=mail, by=staff)
