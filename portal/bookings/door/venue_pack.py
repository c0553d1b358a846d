"""The venue pack (当日の紙): everything that is needed at the door when there is no network.

One set of values for the PDF and for its page in the browser. It holds telephone numbers and is for staff.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.models import Attendee, OccasionDate, PlaceKind
from portal.documents.imprint import office_lines
from portal.documents.pdf import render_pdf
from portal.office.models import Office
from portal.people.models import Person
from portal.ui.dates import format_period
from portal.ui.numbers import format_receipt_number, format_telephone

PARTS = {
    "roster": gettext_lazy("名簿（出欠の印）"),
    "sign_in": gettext_lazy("サイン表"),
    "tables": gettext_lazy("テーブルの席"),
    "tags": gettext_lazy("名札"),
    "calls": gettext_lazy("電話の一覧"),
    "walk_ins": gettext_lazy("飛び込みの記入表"),
}
WALK_IN_ROWS = 12


# From an occasion's id to the table (its number) of each attendee who has one; one query.
Tables = Callable[[int], dict[int, int]]
_tables: list[Tables] = []


def register_tables(tables: Tables) -> None:
    """Tell the pack who sits at which table; called at start-up by the app that seats people."""
    _tables.append(tables)


def venue_pack(date: OccasionDate, parts: list[str]) -> dict[str, Any]:
    """The chosen parts, by reading, with the names as they will be printed; tables where there are some.

    Who takes part online is ticked and called, but gets no tag and signs nothing. Three queries.
    """
    at = {pk: number for tables in _tables for pk, number in tables(date.occasion_id).items()}
    people = [_values(attendee, at.get(attendee.pk)) for attendee in _coming(date)]
    there = [person for person in people if not person["is_online"]]
    known = [part for part in PARTS if at or part != "tables"]
    return {
        "title": _("当日の紙　%(title)s") % {"title": date.occasion.title},
        "occasion": date.occasion.title,
        "when": format_period(date.starts_at, date.ends_at),
        "where": date.venue_name,
        "office": office_lines(Office.objects.first() or Office()),
        "known": known,
        "parts": [part for part in known if part in parts] or known,
        "headings": {part: str(label) for part, label in PARTS.items()},
        "people": people,
        "there": there,
        "tables": _by_table(there, set(at.values())) if at else [],
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


def _by_table(there: list[dict[str, Any]], numbers: set[int]) -> list[dict[str, Any]]:
    """Each table with its people; who has none yet stands last."""
    labels = [*(_table(number) for number in sorted(numbers)), ""]
    found = [(label, [p["name"] for p in there if p["table"] == label]) for label in labels]
    return [
        {"label": label or _("席がまだ決まっていない人"), "names": names} for label, names in found if names
    ]


def _table(number: int) -> str:
    return _("テーブル%(number)s") % {"number": number}


def _values(attendee: Attendee, table: int | None) -> dict[str, Any]:
    person, booking = attendee.person, attendee.booking
    return {
        "name": person.name_to_print,
        "kana": person.kana,
        "number": format_receipt_number(booking.receipt_number),
        "kind": str(booking.place_kind),
        "is_online": booking.place_kind.kind == PlaceKind.Kind.ONLINE,
        "table": "" if table is None else _table(table),
        "call": _call(person, booking.contact),
    }


def _call(person: Person, contact: Person) -> str:
    """Where to reach somebody on the day, and what to mind. Of a party the contact's number serves."""
    reached = person if person.telephone else contact
    if not reached.may_be_contacted:
        return _("連絡しない")
    if reached.ways.is_hidden:
        return _("取扱注意：事務局から連絡します")
    number = format_telephone(reached.ways.telephone) or _("電話番号なし")
    notes = [
        _("%(name)sさんの電話") % {"name": contact.name} if reached != person and reached.telephone else "",
        _("留守番電話に残さない") if reached.no_voice_message else "",
        reached.best_time,
    ]
    return "　".join([number, *filter(None, notes)])
