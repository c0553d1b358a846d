"""終了にする: who will get a certificate and who will not, and why, before the button."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import attempt, posted
from portal.bookings.models import Occasion
from portal.ui.forms import PortalForm
from trainings import actions
from trainings.admin.pages import get_session, page, staff_may
from trainings.completion import Outcome, fingerprint, held_dates, outcome_of, outcomes, rule_in_words
from trainings.models import CertificateSettings, TrainingSession

FORM_METHODS = ["GET", "HEAD", "POST"]


class ClosingForm(PortalForm):
    seen = forms.CharField(widget=forms.HiddenInput)
    unmarked = forms.ChoiceField(
        label=gettext_lazy("未記入の人をどうしますか"),
        choices=[
            ("present", gettext_lazy("残りは全員、出席だった")),
            ("leave", gettext_lazy("未記入のままにする（出席に数えない）")),
        ],
        widget=forms.RadioSelect,
    )
    tell = forms.BooleanField(
        label=gettext_lazy("修了証ができたことを、いま一人ずつ知らせる"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "それぞれの連絡の方法で。印を外すと、あとで「修了証」の画面から知らせられます。"
        ),
    )

    def __init__(self, *args: Any, has_unmarked: bool, has_certificates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_unmarked:
            del self.fields["unmarked"]
        if not (has_unmarked or has_certificates):
            del self.fields["tell"]


@require_http_methods(FORM_METHODS)
@staff_may("add_certificate")
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_session(pk)
    found = outcomes(session)
    form = _form(found, posted(request))
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data.get("unmarked", "")
        done = attempt(
            form,
            actions.close_session,
            session_id=pk,
            by=acting_user(request),
            unmarked_are_present={"present": True, "leave": False}.get(choice),
            seen=form.cleaned_data["seen"],
            tell=form.cleaned_data.get("tell", False),
        )
        if done is not None:
            _say_what_happened(request, done)
            return redirect("admin:trainings_trainingsession_certificates", pk)
        found = outcomes(session)
        form = _shown_again(form, found)
    return page(
        request,
        "closing.html",
        _("終了にする"),
        occasion=session,
        session=session,
        form=form,
        rule=rule_in_words(session),
        label=(CertificateSettings.objects.first() or CertificateSettings()).label,
        **_table(session, found),
    )


def _form(found: list[Outcome], data: Any) -> ClosingForm:
    return ClosingForm(
        data,
        initial={"seen": fingerprint(found)},
        has_unmarked=any(o.is_unmarked for o in found),
        has_certificates=any(o.earns for o in found),
    )


def _shown_again(form: ClosingForm, found: list[Outcome]) -> ClosingForm:
    """The refused form over the outcomes as they are now: who presses again has seen these."""
    errors = form.non_field_errors()
    data: Any = form.data
    data = data.copy()
    data["seen"] = fingerprint(found)
    again = _form(found, data)
    again.is_valid()
    for error in errors:
        again.add_error(None, error)
    return again


def _table(session: TrainingSession, found: list[Outcome]) -> dict[str, Any]:
    to_come = [date for date in session.dates.all() if date.ends_at > timezone.now()]
    dates = held_dates(session)
    return {
        "dates": dates,
        # Whom somebody may want to look at stands first; otherwise by reading.
        "outcomes": sorted(found, key=lambda o: o.earns and not o.is_unmarked),
        "earning": sum(o.earns for o in found),
        "not_earning": sum(not o.earns for o in found),
        "unmarked": [o for o in found if o.is_unmarked],
        "is_off": session.state != Occasion.State.PUBLISHED,
        "is_not_over": bool(to_come) or not dates,
    }


def _say_what_happened(request: HttpRequest, done: actions.Closing) -> None:
    if done.was_closed:
        messages.info(request, _("すでに終了しています。新しい修了証は出していません。"))
        return
    text = _("終了にしました。%(count)s人に修了証を出しました。") % {"count": len(done.certificates)}
    if done.marked_present:
        text += _("未記入だった%(count)s人を出席にしました。") % {"count": done.marked_present}
    messages.success(request, text)


class DecisionForm(PortalForm):
    choice = forms.ChoiceField(
        label=gettext_lazy("修了証"),
        choices=[
            ("rule", gettext_lazy("条件のとおりにする")),
            ("grant", gettext_lazy("条件にかかわらず、出す")),
            ("refuse", gettext_lazy("条件にかかわらず、出さない")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("記録に残ります。例）欠席した日の内容を補講で受けた"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choice") in {"grant", "refuse"} and not data.get("reason"):
            self.add_error("reason", _("理由を入力してください。"))
        return data


@require_http_methods(FORM_METHODS)
@staff_may("add_certificate")
def decide(request: HttpRequest, pk: int, attendee_pk: int) -> HttpResponse:
    """Grant or refuse against the rule, or let it decide again."""
    session = get_session(pk)
    try:
        outcome = outcome_of(session, attendee_pk)
    except LookupError as error:
        raise Http404 from error
    form = DecisionForm(posted(request), initial=_decided(outcome))
    if request.method == "POST" and form.is_valid() and _decide(request, form, attendee_pk):
        return redirect("admin:trainings_trainingsession_closing", pk)
    return page(
        request,
        "decide.html",
        _("修了証の判定を変える"),
        occasion=session,
        form=form,
        outcome=outcome,
        rule=rule_in_words(session),
        is_off=session.is_over,
    )


def _decided(outcome: Outcome) -> dict[str, str]:
    if outcome.decision is None:
        return {"choice": "rule"}
    choice = "grant" if outcome.decision.is_granted else "refuse"
    return {"choice": choice, "reason": outcome.decision.reason}


def _decide(request: HttpRequest, form: DecisionForm, attendee_pk: int) -> bool:
    choice, by = form.cleaned_data["choice"], acting_user(request)
    if choice == "rule":
        attempt(form, actions.undecide, attendee_id=attendee_pk, by=by)
    else:
        attempt(
            form,
            actions.decide,
            attendee_id=attendee_pk,
            is_granted=choice == "grant",
            reason=form.cleaned_data["reason"],
            by=by,
        )
    return not form.errors
