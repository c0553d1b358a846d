from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import acting_user
from portal.accounts.errors import AccountError
from portal.accounts.models import User
from portal.accounts.staff.administrators import check_standing, note_standing
from portal.accounts.staff.mark import confirmed_lately
from portal.accounts.staff.sessions import drop_sessions

# What makes somebody another account to the door: its sessions end.
_OPENING = {"email", "is_staff", "is_superuser"}


class UserChangeForm(forms.ModelForm):
    # Who has the form open, for each request.
    by: User

    class Meta:
        model = User
        fields = ("email", "name", "is_staff", "is_superuser")

    def clean_email(self) -> str:
        """One account an address, however it is typed: as ``UserManager`` writes it."""
        return str(self.cleaned_data["email"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"is_staff", "is_superuser"} & set(self.changed_data):
            try:
                check_standing(
                    user_id=self.instance.pk,
                    is_staff=cleaned["is_staff"],
                    is_superuser=cleaned["is_superuser"],
                    by=self.by,
                )
            except AccountError as error:
                raise ValidationError(str(error)) from error
        return cleaned


@admin.register(User)
@method_decorator(confirmed_lately, name="changeform_view")
class UserAdmin(admin.ModelAdmin):
    """What only a superuser does with an account: its address, who else is a superuser. Accounts are opened and
    closed, first passwords and roles given, by the actions of 職員のログイン; nobody is deleted."""

    form = UserChangeForm
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    ordering = ("name", "email")
    readonly_fields = ("is_active", "roles", "last_day", "stand_in", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name")}),
        (_("できること"), {"fields": ("is_staff", "is_superuser", "is_active", "roles")}),
        (_("交代"), {"fields": ("last_day", "stand_in")}),
        (_("記録"), {"fields": ("last_login", "date_joined")}),
    )

    @admin.display(description=_("役割"))
    def roles(self, user: User) -> str:
        """Shown only: the page of 職員のログイン gives and takes them."""
        names = "、".join(user.groups.values_list("name", flat=True)) or _("なし")
        if not user.is_staff:
            return str(names)
        return format_html(
            '{}（<a href="{}">{}</a>）',
            names,
            reverse("admin:colleague", args=[user.pk]),
            _("役割を変える・アカウントを閉じる"),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = acting_user(request)  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if set(form.changed_data) & _OPENING:
            drop_sessions(obj.pk, but=request.session.session_key)
        note_standing(user=obj, changed=set(form.changed_data), by=acting_user(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Nobody guesses a hash letter by letter in the address of the list.
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# Roles are declared in code; a group edited by hand would be set back at the next migration. Addresses in
# allauth's own table mean nothing here: an account is its address. Secrets are nobody's to look at.
for _model in (Group, EmailAddress, Authenticator):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
