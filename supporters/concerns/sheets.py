"""The pages on which staff do one thing about a worry, each with a form of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import acting_user
from portal.casework import Sheet, press_sheet
from supporters.concerns import actions
from supporters.concerns.staff_forms import (
    AnswerForm,
    AssignForm,
    CloseForm,
    HandOverForm,
    SpokeForm,
    WaitForm,
)
from supporters.concerns.staff_pages import PAGE, find_concern, render_page, staff_may

SHEETS = {
    "answer": Sheet(
        gettext_lazy("返事を書く"),
        AnswerForm,
        actions.answer,
        gettext_lazy("この返事を送る"),
        gettext_lazy("返事を送りました。希望された方法で伝わります。"),
        gettext_lazy(
            "メールには「返事があります」とだけ書かれ、本人が受付番号を入れて読みます。"
            "電話・FAX・手紙を希望した人には、この文をそのまま伝えます。"
        ),
    ),
    "spoke": Sheet(
        gettext_lazy("電話で話した"),
        SpokeForm,
        actions.record_call,
        gettext_lazy("記録する"),
        gettext_lazy("話したことを記録しました。"),
        gettext_lazy(
            "だれのことか、何を聞いたかは書き残しません。話したことと、引き継ぎ先だけを記録します。"
        ),
    ),
    "hand-over": Sheet(
        gettext_lazy("引き継ぐ"),
        HandOverForm,
        actions.hand_over,
        gettext_lazy("引き継いだと記録する"),
        gettext_lazy("「引き継いだ」にしました。"),
    ),
    "wait": Sheet(
        gettext_lazy("待つ"),
        WaitForm,
        actions.wait,
        gettext_lazy("待つことにする"),
        gettext_lazy("「待っている」にしました。"),
    ),
    "close": Sheet(
        gettext_lazy("終わりにする"),
        CloseForm,
        actions.close,
        gettext_lazy("終わりにする"),
        gettext_lazy("「終わった」にしました。"),
    ),
    "assign": Sheet(
        gettext_lazy("担当を決める"),
        AssignForm,
        actions.assign,
        gettext_lazy("担当を決める"),
        gettext_lazy("担当を決めました。"),
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may("change")
def sheet(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    concern = find_concern(pk)
    chosen = SHEETS[name]
    initial = {
        "revision": concern.revision,
        "owner": concern.owner or acting_user(request),
        "stand_in": concern.stand_in,
        "handed_to": concern.handed_to,
        "reference": concern.handed_reference,
    }
    form = chosen.form(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        values = {"concern_id": pk, "by": acting_user(request)}
        if press_sheet(request, chosen, form, revision=lambda: find_concern(pk).revision, **values):
            return redirect(PAGE, pk)
    return render_page(request, "sheet.html", str(chosen.title), concern=concern, form=form, sheet=chosen)
