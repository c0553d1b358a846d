from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as StockUserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.staff.mark import confirmed_lately
from portal.accounts.staff.sessions import drop_sessions

# What opens and closes an account: its sessions end, so that none is there when it is opened again.
_OPENING = {"email", "is_active", "is_staff", "is_superuser"}


class _LowerCaseEmail:
    """One account an address, however it is typed: as ``UserManager`` writes it."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class UserCreationForm(_LowerCaseEmail, AdminUserCreationForm):
    name = forms.CharField(label=_("表示名"), max_length=100, help_text=_("職員どうしで見分けるための名前"))

    class Meta:
        model = User
        fields = ("email", "name")


class UserChangeForm(_LowerCaseEmail, StockUserChangeForm):
    pass


class _PasswordChosenByAnother(AdminPasswordChangeForm):
    """It opens the door once: then its owner chooses an own one."""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(User)
@method_decorator(confirmed_lately, name="changeform_view")
@method_decorator(confirmed_lately, name="user_change_password")
class UserAdmin(StockUserAdmin):
    """Accounts of the office. Only a superuser opens them; nobody is deleted, who leaves is made inactive."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = _PasswordChosenByAnother
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    ordering = ("name", "email")
    readonly_fields = ("last_login", "date_joined")
    autocomplete_fields = ("stand_in",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("できること"), {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        (_("交代"), {"fields": ("last_day", "stand_in")}),
        (_("記録"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")},
        ),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.must_change_password = obj.has_usable_password()
        super().save_model(request, obj, form, change)
        if change and set(form.changed_data) & _OPENING:
            drop_sessions(obj.pk, but=request.session.session_key)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["help_text"] = ""
        return super().formfield_for_manytomany(db_field, request, **kwargs)


# Roles are declared in code; a group edited by hand would be set back at the next migration. Addresses in
# allauth's own table mean nothing here: an account is its address. Secrets are nobody's to look at.
for _model in (Group, EmailAddress, Authenticator):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
