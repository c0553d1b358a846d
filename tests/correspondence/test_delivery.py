import datetime
import socket

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from portal.correspondence import outbox
from portal.correspondence.actions import mark_received, withdraw
from portal.correspondence.models import OutboxMail
from tests.correspondence.telling import mail_to
from tests.factories import make_office, make_person

pytestmark = pytest.mark.django_db


def fate(mail):
    mail.refresh_from_db()
    mail.message.refresh_from_db()
    is_told = mail.message.told_at is not None
    line = getattr(mail.message, "call_line", None)
    return mail.state, is_told, line.reason if line else None


def test_delivery_to_a_server_that_takes_it_tells_the_person(subject, smtp):
    make_office(email="office@city.example.jp")
    person = make_person(name="𠮷田 﨑子", email="sakiko@example.com", contact_wish="mail")
    mail = mail_to(subject, recipient=person)

    assert outbox.send_due() == 1

    (received,) = smtp.received
    message = received.message
    assert (received.sender, received.recipient) == ("tsunagari@city.example.jp", "sakiko@example.com")
    assert message["From"] == "中央人権福祉センター <tsunagari@city.example.jp>"
    assert (message["To"], message["Reply-To"]) == ("sakiko@example.com", "office@city.example.jp")
    assert (message["Subject"], message["Auto-Submitted"]) == ("お知らせ", "auto-generated")
    assert message["Message-ID"] == f"<{mail.message.created_at:%Y%m%d%H%M%S}.{mail.pk}@city.example.jp>"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content().startswith("𠮷田 﨑子 様")
    assert fate(mail) == ("sent", True, None)
    assert (mail.sent_to, mail.sent_subject) == ("sakiko@example.com", "お知らせ")
    assert mail.sent_text.startswith("𠮷田 﨑子 様")
    assert outbox.send_due() == 0


@pytest.mark.parametrize("address", ["a..b@docomo.ne.jp", "x.@ezweb.ne.jp", ".y@example.com"])
def test_delivery_to_an_address_that_a_carrier_issued_reaches_it(subject, smtp, address):
    mail = mail_to(subject, recipient=make_person(email=address, contact_wish="mail"))

    outbox.send_due()

    assert fate(mail) == ("sent", True, None)
    local, _, domain = address.partition("@")
    assert smtp.received[0].recipient in {address, f'"{local}"@{domain}'}


@pytest.mark.parametrize(
    ("replies", "expected", "error"),
    [
        ({"RCPT": "450 greylisted"}, ("queued", False, None), "450 greylisted"),
        ({"MAIL": "451 later"}, ("queued", False, None), "451 later"),
        ({"END": "452 full"}, ("queued", False, None), "452 full"),
        ({"RCPT": "550 no such user"}, ("failed", False, "メールを送れなかった"), "550 no such user"),
        ({"DATA": "554 no"}, ("failed", False, "メールを送れなかった"), "554 no"),
        ({"END": "554 spam"}, ("failed", False, "メールを送れなかった"), "554 spam"),
        ({"END": "drop"}, ("unknown", False, None), "SMTPServerDisconnected"),
    ],
)
def test_delivery_that_goes_wrong_is_told_by_what_the_server_said(subject, smtp, replies, expected, error):
    smtp.replies = replies
    mail = mail_to(subject)

    outbox.send_due()

    assert fate(mail) == expected
    assert mail.error == error
    assert smtp.received == []


def test_delivery_answered_too_late_is_of_unknown_fate(subject, smtp, settings):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.hold = "r"
    mail = mail_to(subject)

    outbox.send_due()

    assert fate(mail) == ("unknown", False, None)
    assert mail.error == "SMTPServerDisconnected"  # as the library calls it


def test_delivery_without_a_server_waits_longer_each_time_and_then_calls(subject, settings, time_machine):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
    mail = mail_to(subject)
    pauses = []

    for _ in range(8):
        now = timezone.now()
        outbox.send_due()
        mail.refresh_from_db()
        pauses.append(round((mail.not_before - now).total_seconds() / 60))
        time_machine.move_to(mail.not_before + datetime.timedelta(seconds=1))

    assert pauses[:7] == [1, 5, 15, 30, 60, 120, 180]
    assert fate(mail) == ("failed", False, "メールを送れなかった")
    assert (mail.attempts, mail.error) == (8, "ConnectionRefusedError")


def test_delivery_of_what_is_no_longer_true_is_withdrawn(subject):
    mail = mail_to(subject, kind="tests.overtaken")

    outbox.send_due()

    assert fate(mail) == ("withdrawn", False, None)
    assert mail.message.withdrawn_at is not None
    assert django_mail.outbox == []


def test_delivery_of_a_text_that_cannot_be_made_calls_and_lets_the_others_go(subject, caplog):
    broken = mail_to(subject, kind="tests.broken")
    good = mail_to(subject)

    outbox.send_due()

    assert fate(broken) == ("failed", False, "メールを送れなかった")
    assert broken.error == "ZeroDivisionError"
    assert fate(good) == ("sent", True, None)
    assert [record.getMessage() for record in caplog.records] == [
        f"outbox mail {broken.pk} cannot be rendered: ZeroDivisionError"
    ]


def test_delivery_to_somebody_who_died_meanwhile_is_withdrawn(subject):
    mail = mail_to(subject)
    person = mail.message.recipient
    person.has_died = True
    person.save()

    outbox.send_due()

    assert fate(mail) == ("withdrawn", False, None)
    assert django_mail.outbox == []


def test_delivery_uses_the_address_that_the_person_has_now(subject):
    mail, without = mail_to(subject), mail_to(subject)
    mail.message.recipient.email = "new@example.com"
    mail.message.recipient.save()
    without.message.recipient.email = ""
    without.message.recipient.save()

    outbox.send_due()

    assert [sent.to for sent in django_mail.outbox] == [["new@example.com"]]
    assert fate(without) == ("failed", False, "メールを送れなかった")


def test_delivery_of_urgent_mails_comes_first(subject):
    ordinary, urgent = mail_to(subject), mail_to(subject, is_urgent=True)

    outbox.send_due()

    to = [sent.to[0] for sent in django_mail.outbox]
    assert to == [urgent.message.recipient.email, ordinary.message.recipient.email]


def test_delivery_of_a_withdrawn_message_does_not_happen(subject):
    withdraw(message=mail_to(subject).message)

    assert outbox.send_due() == 0


def test_mail_left_by_a_dead_worker_becomes_unknown_after_ten_minutes(subject):
    now = timezone.now()
    fresh, old = mail_to(subject), mail_to(subject)
    for mail, minutes in ((fresh, 9), (old, 11)):
        mail.state = OutboxMail.State.SENDING
        mail.claimed_at = now - datetime.timedelta(minutes=minutes)
        mail.save()

    assert outbox.mark_lost() == 1

    assert fate(fresh)[0] == "sending"
    assert fate(old) == ("unknown", False, None)
    assert old.error == "送信の途中で止まりました"
    assert list(OutboxMail.objects.needing_staff()) == [old]
    assert outbox.send_due() == 0, "nothing is repeated by itself"


def test_mail_that_staff_have_judged_meanwhile_keeps_their_judgement(subject, staff):
    mail = mail_to(subject)
    claimed = outbox._claim()
    OutboxMail.objects.update(state=OutboxMail.State.UNKNOWN)
    mark_received(mail=mail, by=staff)

    outbox._finish(claimed, outbox.Outcome(OutboxMail.State.FAILED, "550 no"))

    assert fate(mail) == ("unknown", True, None)
    assert mail.handled_by == staff
