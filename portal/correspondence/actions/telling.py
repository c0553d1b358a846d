"""Telling people. Who calls these functions never chooses how: the person's wish does.

Lock order: the message first, then its mails, its line and its papers.
"""

import datetime
import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.correspondence.errors import (
    AlreadyDone,
    MayNotBeContacted,
    NoAnswerExpected,
    NoMailAddress,
)
from portal.correspondence.kinds import MessageKind, get_kind, run_on_told
from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail, PaperItem
from portal.people.actions import mark_telephone_wrong
from portal.people.models import ContactWish, Person

logger = logging.getLogger(__name__)

# What closes a line: the person has been told.
_TOLD = frozenset({CallTry.Result.SPOKE, CallTry.Result.YES, CallTry.Result.NO, CallTry.Result.SENT})
# Printed the next working day, posted, and no delivery at the weekend.
A_LETTER_TAKES = datetime.timedelta(days=5)
_ANSWERS = {CallTry.Result.YES: True, CallTry.Result.NO: False}


@transaction.atomic
def tell(
    *,
    kind: str,
    recipient: Person,
    subject: Model,
    dedupe_key: str,
    is_urgent: bool = False,
    told_by: User | None = None,
    not_before: datetime.datetime | None = None,
    may_mail: bool = True,
    only_by_mail: bool = False,
) -> Message | None:
    """Tell ``recipient`` something about ``subject``, by mail, on paper or by way of the call list.

    Part of the caller's transaction: nothing leaves unless that commits. The same ``dedupe_key`` tells
    once, however often it is called. ``told_by``: that member of staff has said it already, so it is only
    recorded. ``not_before``: neither sent nor shown to staff earlier. Unless ``may_mail``, the office calls
    where it would have mailed. ``only_by_mail``: what works in no other way, a link that proves whose address
    it is, goes there whatever the person wishes otherwise. What a letter would tell too late goes another way
    where there is one.
    Returns None when the person must not be contacted. Raises ``KeyError`` for a kind that nobody registered.
    """
    message_kind = get_kind(kind)
    recipient = recipient.kept()
    if not recipient.may_be_contacted:
        return None
    now = timezone.now()
    way = ContactWish.MAIL if only_by_mail and recipient.email else way_to_reach(recipient)
    reason = "" if way else _("連絡先がありません")
    if way == ContactWish.LETTER and _is_too_late_by_letter(message_kind, subject, now):
        faster = way_to_reach(recipient, besides=ContactWish.LETTER)
        reason = _("手紙では間に合わない") if faster else ""
        way = faster or way
    if way == ContactWish.MAIL and not may_mail:
        way = ContactWish.TELEPHONE
    message, is_new = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "recipient": recipient,
            "subject_type": ContentType.objects.get_for_model(subject),
            "subject_id": subject.pk,
            "way": ContactWish.TELEPHONE if told_by else way or ContactWish.TELEPHONE,
            "is_urgent": is_urgent,
            "told_at": now if told_by else None,
            "told_by": told_by,
        },
    )
    if is_new and told_by:
        run_on_told(message, now)
    if not is_new or told_by:
        return message
    start = max(not_before or now, now)
    if way == ContactWish.MAIL:
        OutboxMail.objects.create(message=message, not_before=start)
    elif way in PaperItem.Medium.values:
        PaperItem.objects.create(message=message, medium=way, not_before=start)
    else:
        CallListLine.objects.create(message=message, reason=reason, opened_at=start)
    return message


def _is_too_late_by_letter(kind: MessageKind, subject: Model, now: datetime.datetime) -> bool:
    needed_by = kind.needed_by(subject) if kind.needed_by else None
    return needed_by is not None and now <= needed_by < now + A_LETTER_TAKES


def way_to_reach(person: Person, *, besides: ContactWish | None = None) -> ContactWish | None:
    """The way that the person wishes if there is an address for it, else the first that exists; or None."""
    addresses = {
        ContactWish.MAIL: person.email,
        ContactWish.TELEPHONE: "" if person.telephone_is_wrong else person.telephone,
        ContactWish.FAX: person.fax,
        ContactWish.LETTER: person.address,
    }
    ways = [way for way, address in addresses.items() if address and way != besides]
    return next((way for way in ways if way == person.contact_wish), next(iter(ways), None))


def put_on_call_list(message: Message, *, reason: str, at: datetime.datetime | None = None) -> None:
    """Open the message's line, again if it was closed. The caller has the message locked or just made it."""
    CallListLine.objects.update_or_create(
        message=message,
        defaults={
            "state": CallListLine.State.OPEN,
            "reason": reason,
            "opened_at": at or timezone.now(),
            "closed_at": None,
        },
    )


@transaction.atomic
def withdraw(*, message: Message) -> bool:
    """Take back what has not been told yet. Returns whether it could: not once it is told or on its way."""
    message = lock_message(message.pk)
    if message.told_at or message.mails.filter(state=OutboxMail.State.SENDING).exists():
        return False
    if message.withdrawn_at is None:
        now = timezone.now()
        message.mails.filter(state=OutboxMail.State.QUEUED).update(
            state=OutboxMail.State.WITHDRAWN, finished_at=now
        )
        close_line(message, CallListLine.State.WITHDRAWN, now)
        message.papers.filter(state=PaperItem.State.WAITING).update(
            state=PaperItem.State.WITHDRAWN, finished_at=now
        )
        message.withdrawn_at = now
        message.save(update_fields=["withdrawn_at"])
    return True


@transaction.atomic
def withdraw_all_to(*, person: Person) -> int:
    """Take back everything that ``person`` has not been told yet; returns how many messages."""
    waiting = Message.objects.filter(recipient=person, told_at__isnull=True, withdrawn_at__isnull=True)
    return sum(withdraw(message=message) for message in waiting.order_by("id"))


def bring_messages_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """When two records of a person become one, what the dropped one was told or waits for goes along."""
    Message.objects.filter(recipient_id=drop_id).update(recipient_id=keep_id)


@transaction.atomic
def mark_not_received(*, mail: OutboxMail, by: User) -> None:
    """The person says that nothing arrived (届いていない): they are told by telephone instead.

    Raises ``AlreadyDone`` unless the mail was sent or may have been, and nobody has decided yet.
    """
    mail = _lock_mail(mail)
    if mail.state not in {OutboxMail.State.SENT, OutboxMail.State.UNKNOWN} or mail.handled_at:
        raise AlreadyDone
    mail.not_received_at = timezone.now()
    _handle(mail, by)
    if mail.message.withdrawn_at is None:
        set_told(mail.message, None)
        put_on_call_list(mail.message, reason=_("メールが届いていない"))


@transaction.atomic
def mark_received(*, mail: OutboxMail, by: User) -> None:
    """The person says that the mail of unknown fate arrived (届いていた). Raises ``AlreadyDone``."""
    now = timezone.now()
    run_on_told(Message.objects.get(pk=mail.message_id), now)
    mail = _lock_mail(mail)
    if mail.state != OutboxMail.State.UNKNOWN or mail.handled_at:
        raise AlreadyDone
    _handle(mail, by)
    set_told(mail.message, now)


@transaction.atomic
def send_again(*, mail: OutboxMail, by: User) -> OutboxMail:
    """A deliberate new try, on record, to the address that the person has now.

    For a mail that failed, that is of unknown fate or that did not arrive. Returns the new mail. Raises
    ``AlreadyDone`` when somebody already did, ``NoMailAddress`` and ``MayNotBeContacted``.
    """
    mail = _lock_mail(mail)
    message = mail.message
    did_not_arrive = mail.state in {OutboxMail.State.FAILED, OutboxMail.State.UNKNOWN} or mail.not_received_at
    is_latest = not message.mails.filter(pk__gt=mail.pk).exists()
    if not did_not_arrive or not is_latest or message.told_at or message.withdrawn_at:
        raise AlreadyDone
    if not message.recipient.may_be_contacted:
        raise MayNotBeContacted
    if not message.recipient.email:
        raise NoMailAddress
    if mail.handled_at is None:
        _handle(mail, by)
    close_line(message, CallListLine.State.WITHDRAWN, timezone.now())
    return OutboxMail.objects.create(message=message, requested_by=by)


@transaction.atomic
def resend(*, mail: OutboxMail, by: User) -> OutboxMail:
    """The person asks for the mail once more: it goes out again, on record, whatever became of the last one.

    Returns the new mail. Raises what ``mark_not_received`` and ``send_again`` raise.
    """
    mail = OutboxMail.objects.get(pk=mail.pk)
    if mail.state == OutboxMail.State.SENT and mail.not_received_at is None:
        mark_not_received(mail=mail, by=by)
    return send_again(mail=mail, by=by)


@transaction.atomic
def record_try(*, line: CallListLine, result: CallTry.Result, by: User, note: str = "") -> CallTry:
    """Write what came of one call (or sheet, or letter). Told closes the line; anything else leaves it open.
    A number that was somebody else's is marked as wrong.

    A yes or no is applied at once. Of two people who press at the same time one is told so: raises
    ``AlreadyDone``, ``NoAnswerExpected`` and what the kind's ``on_answer`` raises.
    """
    now = timezone.now()
    message = Message.objects.select_related("call_line").get(call_line=line.pk)
    if message.call_line.state != CallListLine.State.OPEN:
        raise AlreadyDone
    still = {CallListLine.State.OPEN}
    if result in _ANSWERS:
        on_answer = get_kind(message.kind).on_answer
        if on_answer is None:
            raise NoAnswerExpected
        # Before any lock of ours: it locks what the message is about, and those who hold that lock tell
        # people things. The answer may well withdraw this very message.
        on_answer(message=message, answer=_ANSWERS[result], by=by)
        still.add(CallListLine.State.WITHDRAWN)
    elif result in _TOLD:
        run_on_told(message, now)

    message = lock_message(message.pk)
    line = CallListLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    if line.state not in still:
        raise AlreadyDone
    if result == CallTry.Result.WRONG_NUMBER:
        mark_telephone_wrong(person=message.recipient)
    made = CallTry.objects.create(line=line, result=result, note=note[:200], made_by=by, made_at=now)
    if result in _TOLD:
        line.state = CallListLine.State.DONE
        line.closed_at = now
        line.save(update_fields=["state", "closed_at"])
        message.withdrawn_at = None
        set_told(message, now, by=by)
    return made


@transaction.atomic
def reopen_line(*, line: CallListLine, by: User) -> None:
    """Take back a wrong press: a closed line goes on the list again, with who said so.

    Raises ``AlreadyDone`` for a line that is not closed, and for one whose answer has been applied.
    """
    message = lock_message(line.message_id)
    line = CallListLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    last_try = line.tries.last()
    if line.state != CallListLine.State.DONE or last_try is None or last_try.result in _ANSWERS:
        raise AlreadyDone
    set_told(message, None)
    put_on_call_list(message, reason=_("%(name)sが一覧に戻した") % {"name": by})


def lock_message(message_id: int) -> Message:
    # Without a join: a row whose recipient is replaced while this waits would no longer match it, and vanish.
    return Message.objects.select_for_update(no_key=True).get(pk=message_id)


def _lock_mail(mail: OutboxMail) -> OutboxMail:
    message = lock_message(mail.message_id)
    locked = OutboxMail.objects.select_for_update(no_key=True).get(pk=mail.pk)
    locked.message = message
    return locked


def _handle(mail: OutboxMail, by: User) -> None:
    mail.handled_at = timezone.now()
    mail.handled_by = by
    mail.save(update_fields=["handled_at", "handled_by", "not_received_at"])


def set_told(message: Message, at: datetime.datetime | None, *, by: User | None = None) -> None:
    message.told_at = at
    message.told_by = by
    message.save(update_fields=["told_at", "told_by", "withdrawn_at"])


def close_line(message: Message, state: CallListLine.State, at: datetime.datetime) -> None:
    CallListLine.objects.filter(message=message, state=CallListLine.State.OPEN).update(
        state=state, closed_at=at
    )


def let_know(message: Message, at: datetime.datetime) -> None:
    """Run what follows from being told, where it is a fact already that the message went out: whatever comes
    of it, that stays on record. Call it before locking the message."""
    try:
        with transaction.atomic():
            run_on_told(message, at)
    except Exception as error:  # noqa: BLE001 (another app's fault must not undo what has left the house)
        logger.error("message %s was told, but on_told failed: %s", message.pk, type(error).__name__)
