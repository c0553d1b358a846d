"""亡くなられた, 転居, 今後連絡しない, 取扱注意: what follows is shown before the one press, and after it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.acting import acting_user
from portal.errors import PortalError
from portal.people import actions
from portal.people.admin.pages import ReasonForm, page, person_or_404
from portal.people.care import may_open
from portal.people.models import Person, PersonMark
from portal.ui.forms import PortalForm

Kind = PersonMark.Kind
may_change = permission_required("people.change_person", raise_exception=True)

_MARK: dict[Kind, Callable[..., PersonMark]] = {
    Kind.DIED: actions.mark_died,
    Kind.MOVED_AWAY: actions.mark_moved_away,
    Kind.DO_NOT_CONTACT: actions.mark_do_not_contact,
    Kind.CARE: actions.handle_with_care,
}
# What always follows, whatever the person has with us.
_MEANING = {
    Kind.DIED: gettext_lazy("メール、手紙、FAX、電話、案内を、いますぐ全部止めます。お知らせは出しません。"),
    Kind.MOVED_AWAY: gettext_lazy(
        "メール、手紙、FAX、電話、案内を、いますぐ全部止めます。お知らせは出しません。"
        "市内での転居は、ここではなく「連絡先・住所を直す」で直してください。"
    ),
    Kind.DO_NOT_CONTACT: gettext_lazy(
        "メール、手紙、FAX、電話、案内を、いますぐ全部止めます。お知らせは出しません。"
        "本人から電話があったときは、いつものように受け付けられます。"
    ),
    Kind.CARE: gettext_lazy(
        "電話番号、FAX番号、メールアドレス、住所、地区を、一覧、名簿、書き出し、印刷に出さなくなります。"
        "見られるのは「取扱注意」の担当の職員だけで、理由を書いて開きます。だれがいつ開いたかが残ります。"
    ),
}


class NoteForm(PortalForm):
    note = forms.CharField(
        label=gettext_lazy("だれから聞いたか、いつからか、など"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


@never_cache
@require_safe
@permission_required("people.view_person", raise_exception=True)
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """All marks of a person, with what followed and who took them back."""
    person = person_or_404(pk)
    found = list(person.marks.select_related("by", "undone_by"))
    standing = {mark.kind: mark for mark in found if mark.undone_at is None}
    kinds = [
        {
            "kind": kind,
            "is_set": getattr(person, kind.field),
            "mark": standing.get(kind),
            "may_undo": kind != Kind.CARE or may_open(request.user),
        }
        for kind in Kind
    ]
    return page(request, "marks.html", _("印の記録"), person, kinds=kinds, records=found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def mark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What follows, and the one press."""
    person, chosen = _person_and_kind(pk, kind)
    if getattr(person, chosen.field):
        return redirect("admin:people_person_marks", pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _MARK[chosen](person=person, by=acting_user(request), **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("「%(mark)s」と記録しました。") % {"mark": done.get_kind_display()})
            return redirect("admin:people_person_marks", pk)
    return page(
        request,
        "mark.html",
        str(chosen.label),
        person,
        form=form,
        meaning=_MEANING[chosen],
        follows=actions.foresee(person=person, kind=chosen, by=acting_user(request)),
        stops=chosen != Kind.CARE,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def unmark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """元に戻す, for a reason."""
    person, chosen = _person_and_kind(pk, kind)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _undo(form, person, chosen, request):
        messages.success(request, _("「%(mark)s」を元に戻しました。") % {"mark": chosen.label})
        return redirect("admin:people_person_marks", pk)
    return page(
        request,
        "unmark.html",
        _("「%(mark)s」を元に戻す") % {"mark": chosen.label},
        person,
        form=form,
        record=person.marks.standing().filter(kind=chosen).select_related("by").first(),
        stops=chosen != Kind.CARE,
    )


def _undo(form: ReasonForm, person: Person, kind: Kind, request: HttpRequest) -> bool:
    arguments: dict[str, Any] = {
        "person": person,
        "by": acting_user(request),
        "reason": form.cleaned_data["reason"],
    }
    try:
        if kind == Kind.CARE:
            actions.stop_handling_with_care(**arguments)
        else:
            actions.undo_mark(kind=kind, **arguments)
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    return True


def _person_and_kind(pk: int, kind: str) -> tuple[Person, Kind]:
    if kind not in Kind.values:
        raise Http404
    return person_or_404(pk).kept(), Kind(kind)
