"""A photograph in the office: to look at before its event is public, and to take down in one press."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events.actions import take_down_picture
from events.models import Picture
from portal.accounts.acting import acting_user
from portal.bookings.admin.base import attempt, posted
from portal.ui.forms import PortalForm
from portal.ui.pictures import picture_response


class TakeDownForm(PortalForm):
    """The usual reason is filled in, so that one press is enough."""

    reason = forms.CharField(
        label=gettext_lazy("理由（記録に残ります）"),
        max_length=200,
        initial=gettext_lazy("写っている人からの申出"),
    )


@require_safe
@permission_required("events.view_event", raise_exception=True)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    response = picture_response(get_object_or_404(Picture.objects.shown(), pk=pk).file)
    response["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.change_event", raise_exception=True)
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    picture = get_object_or_404(Picture.objects.select_related("event"), pk=pk)
    form = TakeDownForm(posted(request))
    if request.method == "POST" and form.is_valid():
        by = acting_user(request)
        done = attempt(form, take_down_picture, picture_id=pk, reason=form.cleaned_data["reason"], by=by)
        if done is not None:
            LogEntry.objects.log_actions(
                user_id=by.pk,
                queryset=[picture.event],
                action_flag=CHANGE,
                change_message=_("写真を取り下げた"),
                single_object=True,
            )
            messages.success(
                request, _("写真を取り下げました。ファイルは消え、どのページからも見られません。")
            )
            return redirect("admin:events_event_change", picture.event_id)
    context = {
        **admin.site.each_context(request),
        "title": _("写真を取り下げる"),
        "picture": picture,
        "form": form,
    }
    return TemplateResponse(request, "admin/events/take_down.html", context)
