"""お休み、再開、終了、もどす: each is one page with the name to read back and one press."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.admin_back import back
from portal.bookings.admin.base import attempt, posted
from portal.ui.forms import PortalForm
from supporters import actions
from supporters.actions.states import END_REASONS
from supporters.admin.pages import get_supporter, page, staff_may
from supporters.models import Supporter


class StateForm(PortalForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("終了の理由"),
        choices=[choice for choice in END_REASONS if choice[0] != Supporter.EndReason.DIED],
        initial="wish",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "亡くなられたときは、電話受付の画面の「亡くなられた」から。登録も、ほかの連絡も全部止まります。"
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("メモ"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("記録に残ります。例）電話で本人から"),
    )

    def __init__(self, *args: Any, with_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_reason:
            del self.fields["reason"]


@dataclass(frozen=True)
class Press:
    action: Callable[..., Supporter]
    title: str | Promise
    meaning: str | Promise
    done: str | Promise


PRESSES = {
    "pause": Press(
        actions.pause,
        gettext_lazy("お休みにする"),
        gettext_lazy("登録はそのままで、研修などの案内を止めます。いつでももどせます。"),
        gettext_lazy("お休みにしました。"),
    ),
    "resume": Press(
        actions.resume,
        gettext_lazy("活動にもどす"),
        gettext_lazy("研修などの案内を、また送ります。"),
        gettext_lazy("活動にもどしました。"),
    ),
    "end": Press(
        actions.end,
        gettext_lazy("登録を終了する"),
        gettext_lazy("案内は送らなくなります。番号はこの人のもののままで、あとでもどせます。"),
        gettext_lazy("登録を終了しました。"),
    ),
    "revive": Press(
        actions.revive,
        gettext_lazy("登録にもどす"),
        gettext_lazy("前と同じ登録番号で、活動中にもどします。"),
        gettext_lazy("登録にもどしました。"),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change_supporter")
def change_state(request: HttpRequest, pk: int, press: str) -> HttpResponse:
    supporter = get_supporter(pk)
    chosen = PRESSES[press]
    form = StateForm(posted(request), with_reason=press == "end")
    if request.method == "POST" and form.is_valid():
        done = attempt(form, chosen.action, supporter_id=pk, by=acting_user(request), **form.cleaned_data)
        if done is not None:
            messages.success(request, str(chosen.done))
            return back(request, "admin:supporters_supporter_change", pk)
    return page(
        request,
        "state.html",
        str(chosen.title),
        supporter=supporter,
        form=form,
        meaning=chosen.meaning,
        is_end=press == "end",
        next=_next(request, supporter),
    )


def _next(request: HttpRequest, supporter: Supporter) -> str:
    if "desk" in request.GET or request.POST.get("next"):
        return reverse("admin:desk_person", args=[supporter.person_id])
    return ""
