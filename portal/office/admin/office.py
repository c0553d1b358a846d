import functools
from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin_revisions import RevisionedAdmin, RevisionedForm
from portal.office.distress import OUR_WORDS
from portal.office.models import ClosedDay, District, Office
from portal.page_cache import forget_pages_after_commit
from portal.ui.dates import format_short_date
from portal.ui.email import sending_domain
from portal.ui.pictures import store_picture
from portal.ui.text import InvalidInput

LOGOS = "office"
_LOGO_SIDE = 240  # pixels, sharp at twice the size in which it is shown
_DAYS_SHOWN = 5


class OfficeForm(RevisionedForm):
    logo_upload = forms.FileField(
        label=_("ロゴの画像"), required=False, help_text=_("PNG・JPEG・GIF・WebP。ページの左上に出ます")
    )
    remove_logo = forms.BooleanField(label=_("いまのロゴをやめる"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            self.fields["remove_logo"].widget = forms.HiddenInput()

    def clean_logo_upload(self) -> Any:
        """The name under which the picture was stored; empty where none came."""
        upload = self.cleaned_data["logo_upload"]
        if upload is None:
            return ""
        try:
            return store_picture(upload, folder=LOGOS, side=_LOGO_SIDE).name
        except InvalidInput as error:
            raise forms.ValidationError(error.message, code=error.code, params=error.params) from None

    def clean_distress_words(self) -> str:
        return self.cleaned_data["distress_words"].strip() or OUR_WORDS

    def save(self, commit: bool = True) -> Office:
        if self.cleaned_data["remove_logo"]:
            self.instance.logo = ""
        self.instance.logo = self.cleaned_data["logo_upload"] or self.instance.logo
        return super().save(commit)


@admin.register(Office)
class OfficeAdmin(RevisionedAdmin):
    """All that another city fills in to make the portal its own."""

    form = OfficeForm
    formfield_overrides = {
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"size": 6})},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 8, "cols": 80})},
    }
    list_display = ("name", "city_name", "telephone", "fax", "email", "opens_at", "closes_at")
    readonly_fields = ("closed_days", "sending_domain", "logo_shown")
    fieldsets = (
        (
            _("名前と連絡先"),
            {
                "fields": (
                    "city_name", "prefecture_name", "name", "telephone", "fax", "email", "postal_code", "address",
                    "letter_issuer", "disclosure_desk", "disclosure_address",
                )
            },
        ),
        (_("受付時間と休業日"), {"fields": ("opens_at", "closes_at", "closed_days", "decision_note")}),
        (_("コード"), {"fields": ("city_code", "corporate_number")}),
        (_("メールの送信元"), {"fields": ("sending_domain",)}),
        (_("方針のページの文"), {"fields": ("privacy_text", "accessibility_text", "about_text")}),
        (
            _("ロゴと色、ひとこと"),
            {"fields": ("logo_shown", "logo_upload", "remove_logo", "main_colour", "accent_colour", "site_note")},
        ),
        (_("検索"), {"fields": ("distress_words",)}),
    )  # fmt: skip

    @admin.display(description=_("臨時の休業日"))
    def closed_days(self, office: Office) -> str:
        address = reverse("admin:office_closedday_changelist")
        coming = ClosedDay.objects.filter(date__gte=timezone.localdate())[:_DAYS_SHOWN]
        days = "、".join(format_short_date(day.date) for day in coming) or gettext(
            "これからの休業日はありません"
        )
        return format_html('{} <a href="{}">{}</a>', days, address, gettext("休業日を見る・足す"))

    @admin.display(description=_("送信元のドメイン"))
    def sending_domain(self, office: Office) -> str:
        return gettext("%(domain)s（サーバーの設定で決まります）") % {"domain": sending_domain()}

    @admin.display(description=_("いまのロゴ"))
    def logo_shown(self, office: Office) -> str:
        if not office.logo:
            return gettext("ポータルの印")
        return format_html(
            '<img src="{}" alt="{}" height="44">', reverse("office:logo"), gettext("いまのロゴ")
        )

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: bool) -> None:
        before = Office.objects.current().logo
        super().save_model(request, obj, form, change)
        if before and before != obj.logo:
            # Not before everything is written: else the old picture would be missed when it is not.
            transaction.on_commit(functools.partial(default_storage.delete, before))
        forget_pages_after_commit()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        return False


@admin.register(ClosedDay)
class ClosedDayAdmin(admin.ModelAdmin):
    list_display = ("date", "reason")
    date_hierarchy = "date"


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    """The tree of places: the office may name the 地区 within a 地域, neighbouring towns, 市外, わからない."""

    list_display = ("indented_name", "kind", "position")
    list_editable = ("position",)
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "kind", "parent", "position")

    @admin.display(description=_("地区の名前"))
    def indented_name(self, district: District) -> str:
        return district.indented_name

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "parent":
            field.queryset = District.objects.filter(parent__isnull=True)
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = field.widget.can_delete_related = False
        return field
