"""お知らせ for staff: write, look at it as residents will, publish by its first day, copy an old one."""

import functools
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.admin_revisions import RevisionedAdmin, RevisionedForm, RevisionedFormSet
from portal.office.hiding import HIDING_FIELDS
from portal.office.models import Notice, NoticeFile
from portal.office.news import notice_page
from portal.page_cache import forget_pages_after_commit
from portal.ui.files import ACCEPTED, store_file
from portal.ui.moments import NamedMoments

_COPIED = ("title", "category", "body")


class NoticeForm(RevisionedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or Notice.free_slug(timezone.localdate())


class FileForm(forms.ModelForm):
    """A new row takes a file, checked by what is in it; a stored one keeps its own."""

    upload = forms.FileField(
        label=_("ファイル"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF、Word、Excel、PowerPoint、PNG、JPEG。20MBまで"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload = data.get("upload")
        if self.instance.pk is None and not upload and not self.errors:
            self.add_error("upload", _("ファイルを選んでください。"))
        elif upload and not self.errors:
            try:
                self.instance.file, self.instance.size = store_file(upload, "notices")
            except forms.ValidationError as refused:
                self.add_error("upload", refused)
        return data


class FileInline(admin.StackedInline):
    model = NoticeFile
    form = FileForm
    formset = RevisionedFormSet
    extra = 0
    fields = ("label", "upload", "stored")
    readonly_fields = ("stored",)

    @admin.display(description=_("いまのファイル"))
    def stored(self, row: NoticeFile) -> str:
        return row.link_text if row.pk else ""


@never_cache
@require_safe
@permission_required("office.view_notice", raise_exception=True)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as residents will read it, published or not."""
    return notice_page(request, get_object_or_404(Notice, pk=pk))


@admin.register(Notice)
class NoticeAdmin(NamedMoments, RevisionedAdmin):
    form = NoticeForm
    inlines = (FileInline,)
    list_display = ("title", "category", "published_from", "published_until", "is_pinned", "links")
    list_filter = ("category",)
    search_fields = ("title", "body")
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 14, "cols": 80})}}
    fieldsets = (
        (None, {"fields": ("title", "category", "body", "published_from", "published_until", "is_pinned")}),
        (_("公開ページのアドレス"), {"classes": ["collapse"], "fields": ("slug",)}),
        HIDING_FIELDS,
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj and obj.published_from and obj.published_from <= timezone.now() else ()

    def view_on_site(self, obj: Notice) -> str:
        return reverse("admin:office_notice_preview", args=[obj.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """``?from=12``: the words of an old notice, without its address, days and files."""
        wanted = request.GET.get("from", "")
        old = Notice.objects.filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else None
        return {name: getattr(old, name) for name in _COPIED} if old else {}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(preview)
        return [path("<int:pk>/preview/", view, name="office_notice_preview"), *super().get_urls()]

    @admin.display(description=_("見る・写す"))
    def links(self, notice: Notice) -> str:
        return format_html(
            '<a href="{}">{}</a>　<a href="{}?from={}">{}</a>',
            reverse("admin:office_notice_preview", args=[notice.pk]),
            _("公開の見え方"),
            reverse("admin:office_notice_add"),
            notice.pk,
            _("写して作る"),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_pages_after_commit()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for gone in formset.deleted_objects:
            transaction.on_commit(functools.partial(default_storage.delete, gone.file))
