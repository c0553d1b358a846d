"""The roster as a file for Excel: UTF-8 with BOM, every cell a text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.bookings.admin.base import page, posted, staff_may
from portal.bookings.models import Attendee, Booking, Occasion
from portal.people.models import Person
from portal.ui.dates import format_short_date
from portal.ui.forms import PortalForm
from portal.ui.numbers import format_postal_code, format_receipt_number, format_telephone

# What makes a spreadsheet calculate, in either width.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class ExportForm(PortalForm):
    with_cancelled = forms.BooleanField(label=gettext_lazy("取り消した人も入れる"), required=False)
    with_accommodations = forms.BooleanField(
        label=gettext_lazy("必要な配慮も入れる"),
        required=False,
        help_text=gettext_lazy("手配に使う人だけに渡してください。"),
    )

    def __init__(self, *args: Any, may_see_accommodations: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_accommodations:
            del self.fields["with_accommodations"]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("view_booking")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_object_or_404(Occasion.objects.prefetch_related("dates"), pk=pk)
    form = ExportForm(
        posted(request), may_see_accommodations=request.user.has_perm("bookings.view_accommodationrequest")
    )
    if request.method == "POST" and form.is_valid():
        return _file(
            occasion,
            with_cancelled=form.cleaned_data["with_cancelled"],
            with_accommodations=form.cleaned_data.get("with_accommodations", False),
        )
    return page(request, "export.html", _("CSVを書き出す"), occasion=occasion, form=form)


def _file(occasion: Occasion, *, with_cancelled: bool, with_accommodations: bool) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_header(occasion, with_accommodations=with_accommodations))
    attendees = _attendees(occasion, with_cancelled=with_cancelled, with_accommodations=with_accommodations)
    for attendee in attendees:
        row = _row(occasion, attendee, with_accommodations=with_accommodations)
        writer.writerow([safe_cell(cell) for cell in row])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().strftime("%Y%m%d")
    response["Content-Disposition"] = f'attachment; filename="roster-{occasion.pk}-{day}.csv"'
    return response


def safe_cell(value: object) -> str:
    """The value as a text that a spreadsheet shows and does not calculate."""
    text = str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _header(occasion: Occasion, *, with_accommodations: bool) -> list[str]:
    dates = [_("出欠 %(day)s") % {"day": format_short_date(d.starts_at)} for d in occasion.dates.all()]
    return [
        _("受付順"),
        _("受付番号"),
        _("組の中の順"),
        _("お名前"),
        _("ふりがな"),
        _("状態"),
        _("参加のしかた"),
        _("申込経路"),
        _("受付日時"),
        _("連絡先のお名前"),
        _("連絡方法の希望"),
        _("電話"),
        _("FAX"),
        _("メール"),
        _("郵便番号"),
        _("住所"),
        _("取扱注意"),
        _("所属"),
        _("年代"),
        _("介助者"),
        _("ひとこと"),
        *dates,
        *([_("配慮")] if with_accommodations else []),
    ]


def _attendees(occasion: Occasion, *, with_cancelled: bool, with_accommodations: bool) -> Iterator[Attendee]:
    attendees = Attendee.objects.filter(occasion=occasion)
    if not with_cancelled:
        attendees = attendees.filter(is_live=True)
    attendees = attendees.select_related("person", "booking__contact", "booking__place_kind")
    attendees = attendees.prefetch_related("attendances")
    if with_accommodations:
        attendees = attendees.prefetch_related("booking__accommodation_requests")
    return iter(attendees.order_by("booking__queue_no", "position"))


def _row(occasion: Occasion, attendee: Attendee, *, with_accommodations: bool) -> list[object]:
    booking = attendee.booking
    contact = booking.contact
    is_first = attendee.position == 1
    marks = {mark.date_id: mark.get_status_display() for mark in attendee.attendances.all()}
    row: list[object] = [
        booking.queue_no,
        format_receipt_number(booking.receipt_number),
        attendee.position,
        attendee.person.name,
        attendee.person.kana,
        booking.get_status_display() if attendee.is_live else Booking.Status.CANCELLED.label,
        booking.place_kind,
        booking.get_channel_display(),
        timezone.localtime(booking.received_at).strftime("%Y/%m/%d %H:%M"),
        contact.name,
        contact.get_contact_wish_display(),
        *_addresses(contact, hide=contact.handle_with_care or attendee.person.handle_with_care),
        attendee.affiliation,
        attendee.get_age_band_display(),
        booking.helpers if is_first else "",
        booking.note if is_first else "",
        *(marks.get(date.pk, "") for date in occasion.dates.all()),
    ]
    if with_accommodations:
        requests = booking.accommodation_requests.all() if is_first else ()
        row.append("、".join(_accommodation(r.get_kind_display(), r.text) for r in requests))
    return row


def _addresses(contact: Person, *, hide: bool) -> list[str]:
    """Where somebody lives does not leave the portal when it must not be known."""
    where = ["", ""] if hide else [format_postal_code(contact.postal_code), contact.address]
    return [
        format_telephone(contact.telephone),
        format_telephone(contact.fax),
        contact.email,
        *where,
        _("取扱注意") if hide else "",
    ]


def _accommodation(kind: str, text: str) -> str:
    return f"{kind}（{text}）" if text else kind
