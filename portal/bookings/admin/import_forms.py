"""Small forms on the way of a list into the roster."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.bookings.importing.columns import FIELDS
from portal.bookings.importing.errors import TableError, TooLarge
from portal.bookings.importing.tables import MAX_BYTES, Table, read_text, read_upload
from portal.bookings.models import Booking, ImportBatch, Occasion, PlaceKind, ReadList
from portal.ui.forms import PortalForm, say_what_to_do

_SAMPLES = 3
_HEADERS_OFFERED = 10


class UploadForm(PortalForm):
    """A file or pasted rows, one of the two. ``table`` holds what was read."""

    file = forms.FileField(
        label=gettext_lazy("ファイルを選ぶ"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Excel（.xlsx）かCSV。5MB、1,000行まで。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("または、Excelから写して貼りつける"),
        required=False,
        strip=False,
        help_text=gettext_lazy("見出しの行から選んで写してください。"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )
    table: Table

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file, pasted = data.get("file"), data.get("pasted", "")
        if bool(file) == bool(pasted.strip()):
            text = (
                _("どちらか一つにしてください。") if file else _("ファイルを選ぶか、行を貼りつけてください。")
            )
            self.add_error("file", text)
            return data
        try:
            self.table = self._read(file) if file else read_text(pasted)
        except TableError as error:
            self.add_error("file" if file else "pasted", str(error))
        return data

    def _read(self, file: Any) -> Table:
        if file.size > MAX_BYTES:
            raise TooLarge
        return read_upload(file.read())

    def source(self) -> str:
        file = self.cleaned_data["file"]
        return file.name if file else ""


class ColumnChoices(PortalForm):
    """What each column of a list means: one choice for each."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        batch: ReadList,
        fields: Mapping[str, Any],
        *args: Any,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial={"revision": batch.revision, **(initial or {})}, **kwargs)
        self.width = batch.width
        self._add_columns(batch, fields)

    def _add_columns(self, batch: ReadList, fields: Mapping[str, Any]) -> None:
        header = batch.header_cells
        choices = [("", _("使わない")), *fields.items()]
        samples = [cells for _number, cells in batch.body]
        for index in range(self.width):
            field = forms.ChoiceField(
                label=header[index]
                if index < len(header) and header[index]
                else _("%(n)s列目") % {"n": index + 1},
                choices=choices,
                required=False,
                initial=batch.columns[index],
            )
            said = [cells[index] for cells in samples if index < len(cells) and cells[index]]
            field.samples = said[:_SAMPLES]  # type: ignore[attr-defined]
            say_what_to_do(field)
            self.fields[f"column_{index}"] = field

    def column_fields(self) -> list[BoundField]:
        return [self[f"column_{index}"] for index in range(self.width)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "name" not in self.columns():
            self.add_error("column_0", _("お名前の列を選んでください。"))
        return data

    def columns(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{index}", "") for index in range(self.width)]


class ColumnsForm(ColumnChoices):
    """What each column means, and what holds for rows that do not say."""

    channel = forms.ChoiceField(
        label=gettext_lazy("この一覧は、どうやって届きましたか"),
        choices=Booking.Channel.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "申込経路の列があるときは、書いてある行はそちらを使います。市の電子申請は「Web」。"
        ),
    )
    place_kind: Any = forms.ModelChoiceField(
        label=gettext_lazy("参加のしかた"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("列に書いてある"),
        help_text=gettext_lazy("書いていない行は、これにします。"),
    )
    received_on = forms.DateField(
        label=gettext_lazy("受け付けた日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("申込日の列がないとき、空欄の行があるとき。入力しなければ、いま。"),
        error_messages={"invalid": gettext_lazy("日付を入力してください。例）2026-12-05")},
    )

    def __init__(self, occasion: Occasion, batch: ImportBatch, *args: Any, **kwargs: Any) -> None:
        defaults = batch.defaults
        initial = {
            "channel": defaults.get("channel"),
            "place_kind": defaults.get("place_kind"),
            "received_on": defaults.get("received_at"),
        }
        super().__init__(batch, FIELDS, *args, initial=initial, **kwargs)
        self._offer_places(occasion)

    def _offer_places(self, occasion: Occasion) -> None:
        kinds = PlaceKind.objects.filter(occasion=occasion.pk)
        if len(kinds) < 2:
            del self.fields["place_kind"]
        else:
            self.fields["place_kind"].queryset = kinds  # type: ignore[attr-defined]

    def other_fields(self) -> list[BoundField]:
        return [self[name] for name in ("channel", "place_kind", "received_on") if name in self.fields]

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("受け付けた日は、今日までにしてください。"))
        return day

    def defaults(self) -> dict[str, str]:
        data = self.cleaned_data
        kind, day = data.get("place_kind"), data["received_on"]
        return {
            "channel": data["channel"],
            "place_kind": str(kind.pk) if kind else "",
            "received_at": day.isoformat() if day else "",
        }


class HeaderForm(PortalForm):
    """Which line names the columns."""

    header = forms.TypedChoiceField(
        label=gettext_lazy("見出しの行"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, batch: ReadList, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"header": batch.header}, **kwargs)
        offered = [
            (
                index,
                _("%(line)s行目：%(words)s") % {"line": number, "words": "、".join(filter(None, cells))[:40]},
            )
            for index, (number, cells) in enumerate(batch.lines[:_HEADERS_OFFERED])
            if len(batch.lines) > index + 1
        ]
        self.fields["header"].choices = [("", _("見出しはない")), *offered]  # type: ignore[attr-defined]


class WriteForm(PortalForm):
    told = forms.TypedChoiceField(
        label=gettext_lazy("結果を本人に知らせますか"),
        choices=[
            ("no", gettext_lazy("知らせる（一人ずつ、連絡の方法で）")),
            ("yes", gettext_lazy("知らせない（本人にはもう伝えてある）")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
