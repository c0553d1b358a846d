"""Carrying mails away: one claimed, delivered and recorded at a time, by any number of workers.

The promise: a mail leaves once, or is honestly shown as of unknown fate; none is lost. A worker commits its
claim before it delivers, so that no two ever hold the same mail; what a dead worker held is for staff to
judge, because nobody else can.
"""

import datetime
import logging
import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import periodic
from portal.correspondence.actions import let_know, put_on_call_list
from portal.correspondence.kinds import (
    NoLongerTrue,
    Text,
    headers_of,
    is_by_mail_only,
    one_line,
    render,
)
from portal.correspondence.masking import mask_links
from portal.correspondence.models import Message, OutboxMail
from portal.office.models import Office

logger = logging.getLogger(__name__)

State = OutboxMail.State

# A delivery takes seconds; a row that has been under way for longer belongs to a worker that died.
_LOST_AFTER = datetime.timedelta(minutes=10)
# Minutes until the next try after a passing refusal; then the person goes on the call list. Seven hours in all.
_PAUSES = (1, 5, 15, 30, 60, 120, 180)


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery. ``error`` is for staff and holds no more than the server said."""

    state: OutboxMail.State
    error: str = ""


def send_due() -> int:
    """Deliver every mail that is due; returns how many were taken. Ends early when the process is to stop."""
    taken = 0
    while not periodic.stopping.is_set() and (mail := _claim()) is not None:
        _work_on(mail)
        taken += 1
    return taken


def mark_lost() -> int:
    """Show as unknown what a dead worker left behind; returns how many. Nothing is repeated by itself."""
    now = timezone.now()
    return OutboxMail.objects.filter(state=State.SENDING, claimed_at__lt=now - _LOST_AFTER).update(
        state=State.UNKNOWN, finished_at=now, error=_("送信の途中で止まりました")
    )


@transaction.atomic
def _claim() -> OutboxMail | None:
    """Take the next mail that nobody holds, for good: committed before anything is delivered."""
    now = timezone.now()
    mail = OutboxMail.objects.due(now).select_for_update(skip_locked=True, of=("self",)).first()
    if mail is None:
        return None
    mail.state = State.SENDING
    mail.claimed_at = now
    mail.attempts += 1
    mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def _work_on(mail: OutboxMail) -> None:
    message = Message.objects.select_related("recipient").get(pk=mail.message_id)
    if message.withdrawn_at or not message.recipient.may_be_contacted:
        return _finish(mail, Outcome(State.WITHDRAWN))
    if not message.recipient.email:
        return _finish(mail, Outcome(State.FAILED, _("メールアドレスがありません")))
    try:
        text = render(message)
        email = _email(mail, message, text)
        masked = mask_links(text.mail)
    except NoLongerTrue:
        return _finish(mail, Outcome(State.WITHDRAWN))
    except Exception as error:  # noqa: BLE001 (one text that cannot be made must not stop the other mails)
        logger.error("outbox mail %s cannot be rendered: %s", mail.pk, type(error).__name__)
        return _finish(mail, Outcome(State.FAILED, type(error).__name__))
    outcome = _deliver(email)
    if outcome.state in {State.SENT, State.UNKNOWN}:
        mail.sent_to = message.recipient.email
        mail.sent_subject = text.subject[:200]
        mail.sent_text = masked
    return _finish(mail, outcome)


def _email(mail: OutboxMail, message: Message, text: Text) -> EmailMessage:
    office = Office.objects.current()
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    # The same for every try of this row: a receiving server that got it twice can see that it is one mail.
    message_id = f"<{message.created_at:%Y%m%d%H%M%S}.{mail.pk}@{address.rpartition('@')[2]}>"
    return EmailMessage(
        subject=text.subject,
        body=text.mail,
        from_email=formataddr((one_line(office.name) or name, address)),
        to=[message.recipient.email],
        reply_to=[office.email] if office.email else None,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", **headers_of(message)},
    )


def _deliver(email: EmailMessage) -> Outcome:
    """Hand one mail over. What failed for certain before it was accepted is told from what may have gone."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(State.QUEUED, _said(error))
    try:
        connection.send_messages([email])
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        # An address or header that cannot be written; nothing has left.
        return Outcome(State.FAILED, type(error).__name__)
    except smtplib.SMTPRecipientsRefused as error:
        return _refusal(*next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        # Dropped or timed out on the way: it may have been accepted before the answer was lost.
        return Outcome(State.UNKNOWN, _said(error))
    finally:
        _close(connection)
    return Outcome(State.SENT)


def _close(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException) as error:
        # The mail's fate is settled already.
        logger.warning("closing the mail connection: %s", type(error).__name__)


def _refusal(code: int, text: bytes | str) -> Outcome:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return Outcome(State.QUEUED if code < 500 else State.FAILED, f"{code} {one_line(words)}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal(error.smtp_code, error.smtp_error).error
    return type(error).__name__


@transaction.atomic
def _finish(mail: OutboxMail, outcome: Outcome) -> None:
    """Record what became of a claimed mail, unless staff have judged it meanwhile."""
    now = timezone.now()
    if outcome.state == State.SENT:
        let_know(Message.objects.get(pk=mail.message_id), now)
    message = Message.objects.select_for_update(no_key=True).get(pk=mail.message_id)
    still_ours = OutboxMail.objects.select_for_update(no_key=True).filter(
        pk=mail.pk,
        claimed_at=mail.claimed_at,
        state__in=(State.SENDING, State.UNKNOWN),
        handled_at__isnull=True,
    )
    if not still_ours.exists():
        # What ``on_told`` did goes too: it was staff who decided.
        transaction.set_rollback(True)
        return
    mail.error = outcome.error[:300]
    mail.state = outcome.state
    if outcome.state == State.QUEUED and mail.attempts <= len(_PAUSES):
        mail.not_before = now + datetime.timedelta(minutes=_PAUSES[mail.attempts - 1])
    elif outcome.state == State.QUEUED:
        mail.state = State.FAILED
    mail.finished_at = None if mail.state == State.QUEUED else now
    mail.save()
    if mail.state == State.SENT:
        message.told_at = now
    elif mail.state == State.FAILED and not is_by_mail_only(message):
        put_on_call_list(message, reason=_("メールを送れなかった"))
    elif mail.state in {State.WITHDRAWN, State.FAILED} and message.withdrawn_at is None:
        message.withdrawn_at = now
    message.save(update_fields=["told_at", "withdrawn_at"])
