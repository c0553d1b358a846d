"""グループ分け: tables for a session, made, moved by hand, with rules for pairs, and printed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import posted
from portal.bookings.admin.stale import let_next_press_count
from portal.bookings.errors import StaleRevision
from portal.bookings.models import Attendee
from portal.documents.errors import DocumentFailed
from portal.documents.pdf import pdf_response
from portal.errors import PortalError
from portal.ui.forms import PortalForm
from trainings import actions
from trainings.admin.pages import get_session, page, staff_may
from trainings.errors import GroupsImpossible
from trainings.models import GroupRule, TrainingSession
from trainings.table_plan import TablePlan, read_plan, table_plan_pdf

FORM_METHODS = ["GET", "HEAD", "POST"]


class MakeForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    size = forms.IntegerField(
        label=gettext_lazy("1テーブルの人数"),
        min_value=2,
        max_value=20,
        help_text=gettext_lazy(
            "2〜20人。できるだけ同じ人数に分けます。決まりのために一人多くなることがあります。"
        ),
    )
    forget = forms.BooleanField(
        label=gettext_lazy("手で決めた席も、いったん外す"),
        required=False,
    )
    seed = forms.IntegerField(
        label=gettext_lazy("組み合わせの番号"),
        required=False,
        min_value=0,
        validators=[MaxValueValidator(999_999)],
        help_text=gettext_lazy(
            "同じ番号・同じ人・同じ決まりなら、同じ席になります。空欄なら新しい組み合わせです。"
        ),
    )

    def __init__(self, *args: Any, has_hand_placed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_hand_placed:
            del self.fields["forget"]

    def often(self) -> list[Any]:
        return [self[name] for name in ("revision", "size", "forget") if name in self.fields]


class RuleForm(PortalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    first = forms.TypedChoiceField(label=gettext_lazy("一人目"), coerce=int)
    second = forms.TypedChoiceField(label=gettext_lazy("二人目"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("決まり"), choices=GroupRule.Kind.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: list[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("選んでください")),
            *((str(a.pk), f"{a.person.name_to_print}（{a.person.kana}）") for a in people),
        ]
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@never_cache
@require_http_methods(FORM_METHODS)
@staff_may("view_groupplan")
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """The tables; POST makes them, or makes them anew."""
    session = get_session(pk)
    if request.method == "POST":
        return _make(request, session)
    return _page(request, session)


@staff_may("change_groupplan")
def _make(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    plan = read_plan(session)
    form = _make_form(plan, posted(request))
    if form.is_valid():
        data = form.cleaned_data
        error = _refusal(
            lambda: actions.make_groups(
                session_id=session.pk,
                size=data["size"],
                revision=data["revision"],
                seed=data["seed"],
                forget_hand_placed=data.get("forget", False),
                by=acting_user(request),
            ),
            plan,
        )
        if error is None:
            messages.success(request, _("グループを作りました。"))
            return _back(session.pk)
        plan = read_plan(session)
        form = _again(form, _make_form(plan, posted(request)), error, plan)
    return _page(request, session, plan=plan, form=form)


@require_POST
@staff_may("change_groupplan")
def add_rule(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_session(pk)
    plan = read_plan(session)
    form = _rule_form(plan, posted(request))
    if form.is_valid():
        data = form.cleaned_data
        error = _refusal(
            lambda: actions.add_group_rule(
                session_id=pk,
                kind=data["kind"],
                first_id=data["first"],
                second_id=data["second"],
                revision=data["revision"],
            ),
            plan,
        )
        if error is None:
            messages.success(request, _("決まりを足しました。次に作り直すときから守ります。"))
            return _back(pk)
        plan = read_plan(session)
        form = _again(form, _rule_form(plan, posted(request)), error, plan)
    return _page(request, session, plan=plan, rule_form=form)


class _PressForm(forms.Form):
    """A press at one row: what was seen, and the table where one is chosen."""

    revision = forms.IntegerField()
    table = forms.IntegerField(required=False, min_value=1, max_value=1000)


@require_POST
@staff_may("change_groupplan")
def remove_rule(request: HttpRequest, pk: int, rule_pk: int) -> HttpResponse:
    def remove(pressed: dict[str, Any]) -> str:
        actions.remove_group_rule(session_id=pk, rule_id=rule_pk, revision=pressed["revision"])
        return _("決まりを外しました。")

    return _press(request, pk, remove)


@require_POST
@staff_may("change_groupplan")
def move(request: HttpRequest, pk: int, attendee_pk: int) -> HttpResponse:
    get_object_or_404(Attendee, pk=attendee_pk, occasion=pk)

    def change(pressed: dict[str, Any]) -> str:
        count = actions.move_to_table(
            session_id=pk,
            attendee_id=attendee_pk,
            table=pressed["table"] or 0,
            revision=pressed["revision"],
        )
        text = _("テーブル%(table)sに移しました。") % {"table": pressed["table"]}
        return text + (_("一緒にする人も、合わせて%(count)s人です。") % {"count": count} if count > 1 else "")

    return _press(request, pk, change)


@require_POST
@staff_may("change_groupplan")
def newcomers(request: HttpRequest, pk: int) -> HttpResponse:
    def seat(pressed: dict[str, Any]) -> str:
        count = actions.seat_newcomers(session_id=pk, revision=pressed["revision"])
        return _("%(count)s人の席を決めました。ほかの人の席は変わっていません。") % {"count": count}

    return _press(request, pk, seat)


@never_cache
@require_safe
@staff_may("view_groupplan")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The table plan as a page to print: names only."""
    session = get_session(pk)
    return page(request, "groups_sheet.html", _("テーブルの席"), occasion=session, plan=read_plan(session))


@never_cache
@require_safe
@staff_may("view_groupplan")
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_session(pk)
    try:
        content = table_plan_pdf(session)
    except DocumentFailed as error:
        messages.error(request, str(error))
        return redirect("admin:trainings_trainingsession_groups_sheet", pk)
    return pdf_response(content, f"tables-{pk}.pdf")


def _page(
    request: HttpRequest,
    session: TrainingSession,
    *,
    plan: TablePlan | None = None,
    form: MakeForm | None = None,
    rule_form: RuleForm | None = None,
) -> HttpResponse:
    plan = plan or read_plan(session)
    return page(
        request,
        "groups.html",
        _("グループ分け"),
        occasion=session,
        plan=plan,
        form=form or _make_form(plan),
        rule_form=rule_form or _rule_form(plan),
        refused=rule_form or form,
        may_change=request.user.has_perm("trainings.change_groupplan") and not session.is_over,
    )


def _make_form(plan: TablePlan, data: Any = None) -> MakeForm:
    initial = {"revision": plan.stored.revision, "size": plan.stored.size}
    return MakeForm(data, initial=initial, has_hand_placed=plan.by_hand > 0)


def _rule_form(plan: TablePlan, data: Any = None) -> RuleForm:
    initial = {"revision": plan.stored.revision}
    return RuleForm(data, initial=initial, people=plan.people, auto_id="id_rule_%s")


def _again(form: Any, again: Any, error: str, plan: TablePlan) -> Any:
    """The refused form over what is stored now: who presses again has seen it."""
    let_next_press_count(again, plan.stored.revision)
    again.is_valid()
    again.add_error(None, error)
    return again


def _refusal(action: Callable[[], object], plan: TablePlan) -> str | None:
    """Why the action refused, with the names that it is about; None when it was done."""
    try:
        action()
    except GroupsImpossible as error:
        names = plan.names_of(error.people)
        return f"{error}{_('（%(names)s）') % {'names': names}}" if names else str(error)
    except StaleRevision:
        return _("ほかの職員が先に席か決まりを変えました。いまの内容を確かめて、もう一度押してください。")
    except PortalError as error:
        return str(error)
    return None


def _press(request: HttpRequest, pk: int, action: Callable[[dict[str, Any]], str]) -> HttpResponse:
    session = get_session(pk)
    pressed = _PressForm(request.POST)
    if not pressed.is_valid():
        messages.error(request, _("一覧の中から選び直してください。"))
        return _back(pk)
    done: list[str] = []
    error = _refusal(lambda: done.append(action(pressed.cleaned_data)), read_plan(session))
    if error is None:
        messages.success(request, done[0])
    else:
        messages.error(request, error)
    return _back(pk)


def _back(pk: int) -> HttpResponse:
    return redirect("admin:trainings_trainingsession_groups", pk)
