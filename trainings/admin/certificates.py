"""修了証 after closing: the list of a session, one certificate with its history, issuing, revoking, correcting."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import OnlyThroughActions, attempt, posted
from portal.bookings.models import Attendee, Occasion
from portal.ui.fields import NameField
from portal.ui.forms import PortalForm
from trainings import actions
from trainings.admin import printing
from trainings.admin.pages import get_certificate, get_session, page, staff_may
from trainings.errors import NotClosedYet
from trainings.messages import untold_certificates
from trainings.models import Certificate

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@staff_may("view_certificate")
def session_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who had a place, with the certificate or without. Five queries, whatever their number."""
    session = get_session(pk)
    newest_last = Certificate.objects.order_by("fiscal_year", "seq")
    people = list(
        Attendee.objects.coming()
        .filter(occasion=pk)
        .select_related("person", "booking")
        .prefetch_related(Prefetch("certificates", newest_last))
        .order_by("person__kana_key", "pk")
    )
    rows = [
        {
            "attendee": attendee,
            "certificates": all_,
            "live": next((c for c in all_ if not c.is_revoked), None),
        }
        for attendee in people
        for all_ in [list(attendee.certificates.all())]
    ]
    return page(
        request,
        "certificates.html",
        _("修了証"),
        occasion=session,
        rows=rows,
        live=sum(row["live"] is not None for row in rows),
        untold=len(untold_certificates(pk)),
        is_closed=session.state == Occasion.State.CLOSED,
    )


@require_POST
@staff_may("add_certificate")
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell everybody of whose certificate nobody has told them."""
    get_session(pk)
    try:
        told = actions.tell_untold(session_id=pk)
    except NotClosedYet as error:
        messages.error(request, str(error))
    else:
        text = (
            _("%(count)s組に、それぞれの連絡の方法で知らせます。")
            if told
            else _("みなさんに、もう知らせています。")
        )
        messages.success(request, text % {"count": told})
    return redirect("admin:trainings_trainingsession_certificates", pk)


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("記録に残ります。公開はしません。")
    )


class _TellForm(ReasonForm):
    tell = forms.BooleanField(
        label=gettext_lazy("本人に知らせる"),
        required=False,
        initial=True,
        help_text=gettext_lazy("連絡の希望の方法で、新しい修了証ができたことを知らせます。"),
    )


class CorrectionForm(_TellForm):
    """What may be wrong on paper. The name comes first; the rest is seldom touched."""

    name = NameField(label=gettext_lazy("お名前"), max_length=100)
    title = forms.CharField(label=gettext_lazy("研修の名前"), max_length=100)
    dates = forms.CharField(label=gettext_lazy("開催日"), max_length=500)
    wording = forms.CharField(
        label=gettext_lazy("本文"), max_length=1500, widget=forms.Textarea(attrs={"rows": 4})
    )
    issuer = forms.CharField(label=gettext_lazy("発行者"), max_length=200, required=False)
    label = forms.CharField(label=gettext_lazy("証書の名前"), max_length=20)
    field_order = ("name", "reason", "tell", "title", "dates", "wording", "issuer", "label")
    printed = ("name", "title", "dates", "wording", "issuer", "label")

    def rare(self) -> list[Any]:
        return [self[name] for name in self.printed if name != "name"]

    def often(self) -> list[Any]:
        return [self[name] for name in ("name", "reason", "tell")]

    def has_rare_errors(self) -> bool:
        return any(field.errors for field in self.rare())


@require_http_methods(FORM_METHODS)
@staff_may("add_certificate")
def issue(request: HttpRequest, pk: int, attendee_pk: int) -> HttpResponse:
    """One certificate after closing, whatever attendance says."""
    session = get_session(pk)
    attendee = get_object_or_404(
        Attendee.objects.coming().select_related("person"), pk=attendee_pk, occasion=pk
    )
    form = _TellForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            actions.issue_single,
            attendee_id=attendee.pk,
            reason=data["reason"],
            by=acting_user(request),
            tell=data["tell"],
        )
        if made is not None:
            messages.success(request, _("%(number)sを出しました。") % {"number": made.number})
            return redirect("admin:trainings_certificate_page", made.pk)
    return page(request, "issue.html", _("修了証を出す"), occasion=session, attendee=attendee, form=form)


@require_safe
@staff_may("view_certificate")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_certificate(pk)
    return page(
        request,
        "certificate.html",
        found.number,
        occasion=found.attendee.occasion,
        certificate=found,
        has_other_name=found.name != found.attendee.person.name_to_print,
    )


@require_http_methods(FORM_METHODS)
@staff_may("change_certificate")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_certificate(pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            actions.revoke,
            certificate_id=pk,
            reason=form.cleaned_data["reason"],
            by=acting_user(request),
        )
        if done is not None:
            messages.success(request, _("%(number)sを取り消しました。") % {"number": done.number})
            return redirect("admin:trainings_certificate_page", pk)
    return page(
        request,
        "revoke.html",
        _("修了証を取り消す"),
        occasion=found.attendee.occasion,
        certificate=found,
        form=form,
    )


@require_http_methods(FORM_METHODS)
@staff_may("change_certificate")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new certificate with what was wrong put right; the old one is revoked in the same step."""
    found = get_certificate(pk)
    initial = {name: getattr(found, name) for name in CorrectionForm.printed}
    person_name = found.attendee.person.name_to_print
    if found.name != person_name and found.name in found.wording:
        initial["wording"] = found.wording.replace(found.name, person_name)
    form = CorrectionForm(posted(request), initial={**initial, "name": person_name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            actions.correct,
            certificate_id=pk,
            printed={name: data[name] for name in CorrectionForm.printed},
            reason=data["reason"],
            by=acting_user(request),
            tell=data["tell"],
        )
        if made is not None:
            text = _("%(new)sを出し、%(old)sを取り消しました。")
            messages.success(request, text % {"new": made.number, "old": found.number})
            return redirect("admin:trainings_certificate_page", made.pk)
    return page(
        request,
        "correct.html",
        _("直して出し直す"),
        occasion=found.attendee.occasion,
        certificate=found,
        form=form,
    )


@admin.register(Certificate)
class CertificateAdmin(OnlyThroughActions):
    """All certificates, to be found by number or code. A row opens its page; there is no stock form."""

    list_display = ("number_link", "name", "title", "issued_on", "state")
    list_display_links = None
    list_filter = ("fiscal_year",)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("number", "code", "name")
    search_help_text = gettext_lazy("番号、確認番号、お名前でさがす")
    list_per_page = 100

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        # A code is typed as it is printed: in groups.
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        code = search_term.replace("-", "").strip().upper()
        return (found | queryset.filter(code=code)) if code else found, may_repeat

    @admin.display(description=gettext_lazy("番号"), ordering="seq")
    def number_link(self, found: Certificate) -> str:
        url = reverse("admin:trainings_certificate_page", args=[found.pk])
        return format_html('<a href="{}">{}</a>', url, found.number)

    @admin.display(description=gettext_lazy("状態"))
    def state(self, found: Certificate) -> str:
        return _("取消") if found.is_revoked else _("有効")

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, Any] = {
            "": ("page", certificate),
            "pdf/": ("pdf", printing.print_one),
            "sheet/": ("sheet", printing.sheet),
            "revoke/": ("revoke", revoke),
            "correct/": ("correct", correct),
            # Stock links to one certificate lead to its page.
            "change/": ("change", certificate),
        }
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="trainings_certificate_changelist"),
            *(
                path(f"<int:pk>/{address}", view(function), name=f"trainings_certificate_{name}")
                for address, (name, function) in pages.items()
            ),
        ]
