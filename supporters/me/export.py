"""My data to take along (JSON, CSV). Apps that stand on this one say at start-up what they add."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.bookings.models import Booking
from portal.people.models import Person
from portal.ui.dates import format_date, format_moment, format_period
from portal.ui.numbers import format_receipt_number
from portal.ui.workbooks import safe_cell
from supporters.importing.models import past_trainings_of
from supporters.models import Supporter

# The title of a part, and its lines: each a label and what is known under it.
Line = dict[str, str]
Part = Callable[[Person], list[Line]]

_parts: dict[str | Promise, Part] = {}

_OF_PERSON = (
    "name", "kana", "printed_name", "email", "telephone", "fax", "postal_code", "address", "district",
    "contact_wish", "best_time", "no_voice_message", "wants_large_print",
)  # fmt: skip


def add_to_export(title: str | Promise, part: Part) -> None:
    """Have what ``part`` knows of a person stand in the export; called once at start-up."""
    _parts[title] = part


def data_of(person: Person) -> dict[str, list[Line]]:
    """Everything that the portal keeps of somebody and that is theirs, by title. Worries are not among it:
    they never open by the address alone."""
    supporter: Supporter | None = getattr(person, "supporter", None)
    return {
        **({_("登録"): [_registration(supporter)]} if supporter else {}),
        _("わたしの情報"): [{_label(person, name): _value(person, name) for name in _OF_PERSON}],
        _("申し込み"): _bookings(person),
        **({_("このサイトができる前の研修"): _past_trainings(supporter)} if supporter else {}),
        **{str(title): part(person) for title, part in _parts.items()},
    }


def as_json(data: dict[str, list[Line]]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_csv(data: dict[str, list[Line]]) -> str:
    """Three columns, for Excel: the part, what it is, what is known."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_("区分"), _("項目"), _("内容")])
    for title, lines in data.items():
        for line in lines:
            writer.writerows([title, label, safe_cell(value)] for label, value in line.items())
    return "\ufeff" + file.getvalue()


def _registration(supporter: Supporter) -> Line:
    return {
        _("登録番号"): supporter.number,
        _("登録日"): format_date(supporter.registered_on),
        _("状態"): supporter.get_state_display(),
        _("所属"): supporter.affiliation,
        _("年代"): supporter.get_age_band_display(),
        _("フォローアップ研修の案内"): _yes(supporter.wants_follow_ups),
        _("活動のお知らせ"): _yes(supporter.wants_news),
    }


def _bookings(person: Person) -> list[Line]:
    found = (
        Booking.objects.filter(attendees__person=person)
        .select_related("occasion")
        .prefetch_related("occasion__dates")
        .order_by("received_at", "pk")
    )
    return [
        {
            _("研修・催し"): booking.occasion.title,
            _("日時"): "、".join(
                format_period(date.starts_at, date.ends_at) for date in booking.occasion.dates.all()
            ),
            _("受付番号"): format_receipt_number(booking.receipt_number),
            _("受付日時"): format_moment(timezone.localtime(booking.received_at)),
            _("結果"): booking.get_status_display(),
        }
        for booking in found
    ]


def _past_trainings(supporter: Supporter) -> list[Line]:
    return [
        {_("研修"): training.title, _("日"): format_date(training.held_on) if training.held_on else ""}
        for training in past_trainings_of(supporter)
    ]


def _label(person: Person, name: str) -> str:
    return str(person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _value(person: Person, name: str) -> str:
    value: Any = getattr(person, f"get_{name}_display", lambda: getattr(person, name))()
    return _yes(value) if isinstance(value, bool) else str(value or "")


def _yes(value: bool) -> str:
    return _("はい") if value else _("いいえ")
