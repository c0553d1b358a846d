"""しばらく隠しているもの: everything of the public pages that is hidden now or will be, and the form that hides
what has no stock form of its own."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.admin_revisions import STALE, add_differences
from portal.office.hiding import Hideable, HideableKind, hideable_kind, hideable_kinds
from portal.page_cache import forget_pages_after_commit
from portal.ui.forms import PortalForm
from portal.ui.moments import name_halves


def hide_url(row: Hideable) -> str:
    """Where staff hide a row whose own page is no stock form."""
    return reverse("admin:hidden_change", args=[row._meta.label_lower, row.pk])


def _may(request: HttpRequest, verb: str, kind: HideableKind) -> bool:
    opts = kind.model._meta
    return request.user.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}")


@never_cache
@require_safe
def hidden(request: HttpRequest) -> HttpResponse:
    """What is hidden now or will be, of the kinds that the reader may see. One query for each kind."""
    now = timezone.now()
    kinds = [kind for kind in hideable_kinds() if _may(request, "view", kind)]
    if not kinds:
        raise PermissionDenied
    rows = [
        {"row": row, "kind": kind.model._meta.verbose_name, "url": kind.change_url(row)}
        for kind in kinds
        for row in kind.model.objects.hidden_or_to_be(now)
    ]
    return _page(request, "hidden.html", _("しばらく隠しているもの"), rows=rows)


class MomentField(forms.SplitDateTimeField):
    widget = AdminSplitDateTime

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        name_halves(self)


class HidingForm(PortalForm):
    hidden_from = MomentField(
        label=gettext_lazy("いつから隠す"), help_text=gettext_lazy("空欄で「いつまで」だけなら、いまから")
    )
    hidden_until = MomentField(
        label=gettext_lazy("いつまで隠す"),
        help_text=gettext_lazy("この時刻に、ひとりでに戻ります。空欄なら、取り消すまで隠します。"),
    )

    # What was stored when the form was opened: two colleagues may hide the same at once.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, row: Hideable) -> None:
        stored = {"hidden_from": row.hidden_from, "hidden_until": row.hidden_until}
        seen = "/".join(moment.isoformat() if moment else "" for moment in stored.values())
        super().__init__(data, initial={**stored, "seen": seen})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("seen") != self.initial["seen"]:
            add_differences(self, besides={"seen"})
            self.add_error(None, STALE)
            # Shown again, the form carries what it was compared with.
            again: Any = self.data.copy()  # type: ignore[attr-defined]
            again["seen"] = self.initial["seen"]
            self.data = again
            return data
        begins, ends = data.get("hidden_from"), data.get("hidden_until")
        if begins and ends and ends <= begins:
            self.add_error("hidden_until", _("「いつまで隠す」は「いつから隠す」より後にしてください。"))
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def hide(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """しばらく隠す, change that, or take it back by emptying both fields."""
    found = hideable_kind(kind)
    if found is None:
        raise Http404
    if not _may(request, "change", found):
        raise PermissionDenied
    is_sent = request.method == "POST"
    # Locked before the form is looked at, so that what is compared is what will be replaced.
    rows = found.model.objects.select_for_update(no_key=True) if is_sent else found.model.objects.all()
    row = get_object_or_404(rows, pk=pk)
    form = HidingForm(request.POST if is_sent else None, row=row)
    if form.is_valid():
        _save(request, row, form)
        messages.success(request, _("保存しました。"))
        return redirect("admin:hidden")
    return _page(request, "hide.html", _("しばらく隠す"), form=form, row=row)


def _save(request: HttpRequest, row: Any, form: HidingForm) -> None:
    row.hidden_from, row.hidden_until = form.cleaned_data["hidden_from"], form.cleaned_data["hidden_until"]
    row.save(update_fields=["hidden_from", "hidden_until"])
    LogEntry.objects.log_actions(
        user_id=acting_user(request).pk,
        queryset=[row],
        action_flag=CHANGE,
        change_message=_("しばらく隠す期間を変更"),
        single_object=True,
    )
    forget_pages_after_commit()


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/office/{template}", context)
