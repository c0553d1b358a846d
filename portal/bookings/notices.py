"""What many of a roster are told: reminders, and what staff write to them. Texts as in ``messages``."""

import datetime
import re
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.bookings.message_kinds import facts_for
from portal.bookings.models import Booking, Occasion, Reminder, RosterMessage, RosterMessageRecipient
from portal.bookings.reminders import day_of, runs_of
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.ui.dates import format_period
from portal.ui.numbers import format_receipt_number

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FACTS_BEFORE = ("booking__occasion__dates", "booking__attendees__person")


def tell_reminder(reminder: Reminder) -> None:
    tell(
        kind="bookings.reminder",
        recipient=reminder.booking.contact,
        subject=reminder,
        dedupe_key=f"bookings.reminder:{reminder.pk}",
    )


def tell_notice(recipient: RosterMessageRecipient, *, is_urgent: bool = False) -> None:
    tell(
        kind="bookings.notice",
        recipient=recipient.booking.contact,
        subject=recipient,
        dedupe_key=f"bookings.notice:{recipient.pk}",
        is_urgent=is_urgent,
    )


def placeholders(kind: str) -> list[str]:
    """What staff may put into a text about an occasion of this kind."""
    title = _("催し名") if kind == Occasion.Kind.EVENT else _("研修名")
    return [_("お名前"), _("受付番号"), title]


def _known() -> dict[str, str]:
    """What each placeholder stands for. Both words for the title are understood everywhere."""
    return {
        _("お名前"): "name",
        _("受付番号"): "receipt_number",
        _("研修名"): "title",
        _("催し名"): "title",
    }


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces in ``text`` and means nothing."""
    known = _known()
    return [match.group() for match in _PLACEHOLDER.finditer(text) if match.group(1) not in known]


def fill(text: str, booking: Booking) -> str:
    """``text`` for one party. Read once from left to right: a name that looks like a placeholder stays a name."""
    known = _known()
    values = {
        "name": booking.contact.name,
        "receipt_number": format_receipt_number(booking.receipt_number),
        "title": booking.occasion.title,
    }
    return _PLACEHOLDER.sub(
        lambda match: values[known[match.group(1)]] if match.group(1) in known else match.group(), text
    )


def notice_text(roster_message: RosterMessage, booking: Booking, office: Office) -> Text:
    """What one party reads of it: also for the preview, before anything is stored."""
    context = facts_for(booking, office)
    context["subject"] = fill(roster_message.subject, booking)
    context["text"] = fill(roster_message.text, booking)
    return render_texts("bookings/messages/notice", context)


def _render_notice(message: Message) -> Text:
    recipient = cast(RosterMessageRecipient, message.subject)
    booking = recipient.booking
    if booking.status not in recipient.roster_message.statuses:
        raise NoLongerTrue
    return notice_text(
        recipient.roster_message, booking, cast(Office, SimpleLazyObject(Office.objects.current))
    )


def _render_reminder(message: Message) -> Text:
    reminder = cast(Reminder, message.subject)
    booking = reminder.booking
    occasion = booking.occasion
    run = next((run for run in runs_of(occasion.dates.all()) if run[0].pk == reminder.date_id), None)
    is_true = (
        run is not None
        and occasion.state == Occasion.State.PUBLISHED
        and booking.status == Booking.Status.CONFIRMED
        and day_of(run[0]) == reminder.day
    )
    if run is None or not is_true:
        raise NoLongerTrue
    context = facts_for(booking, cast(Office, SimpleLazyObject(Office.objects.current)))
    context["dates"] = [{"period": format_period(date.starts_at, date.ends_at), "date": date} for date in run]
    context["is_online"] = booking.place_kind.kind == "online"
    return render_texts("bookings/messages/reminder", context)


def _notices() -> QuerySet[Any]:
    return RosterMessageRecipient.objects.select_related(
        "roster_message", "booking__occasion", "booking__place_kind", "booking__contact"
    ).prefetch_related(*_FACTS_BEFORE)


def _reminders() -> QuerySet[Any]:
    return Reminder.objects.select_related(
        "booking__occasion", "booking__place_kind", "booking__contact"
    ).prefetch_related(*_FACTS_BEFORE)


def _about(subject: Any) -> str:
    return subject.booking.occasion.title


def _next_start(recipient: RosterMessageRecipient) -> datetime.datetime | None:
    """The next day to come to: until then people must know. None afterwards."""
    ahead = recipient.booking.occasion.dates.filter(starts_at__gt=timezone.now())
    return ahead.values_list("starts_at", flat=True).order_by("starts_at").first()


def register_kinds() -> None:
    """Tell the correspondence room what is said here; called once at start-up."""
    register(
        MessageKind(
            "bookings.reminder",
            "リマインダー",
            _render_reminder,
            subjects=_reminders,
            about=_about,
            needed_by=lambda reminder: reminder.date.starts_at,
        )
    )
    register(
        MessageKind(
            "bookings.notice",
            "事務局からの連絡",
            _render_notice,
            subjects=_notices,
            about=_about,
            needed_by=_next_start,
        )
    )
