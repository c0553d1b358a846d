"""Who is told when the next training opens: asking, confirming, leaving.

``opening.py`` tells them. Lock order: the address that somebody typed, then the interest.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.correspondence.actions import erase_all_about
from portal.people.life import Consequence
from portal.people.models import ContactWish, Person, PersonMark
from supporters.interest.errors import InterestHasEnded
from supporters.interest.messages import ask_to_confirm
from supporters.interest.models import Interest

# A name is not asked for; lists and letters still need something to call the record by.
NAMELESS = "（お名前なし）"
UNCONFIRMED_FOR = datetime.timedelta(days=7)

State = Interest.State


@transaction.atomic
def ask(*, email: str = "", telephone: str = "", name: str = "", may_be_machine: bool = False) -> Interest:
    """Somebody asks on the web. An e-mail address is asked to confirm, a telephone number counts at once.

    The same address again is the same interest: nobody learns whether it was known, nothing that is known
    changes, and the mail to confirm goes out once more. ``may_be_machine`` marks who comes onto the list.
    """
    _lock_address(email.lower() or telephone)
    interest = Interest.objects.of_address(email=email, telephone=telephone).first()
    if interest is None:
        wish = ContactWish.MAIL if email else ContactWish.TELEPHONE
        person = Person.objects.create(
            name=name or NAMELESS, email=email, telephone=telephone, contact_wish=wish
        )
        interest = Interest(person=person)
    if not interest.is_live or interest.pk is None:
        interest.may_be_machine = may_be_machine
        _begin(interest, Booking.Channel.WEB, needs_mail=bool(email))
    elif interest.state == State.WAITING:
        # Another seven days for the owner to confirm.
        interest.asked_at = timezone.now()
        interest.save(update_fields=["asked_at"])
    if email:
        ask_to_confirm(interest)
    return interest


@transaction.atomic
def enter(*, person: Person, channel: Booking.Channel, by: User) -> Interest:
    """Staff enter somebody who telephoned, wrote or came. Who is known already has said so to them; the mail
    address of a newcomer is asked to confirm, because it may have been misheard. Entering twice is once.
    """
    is_new = person.pk is None
    if is_new:
        person.save()
    else:
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    interest = Interest.objects.filter(person=person).order_by("-pk").first() or Interest(person=person)
    needs_mail = is_new and person.contact_wish == ContactWish.MAIL
    if interest.state != State.CONFIRMED:
        interest.may_be_machine = False
        _begin(interest, channel, needs_mail=needs_mail, by=by)
    if needs_mail:
        ask_to_confirm(interest)
    return interest


@transaction.atomic
def confirm(*, interest_id: int) -> Interest:
    """The owner of the address says yes; saying it twice changes nothing. Raises ``InterestHasEnded``."""
    interest = _lock(interest_id)
    if not interest.is_live:
        raise InterestHasEnded
    if interest.state == State.WAITING:
        interest.state = State.CONFIRMED
        interest.confirmed_at = timezone.now()
        interest.save(update_fields=["state", "confirmed_at"])
    return interest


@transaction.atomic
def leave(*, interest_id: int) -> None:
    """The person wants to hear no more. Also by the link of an older mail; leaving twice changes nothing."""
    _end(_lock(interest_id), Interest.EndReason.LEFT)


@transaction.atomic
def end(*, interest_id: int, by: User) -> None:
    """Staff take somebody off the list, who has told them so. Twice changes nothing."""
    _end(_lock(interest_id), Interest.EndReason.STAFF, by)


@transaction.atomic
def end_booked(*, interest_id: int) -> None:
    """They have a training now."""
    _end(_lock(interest_id), Interest.EndReason.BOOKED)


def forget_unconfirmed() -> int:
    """Remove what nobody confirmed in time, with the person and the mail that were made for it; returns how
    many. For the periodic run."""
    too_old = timezone.now() - UNCONFIRMED_FOR
    waiting = Interest.objects.filter(state=State.WAITING, asked_at__lte=too_old)
    removed = 0
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            interest = waiting.select_for_update(skip_locked=True).filter(pk=pk).first()
            if interest is not None:
                _forget(interest)
                removed += 1
    return removed


def bring_interests_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one: one live interest stays, the confirmed before the waiting one."""
    rows = list(
        Interest.objects.live()
        .select_for_update(no_key=True)
        .filter(person__in=(keep_id, drop_id))
        .order_by("state", "pk")  # "confirmed" comes before "waiting"
    )
    for row in rows[1:]:
        _end(row, Interest.EndReason.MERGED, by)
    Interest.objects.filter(person_id=drop_id).update(person_id=keep_id)


def stop_interest(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """Whoever has died, moved away or wants to hear no more is told of no training, and not asked to confirm."""
    live = Interest.objects.live().select_for_update(no_key=True).filter(person=person_id)
    found = []
    for interest in live.order_by("pk"):
        _end(interest, Interest.EndReason.STAFF, by)
        found.append(Consequence(_("「研修のお知らせを待つ人」の取りやめ")))
    return found


def _begin(
    interest: Interest, channel: Booking.Channel, *, needs_mail: bool, by: User | None = None
) -> Interest:
    """Put somebody on the list, for the first time or again."""
    now = timezone.now()
    values: dict[str, Any] = {
        "state": State.WAITING if needs_mail else State.CONFIRMED,
        "channel": channel,
        "entered_by": by,
        "asked_at": now,
        "confirmed_at": None if needs_mail else now,
        "ended_at": None,
        "end_reason": "",
        "ended_by": None,
    }
    for name, value in values.items():
        setattr(interest, name, value)
    interest.save()
    return interest


def _end(interest: Interest, reason: Interest.EndReason, by: User | None = None) -> None:
    if not interest.is_live:
        return
    interest.state = State.ENDED
    interest.ended_at = timezone.now()
    interest.end_reason = reason
    interest.ended_by = by
    interest.save(update_fields=["state", "ended_at", "end_reason", "ended_by"])


def _forget(interest: Interest) -> None:
    person = interest.person
    erase_all_about(interest)
    interest.delete()
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        pass  # somebody who is known for other reasons too


def _lock(interest_id: int) -> Interest:
    return Interest.objects.select_for_update(no_key=True).get(pk=interest_id)


def _lock_address(address: str) -> None:
    """Let those who type one address at the same moment come one after another, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"interest:{address}"])
