"""「一覧から名簿に取り込む」: read, say what the columns mean, check, and one press."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import attempt, posted
from portal.bookings.admin.import_forms import ColumnChoices, HeaderForm, UploadForm
from portal.bookings.importing.checking import set_header
from portal.bookings.importing.errors import TooManyRows
from portal.bookings.models import Occasion
from portal.errors import PortalError
from portal.people.models import Person
from portal.search.folding import fold
from supporters.admin.pages import page, staff_may
from supporters.importing import deciding
from supporters.importing.cells import trainings_of
from supporters.importing.checking import OPEN_STATES, State, set_columns, start_batch
from supporters.importing.columns import FIELDS, REGISTRY
from supporters.importing.models import RegistryBatch, RegistryRow
from supporters.importing.row_forms import RegistryRowForm
from supporters.importing.writing import training_key, write_batch

FORM_METHODS = ["GET", "HEAD", "POST"]
_ROWS_A_PAGE = 100
_BATCHES_SHOWN = 20
_OCCASIONS_OFFERED = 50
_STEPS = {RegistryBatch.State.COLUMNS: "columns", RegistryBatch.State.WRITTEN: "done"}
# What the tabs over the rows show, in order.
_TABS = {
    "look": (*OPEN_STATES,),
    "good": (State.NEW, State.FILLS),
    "known": (State.KNOWN,),
    "out": (State.LEFT_OUT,),
}


class ColumnsForm(ColumnChoices):
    registered_on = forms.DateField(
        label=gettext_lazy("登録日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("登録日の列がないとき、空欄の行があるとき、この日にします。"),
        error_messages={"invalid": gettext_lazy("日付を入力してください。例）2026-12-05")},
    )

    def defaults(self) -> dict[str, str]:
        day = self.cleaned_data["registered_on"]
        return {"registered_on": day.isoformat() if day else ""}


class RevisionForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)


def _get_batch(pk: int) -> RegistryBatch:
    return get_object_or_404(RegistryBatch, pk=pk)


@require_http_methods(FORM_METHODS)
@staff_may("add_supporter")
def start(request: HttpRequest) -> HttpResponse:
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = start_batch(table=form.table, source=form.source(), by=acting_user(request))
        except TooManyRows as error:
            form.add_error("file" if form.source() else "pasted", str(error))
        else:
            return redirect("admin:supporters_import_columns", batch.pk)
    batches = RegistryBatch.objects.select_related("made_by", "written_by").defer("lines")
    return page(
        request, "import_start.html", _("一覧から名簿に取り込む"), form=form, batches=batches[:_BATCHES_SHOWN]
    )


@require_http_methods(FORM_METHODS)
@staff_may("add_supporter")
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _get_batch(pk)
    if not batch.is_open:
        return redirect("admin:supporters_import_rows", pk)
    header = HeaderForm(batch, request.POST if "reread" in request.POST else None)
    if "reread" in request.POST and header.is_valid():
        _attempt(request, set_header, batch=batch, header=header.cleaned_data["header"], vocabulary=REGISTRY)
        return redirect(request.path)
    initial = {"registered_on": batch.defaults.get("registered_on")}
    form = ColumnsForm(batch, FIELDS, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        batch.revision = form.cleaned_data["revision"]
        columns, defaults = form.columns(), form.defaults()
        if _attempt(request, set_columns, batch=batch, columns=columns, defaults=defaults):
            return redirect("admin:supporters_import_rows", pk)
        return redirect(request.path)
    return page(
        request,
        "import_columns.html",
        _("列を確かめる"),
        batch=batch,
        form=form,
        header_form=header,
        has_header=bool(batch.header_cells),
    )


@require_safe
@staff_may("add_supporter")
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _get_batch(pk)
    if batch.state in _STEPS:
        return redirect(f"admin:supporters_import_{_STEPS[RegistryBatch.State(batch.state)]}", pk)
    if not batch.is_open:
        return redirect("admin:supporters_import")
    counts = Counter(batch.rows.values_list("state", flat=True))
    by_tab = {tab: sum(counts[state] for state in states) for tab, states in _TABS.items()}
    tab = request.GET.get("tab", "")
    if tab not in _TABS:
        tab = next((tab for tab, count in by_tab.items() if count), "good")
    shown = Paginator(
        batch.rows.filter(state__in=_TABS[tab]).select_related("supporter"), _ROWS_A_PAGE
    ).get_page(request.GET.get("page"))
    return page(
        request,
        "import_rows.html",
        _("行を確かめる"),
        batch=batch,
        counts=counts,
        tab=tab,
        by_tab=by_tab,
        shown=shown,
        lines=_described(batch, list(shown.object_list)),
        trainings=_trainings(batch),
        occasions=_past_occasions(),
        form=RevisionForm(initial={"revision": batch.revision}),
    )


def _described(batch: RegistryBatch, found: list[RegistryRow]) -> list[dict[str, Any]]:
    """The rows with those whom they may be. Two queries at most."""
    twins = [twin.partition(":") for row in found for twin in row.twins]
    ids = [key for kind, _colon, key in twins if kind == "person"]
    people = Person.objects.filter(pk__in=ids).select_related("supporter")
    known: dict[str, Any] = {f"person:{person.pk}": person for person in people}
    lines = [key.partition(".")[0] for kind, _colon, key in twins if kind == "line"]
    if lines:
        known |= {f"line:{row.place}": row for row in batch.rows.filter(line__in=lines)}
    return [
        {
            "row": row,
            "errors": [error for errors in row.errors.values() for error in errors],
            "has_number_of": _has_number_of(row, known),
            "twins": [(twin, known[twin]) for twin in row.twins if twin in known],
            "trainings": trainings_of(row.data.get("trainings", "")),
        }
        for row in found
    ]


def _has_number_of(row: RegistryRow, known: Mapping[str, Any]) -> Person | None:
    """Who has the number of the row already: then it cannot be somebody else's."""
    person = known.get(row.twins[0]) if row.state == State.TWIN and len(row.twins) == 1 else None
    supporter = getattr(person, "supporter", None)
    is_taken = supporter is not None and supporter.number_key == fold(row.data.get("number", ""))
    return person if is_taken else None


def _trainings(batch: RegistryBatch) -> list[dict[str, Any]]:
    """The past trainings of the list, how many took part, and which occasion each may be."""
    counts: Counter[tuple[str, Any]] = Counter()
    # The rows are sealed: the database cannot look into them.
    for data in batch.rows.values_list("data", flat=True):
        counts.update(trainings_of(data.get("trainings") or ""))
    return [
        {"key": training_key(*one), "title": one[0], "day": one[1], "count": count,
         "chosen": batch.links.get(training_key(*one), "")}
        for one, count in sorted(counts.items(), key=lambda item: training_key(*item[0]))
    ]  # fmt: skip


def _past_occasions() -> list[Occasion]:
    past = Occasion.objects.filter(kind=Occasion.Kind.TRAINING, dates__ends_at__lt=timezone.now())
    return list(past.order_by("-pk").distinct()[:_OCCASIONS_OFFERED])


@require_POST
@staff_may("add_supporter")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One press at one row, or at all rows of a kind."""
    batch = _get_batch(pk)
    what, _colon, rest = request.POST.get("press", "").partition("|")
    number, _colon, decision = rest.partition("|")
    row_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    about: dict[str, Any] = {"batch": batch, "row_id": row_id}
    presses: dict[str, Any] = {
        "leave_out": lambda: deciding.leave_out(**about),
        "put_back": lambda: deciding.leave_out(**about, is_left_out=False),
        "decide": lambda: deciding.decide(**about, decision=decision),
        "two": lambda: deciding.split(**about, into_people=True),
        "one": lambda: deciding.split(**about, into_people=False),
        "all_same": lambda: deciding.decide_all_same(batch=batch),
    }
    if what in presses:
        try:
            _attempt(request, presses[what])
        except RegistryRow.DoesNotExist:
            messages.error(request, _("その行はもうありません。"))
    tab = request.POST.get("tab", "")
    response = redirect("admin:supporters_import_rows", pk)
    if tab in _TABS and what != "all_same":
        response["Location"] += f"?tab={tab}"
    return response


@require_POST
@staff_may("add_supporter")
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Which past trainings are trainings of the portal."""
    batch = _get_batch(pk)
    allowed = {str(occasion.pk) for occasion in _past_occasions()}
    keys = [one["key"] for one in _trainings(batch)]
    chosen = {key: request.POST.get(f"link_{number}", "") for number, key in enumerate(keys)}
    links = {key: value for key, value in chosen.items() if value in allowed}
    if _attempt(request, deciding.link_trainings, batch=batch, links=links):
        messages.success(request, _("研修の結びつけを保存しました。"))
    return redirect("admin:supporters_import_rows", pk)


@require_http_methods(FORM_METHODS)
@staff_may("add_supporter")
def row(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """One row, corrected."""
    batch = _get_batch(pk)
    if not batch.is_open:
        return redirect("admin:supporters_import_rows", pk)
    found = get_object_or_404(batch.rows, pk=row_pk)
    form = RegistryRowForm(request.POST if request.method == "POST" else found.data)
    if request.method == "GET":
        form.unread = found.unread
    seen = request.POST.get("revision", "")
    if request.method == "POST" and form.is_valid():
        revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
        said = {name: str(request.POST.get(name, "")).replace("\x00", "") for name in form.fields}
        if attempt(form, _correct, found=found, data=said, revision=revision):
            wrong = batch.rows.filter(state=State.ERROR).order_by("line", "part").first()
            if wrong is None:
                return redirect("admin:supporters_import_rows", pk)
            return redirect("admin:supporters_import_row", pk, wrong.pk)
        found.refresh_from_db()
    cells: list[str] = next((cells for number, cells in batch.lines if number == found.line), [])
    words = [*batch.header_cells, *[""] * len(cells)]
    return page(
        request,
        "import_row.html",
        _("%(line)s行目を直す") % {"line": found.line},
        batch=batch,
        row=found,
        form=form,
        original=[(word, cell) for word, cell in zip(words, cells, strict=False) if cell],
    )


def _correct(*, found: RegistryRow, data: dict[str, Any], revision: int) -> bool:
    deciding.correct_row(row=found, data=data, revision=revision)
    return True


@require_POST
@staff_may("add_supporter")
def write(request: HttpRequest, pk: int) -> HttpResponse:
    form = RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else -1
    if _attempt(request, write_batch, batch=_get_batch(pk), by=acting_user(request), revision=revision):
        return redirect("admin:supporters_import_done", pk)
    return redirect("admin:supporters_import_rows", pk)


@require_safe
@staff_may("add_supporter")
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: who is in the registry now under which number. To be printed as it is."""
    batch = get_object_or_404(
        RegistryBatch.objects.select_related("written_by"), pk=pk, state=RegistryBatch.State.WRITTEN
    )
    return page(
        request,
        "import_done.html",
        _("名簿に取り込みました"),
        batch=batch,
        results=[(State(state).label, count) for state, count in batch.results.items()],
        rows=batch.rows.select_related("supporter__person"),
    )


@require_POST
@staff_may("add_supporter")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    if _attempt(request, deciding.give_up, batch=_get_batch(pk)):
        messages.success(request, _("取りやめました。読んだ内容は消しました。名簿は変わっていません。"))
    return redirect("admin:supporters_import")


def _attempt(request: HttpRequest, action: Any, **arguments: Any) -> bool:
    """Run an action; a rule that is not met is said on the next page."""
    try:
        action(**arguments)
    except PortalError as error:
        messages.error(request, str(error))
        return False
    return True


ADDRESSES: dict[str, tuple[str, Any]] = {
    "import": ("import/", start),
    "import_columns": ("import/<int:pk>/columns/", columns),
    "import_rows": ("import/<int:pk>/", rows),
    "import_decide": ("import/<int:pk>/decide/", decide),
    "import_link": ("import/<int:pk>/trainings/", link),
    "import_row": ("import/<int:pk>/rows/<int:row_pk>/", row),
    "import_write": ("import/<int:pk>/write/", write),
    "import_done": ("import/<int:pk>/done/", done),
    "import_drop": ("import/<int:pk>/drop/", drop),
}
