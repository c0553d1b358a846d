"""Rows of an event that staff write beside its texts: programme, speakers, photographs."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.actions import MATERIALS, PICTURES
from events.models import Material, Picture, ProgrammeItem, Speaker
from portal.admin_revisions import RevisionedFormSet
from portal.ui.files import ACCEPTED, store_file
from portal.ui.pictures import store_picture

_SIDE = 1600  # pixels of a photograph's longer side
_MOST_BYTES = 20 * 1024 * 1024  # as a camera makes them


class RowForm(forms.ModelForm):
    """In the table the labels stand in its head only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class RowFormSet(RevisionedFormSet):
    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("この行を削除する")


class _RowInline(admin.TabularInline):
    form = RowForm
    formset = RowFormSet
    extra = 0
    classes = ("collapse",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Lines of a leaflet: whoever may write the event may also take one out.
        return self.has_change_permission(request, obj)


class ProgrammeInline(_RowInline):
    model = ProgrammeItem
    fields = ("starts_at", "title", "who", "note", "position")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "starts_at":
            # A clock without Django's panel of hours, which has no names for those who do not see it.
            kwargs["widget"] = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class SpeakerInline(_RowInline):
    model = Speaker
    fields = ("name", "kana", "affiliation", "line", "position")


class UploadForm(RowForm):
    """A new row needs a file; one that is there may get another in its place."""

    upload = forms.FileField(label=_("ファイル"), required=False)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload:
            self.store(upload)
        elif not self.instance.pk:
            raise forms.ValidationError(_("ファイルを選んでください。"))
        return upload

    def store(self, upload: UploadedFile) -> None:
        raise NotImplementedError


class MaterialForm(UploadForm):
    upload = forms.FileField(
        label=_("ファイル"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED})
    )

    def store(self, upload: UploadedFile) -> None:
        self.instance.file, self.instance.size = store_file(upload, MATERIALS)


class MaterialInline(_RowInline):
    model = Material
    form = MaterialForm
    fields = ("upload", "stored", "title", "after_event")
    readonly_fields = ("stored",)

    @admin.display(description=_("いまのファイル"))
    def stored(self, material: Material) -> str:
        return f"{material.ending.upper()} {filesizeformat(material.size)}" if material.pk else ""


class PictureForm(UploadForm):
    upload = forms.FileField(
        label=_("写真のファイル"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def store(self, upload: UploadedFile) -> None:
        drawn = store_picture(upload, folder=PICTURES, side=_SIDE, most_bytes=_MOST_BYTES)
        self.instance.file, self.instance.width, self.instance.height = drawn


class PictureInline(_RowInline):
    model = Picture
    form = PictureForm
    fields = ("upload", "alt", "caption", "picture")
    readonly_fields = ("picture",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).filter(taken_down_at__isnull=True)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Taken down on a page of its own, which keeps who did it and why.
        return False

    @admin.display(description=_("いまの写真"))
    def picture(self, picture: Picture) -> str:
        if not picture.pk:
            return ""
        return format_html(
            '<img src="{}" alt="" width="120"><br><a href="{}">{}</a>',
            reverse("admin:events_picture_show", args=[picture.pk]),
            reverse("admin:events_picture_take_down", args=[picture.pk]),
            _("取り下げる"),
        )
