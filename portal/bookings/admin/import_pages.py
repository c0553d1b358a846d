"""「一覧から取り込む」: read, say what the columns mean, check, and one press."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import page, posted, seats_may_change, staff_may
from portal.bookings.admin.import_forms import ColumnsForm, HeaderForm, UploadForm, WriteForm
from portal.bookings.importing.checking import set_columns, set_header, start_batch
from portal.bookings.importing.deciding import (
    OPEN_STATES,
    give_up,
    leave_out,
    leave_out_all,
    put_back,
    say_other_person,
)
from portal.bookings.importing.errors import BatchIsDone, TooManyRows
from portal.bookings.importing.writing import write_batch
from portal.bookings.models import Attendee, ImportBatch, ImportRow, Occasion
from portal.bookings.offers import offer_for
from portal.errors import PortalError

FORM_METHODS = ["GET", "HEAD", "POST"]
_ROWS_A_PAGE = 100
_BATCHES_SHOWN = 20
# What the tabs over the rows show, in order.
_TABS = {
    "look": (*OPEN_STATES,),
    "good": (ImportRow.State.GOOD,),
    "out": (ImportRow.State.LEFT_OUT, ImportRow.State.IMPORTED),
}


def get_occasion(pk: int) -> Occasion:
    return get_object_or_404(Occasion.objects.prefetch_related("dates", "place_kinds"), pk=pk)


def get_batch(occasion: Occasion, batch_pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch, pk=batch_pk, occasion=occasion.pk)


@require_http_methods(FORM_METHODS)
@staff_may("add_booking")
def start(request: HttpRequest, pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = start_batch(
                occasion=occasion, table=form.table, source=form.source(), by=acting_user(request)
            )
        except TooManyRows as error:
            form.add_error("file" if form.source() else "pasted", str(error))
        else:
            return redirect("admin:bookings_import_columns", pk, batch.pk)
    batches = ImportBatch.objects.filter(occasion=pk).select_related("made_by", "written_by").defer("lines")
    return page(
        request,
        "import_start.html",
        _("一覧から取り込む"),
        occasion=occasion,
        form=form,
        batches=batches[:_BATCHES_SHOWN],
        seats_may_change=seats_may_change(occasion),
    )


@require_http_methods(FORM_METHODS)
@staff_may("add_booking")
def columns(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    batch = get_batch(occasion, batch_pk)
    if not batch.is_open:
        return redirect("admin:bookings_import_rows", pk, batch_pk)
    header = HeaderForm(batch, request.POST if "reread" in request.POST else None)
    if "reread" in request.POST and header.is_valid():
        _attempt(request, set_header, batch=batch, header=header.cleaned_data["header"])
        return redirect(request.path)
    form = ColumnsForm(occasion, batch, posted(request))
    if request.method == "POST" and form.is_valid():
        batch.revision = form.cleaned_data["revision"]
        if _attempt(
            request,
            set_columns,
            batch=batch,
            columns=form.columns(),
            defaults=form.defaults(),
            occasion=occasion,
        ):
            return redirect("admin:bookings_import_rows", pk, batch_pk)
        return redirect(request.path)
    return page(
        request,
        "import_columns.html",
        _("列を確かめる"),
        occasion=occasion,
        batch=batch,
        form=form,
        header_form=header,
        has_header=bool(batch.header_cells),
    )


@require_safe
@staff_may("add_booking")
def rows(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    batch = get_batch(occasion, batch_pk)
    if batch.state == ImportBatch.State.COLUMNS:
        return redirect("admin:bookings_import_columns", pk, batch_pk)
    if batch.state == ImportBatch.State.WRITTEN:
        return redirect("admin:bookings_import_done", pk, batch_pk)
    if not batch.is_open:
        messages.info(request, str(BatchIsDone.message))
        return redirect("admin:bookings_occasion_import", pk)
    counts = Counter(batch.rows.values_list("state", flat=True))
    by_tab = {tab: sum(counts[state] for state in states) for tab, states in _TABS.items()}
    tab = request.GET.get("tab", "")
    if tab not in _TABS:
        tab = next((tab for tab, count in by_tab.items() if count), "good")
    shown = Paginator(batch.rows.filter(state__in=_TABS[tab]).order_by("line"), _ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return page(
        request,
        "import_rows.html",
        _("行を確かめる"),
        occasion=occasion,
        batch=batch,
        counts=counts,
        tab=tab,
        by_tab=by_tab,
        shown=shown,
        lines=_described(shown.object_list, occasion),
        form=WriteForm(initial={"revision": batch.revision}),
        offer=offer_for(occasion, now=timezone.now()),
        seats_may_change=seats_may_change(occasion),
    )


def _described(rows: Any, occasion: Occasion) -> list[dict[str, Any]]:
    """The rows with what they say in words, and with whom they may repeat. Two queries at most."""
    rows = list(rows)
    kinds = {str(kind.pk): str(kind) for kind in occasion.place_kinds.all()}
    ids = [int(twin[9:]) for row in rows for twin in row.twins if twin.startswith("attendee:")]
    attendees = {
        f"attendee:{attendee.pk}": attendee
        for attendee in Attendee.objects.filter(pk__in=ids).select_related("person", "booking__contact")
    }
    lines = {twin.removeprefix("line:") for row in rows for twin in row.twins if twin.startswith("line:")}
    others = (
        {
            f"line:{other.line}": other
            for other in ImportRow.objects.filter(batch_id=rows[0].batch_id, line__in=lines)
        }
        if lines
        else {}
    )
    return [
        {
            "row": row,
            "data": row.data,
            "kind": kinds.get(row.data.get("place_kind", ""), "") if len(kinds) > 1 else "",
            "errors": [error for errors in row.errors.values() for error in errors],
            "attendees": [attendees[twin] for twin in row.twins if twin in attendees],
            "others": [others[twin] for twin in row.twins if twin in others],
        }
        for row in rows
    ]


@require_POST
@staff_may("add_booking")
def decide(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    """One press at one row, or at all rows of a kind."""
    occasion = get_occasion(pk)
    batch = get_batch(occasion, batch_pk)
    what, _colon, line = request.POST.get("press", "").partition(":")
    about: dict[str, Any] = {"batch_id": batch.pk, "occasion": occasion}
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 0
    presses: dict[str, Any] = {
        "leave_out": lambda: leave_out(**about, lines=[number]),
        "put_back": lambda: put_back(**about, line=number),
        "other_person": lambda: say_other_person(**about, line=number),
        "leave_out_errors": lambda: leave_out_all(**about, state=ImportRow.State.ERROR),
        "leave_out_twins": lambda: leave_out_all(**about, state=ImportRow.State.TWIN),
    }
    if what in presses:
        _attempt(request, presses[what])
    tab = request.POST.get("tab", "")
    query = f"?tab={tab}" if tab in _TABS and what not in {"leave_out_errors", "leave_out_twins"} else ""
    response = redirect("admin:bookings_import_rows", pk, batch_pk)
    response["Location"] += query
    return response


@require_POST
@staff_may("add_booking")
def write(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    occasion = get_occasion(pk)
    batch = get_batch(occasion, batch_pk)
    form = WriteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("結果を本人に知らせるかどうかを選んでください。"))
        return redirect("admin:bookings_import_rows", pk, batch_pk)
    if _attempt(
        request,
        write_batch,
        batch_id=batch.pk,
        occasion=occasion,
        by=acting_user(request),
        told=form.cleaned_data["told"],
        revision=form.cleaned_data["revision"],
    ):
        return redirect("admin:bookings_import_done", pk, batch_pk)
    return redirect("admin:bookings_import_rows", pk, batch_pk)


@require_safe
@staff_may("add_booking")
def done(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    """Who has a place now, who waits, under which number."""
    occasion = get_occasion(pk)
    batch = get_object_or_404(
        ImportBatch.objects.select_related("written_by"),
        pk=batch_pk,
        occasion=pk,
        state=ImportBatch.State.WRITTEN,
    )
    written = list(
        batch.rows.select_related("booking__contact", "booking__place_kind").order_by("booking__queue_no")
    )
    results = Counter(str(row.booking.get_status_display()) for row in written if row.booking)
    return page(
        request,
        "import_done.html",
        _("取り込みました"),
        occasion=occasion,
        batch=batch,
        written=written,
        results=list(results.items()),
        received=any(row.booking and row.booking.status == "received" for row in written),
    )


@require_POST
@staff_may("add_booking")
def drop(request: HttpRequest, pk: int, batch_pk: int) -> HttpResponse:
    batch = get_batch(get_occasion(pk), batch_pk)
    if _attempt(request, give_up, batch_id=batch.pk):
        messages.success(request, _("取りやめました。読んだ内容は消しました。名簿は変わっていません。"))
    return redirect("admin:bookings_occasion_import", pk)


def _attempt(request: HttpRequest, action: Any, **arguments: Any) -> bool:
    """Run an action; a rule that is not met is said on the next page."""
    try:
        action(**arguments)
    except PortalError as error:
        messages.error(request, str(error))
        return False
    return True
