"""サポーター登録: those who completed a closed training, a choice for each, one press."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.bookings.admin.base import attempt, posted
from portal.bookings.models import Occasion
from portal.people.models import Person
from portal.ui.forms import PortalForm
from supporters.actions import Outcome, Registration
from trainings.actions import register_completed
from trainings.actions.registering import Choice
from trainings.admin.pages import get_session, page, staff_may
from trainings.candidates import Candidate, candidates

_SAME = "same:"


class RegisterForm(PortalForm):
    """A choice for everybody who is not registered yet. Likely twins and those who ended their registration
    have none beforehand: somebody decides."""

    tell = forms.BooleanField(
        label=gettext_lazy("登録したことを、いま一人ずつ知らせる"),
        required=False,
        initial=True,
        help_text=gettext_lazy("登録番号と、困ったときの連絡先を、それぞれの連絡の方法で。"),
    )

    def __init__(self, found: list[Candidate], *args: Any, may_merge: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open = [candidate for candidate in found if not candidate.is_registered]
        self.rows = []
        for candidate in sorted(self.open, key=lambda candidate: not candidate.needs_decision):
            name = f"choice_{candidate.attendee.pk}"
            self.fields[name] = self._choice(candidate, may_merge)
            self.rows.append((candidate, name))

    def _choice(self, candidate: Candidate, may_merge: bool) -> forms.ChoiceField:
        came_back = candidate.supporter is not None
        new = _("登録にもどす") if came_back else _("新しく登録する")
        choices = [("new", new)]
        if may_merge:
            choices += [(f"{_SAME}{twin.pk}", _same(twin)) for twin in candidate.twins]
        choices.append(("skip", _("登録しない")))
        return forms.ChoiceField(
            label=candidate.attendee.person.name,
            choices=choices,
            initial=None if candidate.needs_decision else "new",
            widget=forms.RadioSelect,
            error_messages={"required": _("どうするかを選んでください。")},
        )

    def choices(self) -> dict[int, Choice]:
        chosen = {}
        for candidate, name in self.rows:
            value = self.cleaned_data[name]
            if value != "skip":
                same = int(value.removeprefix(_SAME)) if value.startswith(_SAME) else None
                chosen[candidate.attendee.pk] = Choice(same_as=same)
        return chosen

    def bound_rows(self) -> list[tuple[Candidate, forms.BoundField]]:
        return [(candidate, self[name]) for candidate, name in self.rows]


def _same(twin: Person) -> str:
    number = getattr(getattr(twin, "supporter", None), "number", "")
    if number:
        return _("%(name)s（登録番号 %(number)s）と同じ人（合わせる）") % {
            "name": twin.name,
            "number": number,
        }
    return _("%(name)s（%(person)s）と同じ人（合わせる）") % {"name": twin.name, "person": twin}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("view_certificate")
@permission_required("supporters.add_supporter", raise_exception=True)
def register_page(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_session(pk)
    found = candidates(pk)
    may_merge = request.user.has_perm("people.merge_person")
    form = RegisterForm(found, posted(request), may_merge=may_merge)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            register_completed,
            session_id=pk,
            choices=form.choices(),
            by=acting_user(request),
            tell=form.cleaned_data["tell"],
        )
        if done is not None:
            messages.success(request, _what_happened(done))
            return redirect("admin:trainings_trainingsession_register", pk)
    return page(
        request,
        "register.html",
        _("サポーターに登録する"),
        occasion=session,
        form=form,
        registered=[candidate for candidate in found if candidate.is_registered],
        is_closed=session.state == Occasion.State.CLOSED,
        may_merge=may_merge,
    )


def _what_happened(done: list[Registration]) -> str:
    outcomes = [registration.outcome for registration in done]
    text = _("%(count)s人を登録しました。") % {"count": outcomes.count(Outcome.NEW)}
    if back := outcomes.count(Outcome.REVIVED):
        text += _("%(count)s人が登録にもどりました。") % {"count": back}
    if known := outcomes.count(Outcome.ALREADY):
        text += _("%(count)s人は、もう登録していました。") % {"count": known}
    return text
