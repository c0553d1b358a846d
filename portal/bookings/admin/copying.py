"""前回の内容を写して作る: the main way in which staff make an occasion."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings.actions.copying import copy_occasion
from portal.bookings.admin.base import page, posted
from portal.ui.dates import format_date
from portal.ui.forms import PortalForm

_OFFERED = 10


class _OriginalField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}　{format_date(obj.first_start)}" if obj.first_start else obj.title


class CopyForm(PortalForm):
    original = _OriginalField(
        label=gettext_lazy("どれを写しますか"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, originals: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["original"].queryset = originals  # type: ignore[attr-defined]


def copy_page(model_admin: Any) -> Callable[[HttpRequest], HttpResponse]:
    """The page for one kind of occasion."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def copy(request: HttpRequest) -> HttpResponse:
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        originals = _originals(model_admin, request.GET.get("from", ""))
        first = originals.first()
        form = CopyForm(originals, posted(request), initial={"original": first.pk if first else None})
        if request.method == "POST" and form.is_valid():
            made = copy_occasion(
                original=form.cleaned_data["original"],
                by=acting_user(request),
                leave_out=model_admin.not_copied,
                rows=model_admin.copied_rows,
            )
            _log(request, made)
            messages.success(
                request,
                _("写しました。まだ公開していません。日時と締切を確かめて、直してから公開してください。"),
            )
            return redirect(
                f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", made.pk
            )
        return page(
            request, "copy.html", _("前回の内容を写して作る"), form=form, opts=model_admin.opts, has_any=first
        )

    return copy


def _originals(model_admin: Any, chosen: str) -> Any:
    """The one that was asked for, or the latest of those that were announced."""
    latest = model_admin.model.objects.with_period().order_by("-first_start", "-pk")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        return latest.filter(pk=chosen)
    ids = list(latest.announced().values_list("pk", flat=True)[:_OFFERED])
    return latest.filter(pk__in=ids)


def _log(request: HttpRequest, made: Any) -> None:
    LogEntry.objects.log_actions(
        user_id=acting_user(request).pk,
        queryset=[made],
        action_flag=ADDITION,
        change_message=_("写して作成"),
        single_object=True,
    )
