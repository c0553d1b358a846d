"""The roster as a table for a file: which columns there are, and what stands in them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.models import Attendee, Booking, Occasion
from portal.people.models import Person
from portal.ui.dates import format_short_date
from portal.ui.numbers import format_postal_code, format_receipt_number, format_telephone

# What can be left out of the file; names, receipt number and state always stand in it.
GROUPS = {
    "channel": gettext_lazy("申込経路・受付日時"),
    "contact": gettext_lazy("連絡先（電話・FAX・メール）"),
    "address": gettext_lazy("郵便番号・住所"),
    "about": gettext_lazy("所属・年代"),
    "note": gettext_lazy("介助者・ひとこと"),
    "attendance": gettext_lazy("出欠"),
}


@dataclass(frozen=True)
class Choice:
    """What staff chose: which states (none means every live one) and which groups of columns."""

    statuses: Collection[str]
    groups: Collection[str]
    with_cancelled: bool = False
    with_accommodations: bool = False


@dataclass(frozen=True)
class Roster:
    header: list[str]
    rows: list[list[str]]


def roster_table(occasion: Occasion, choice: Choice) -> Roster:
    """Reads the occasion's prefetched dates; three queries at most."""
    keys = [key for key, group, _label in _columns(occasion) if group in {"", *choice.groups}]
    labels = {key: label for key, _group, label in _columns(occasion)}
    if choice.with_accommodations:
        keys.append("accommodations")
        labels["accommodations"] = _("配慮")
    rows = [_values(occasion, attendee, choice) for attendee in _attendees(occasion, choice)]
    return Roster([labels[key] for key in keys], [[row[key] for key in keys] for row in rows])


def _columns(occasion: Occasion) -> Iterator[tuple[str, str, str]]:
    """Key, group and label of every column, in order."""
    yield from (
        ("queue_no", "", _("受付順")),
        ("receipt_number", "", _("受付番号")),
        ("position", "", _("組の中の順")),
        ("name", "", _("お名前")),
        ("kana", "", _("ふりがな")),
        ("status", "", _("状態")),
        ("place_kind", "", _("参加のしかた")),
        ("channel", "channel", _("申込経路")),
        ("received_at", "channel", _("受付日時")),
        ("contact_name", "contact", _("連絡先のお名前")),
        ("contact_wish", "contact", _("連絡方法の希望")),
        ("telephone", "contact", _("電話")),
        ("fax", "contact", _("FAX")),
        ("email", "contact", _("メール")),
        ("postal_code", "address", _("郵便番号")),
        ("address", "address", _("住所")),
        # Whoever holds the file must know, whatever else it leaves out.
        ("handle_with_care", "", _("取扱注意")),
        ("affiliation", "about", _("所属")),
        ("age_band", "about", _("年代")),
        ("helpers", "note", _("介助者")),
        ("note", "note", _("ひとこと")),
    )
    for date in occasion.dates.all():
        yield f"date_{date.pk}", "attendance", _("出欠 %(day)s") % {"day": format_short_date(date.starts_at)}


def _attendees(occasion: Occasion, choice: Choice) -> QuerySet[Attendee]:
    attendees = Attendee.objects.filter(occasion=occasion)
    if not choice.with_cancelled:
        attendees = attendees.filter(is_live=True)
    if choice.statuses:
        chosen = attendees.filter(is_live=True, booking__status__in=choice.statuses)
        attendees = chosen | attendees.filter(is_live=False) if choice.with_cancelled else chosen
    attendees = attendees.select_related("person", "booking__contact", "booking__place_kind")
    attendees = attendees.prefetch_related("attendances")
    if choice.with_accommodations:
        attendees = attendees.prefetch_related("booking__accommodation_requests")
    return attendees.order_by("booking__queue_no", "position")


def _values(occasion: Occasion, attendee: Attendee, choice: Choice) -> dict[str, str]:
    booking = attendee.booking
    contact = booking.contact
    is_first = attendee.position == 1
    marks = {mark.date_id: mark.get_status_display() for mark in attendee.attendances.all()}
    hide = contact.handle_with_care or attendee.person.handle_with_care
    values: dict[str, object] = {
        "queue_no": booking.queue_no,
        "receipt_number": format_receipt_number(booking.receipt_number),
        "position": attendee.position,
        "name": attendee.person.name,
        "kana": attendee.person.kana,
        "status": booking.get_status_display() if attendee.is_live else Booking.Status.CANCELLED.label,
        "place_kind": booking.place_kind,
        "channel": booking.get_channel_display(),
        "received_at": timezone.localtime(booking.received_at).strftime("%Y/%m/%d %H:%M"),
        "contact_name": contact.name,
        "contact_wish": contact.get_contact_wish_display(),
        **_addresses(contact, is_hidden=hide),
        "affiliation": attendee.affiliation,
        "age_band": attendee.get_age_band_display(),
        "helpers": booking.helpers if is_first else "",
        "note": booking.note if is_first else "",
        **{f"date_{date.pk}": marks.get(date.pk, "") for date in occasion.dates.all()},
    }
    if choice.with_accommodations:
        requests = booking.accommodation_requests.all() if is_first else ()
        values["accommodations"] = "、".join(_accommodation(r.get_kind_display(), r.text) for r in requests)
    return {key: str(value) for key, value in values.items()}


def _addresses(contact: Person, *, is_hidden: bool) -> dict[str, str]:
    """How to reach a party, empty where one of it is handled with care: they may share a home."""
    names = ("telephone", "fax", "email", "postal_code", "address")
    shown = dict.fromkeys(names, "") if is_hidden else {name: getattr(contact.ways, name) for name in names}
    return shown | {
        "telephone": format_telephone(shown["telephone"]),
        "fax": format_telephone(shown["fax"]),
        "postal_code": format_postal_code(shown["postal_code"]),
        "handle_with_care": _("取扱注意") if is_hidden else "",
    }


def _accommodation(kind: str, text: str) -> str:
    return f"{kind}（{text}）" if text else kind
