"""The venue pack (当日の紙): everything that is needed at the door when there is no network.

One set of values for the PDF and for its page in the browser. It holds telephone numbers and is for staff.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.models import Attendee, OccasionDate
from portal.documents.imprint import office_lines
from portal.documents.pdf import render_pdf
from portal.office.models import Office
from portal.people.models import Person
from portal.ui.dates import format_period
from portal.ui.numbers import format_receipt_number, format_telephone

PARTS = {
    "roster": gettext_lazy("名簿（出欠の印）"),
    "sign_in": gettext_lazy("サイン表"),
    "calls": gettext_lazy("電話の一覧"),
    "tags": gettext_lazy("名札"),
    "walk_ins": gettext_lazy("飛び込みの記入表"),
}
WALK_IN_ROWS = 12


def venue_pack(date: OccasionDate, parts: list[str]) -> dict[str, Any]:
    """The chosen parts, by reading, with the names as they will be printed. Two queries."""
    people = [_values(attendee) for attendee in _coming(date)]
    return {
        "title": _("当日の紙　%(title)s") % {"title": date.occasion.title},
        "occasion": date.occasion.title,
        "when": format_period(date.starts_at, date.ends_at),
        "where": date.venue_name,
        "office": office_lines(Office.objects.first() or Office()),
        "parts": [part for part in PARTS if part in parts],
        "headings": {part: str(label) for part, label in PARTS.items()},
        "people": people,
        "walk_in_rows": WALK_IN_ROWS,
    }


def venue_pack_pdf(date: OccasionDate, parts: list[str]) -> bytes:
    """Raises ``DocumentFailed``."""
    return render_pdf("bookings/venue_pack.typ", venue_pack(date, parts))


def _coming(date: OccasionDate) -> Any:
    return (
        Attendee.objects.coming()
        .filter(occasion=date.occasion_id)
        .select_related("person", "booking__place_kind", "booking__contact")
        .order_by("person__kana_key", "pk")
    )


def _values(attendee: Attendee) -> dict[str, Any]:
    person, booking = attendee.person, attendee.booking
    return {
        "name": person.name_to_print,
        "kana": person.kana,
        "number": format_receipt_number(booking.receipt_number),
        "kind": str(booking.place_kind),
        "call": _call(person, booking.contact),
    }


def _call(person: Person, contact: Person) -> str:
    """Where to reach somebody on the day, and what to mind. Of a party the contact's number serves."""
    reached = person if person.telephone else contact
    if reached.do_not_contact or reached.has_died:
        return _("連絡しない")
    number = format_telephone(reached.telephone) or _("電話番号なし")
    notes = [
        _("%(name)sさんの電話") % {"name": contact.name} if reached != person and reached.telephone else "",
        _("留守番電話に残さない") if reached.no_voice_message else "",
        reached.best_time,
    ]
    return "　".join([number, *filter(None, notes)])
