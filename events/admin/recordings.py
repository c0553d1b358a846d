"""One press makes the stream of an event that is over its recording, for everybody."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.actions import publish_recording
from events.errors import NothingToPublish
from events.models import Video
from portal.accounts.acting import acting_user


@require_POST
@permission_required("events.change_video", raise_exception=True)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    video = get_object_or_404(Video, pk=pk)
    try:
        publish_recording(video_id=video.pk)
    except NothingToPublish as error:
        messages.error(request, str(error))
    else:
        LogEntry.objects.log_actions(
            user_id=acting_user(request).pk,
            queryset=[video],
            action_flag=CHANGE,
            change_message=_("録画を公開した"),
            single_object=True,
        )
        page = reverse("events:video", args=[video.slug])
        text = _("録画を公開しました。公開ページで、再生できることを確かめてください。")
        messages.success(request, format_html('{} <a href="{}">{}</a>', text, page, _("公開ページを開く")))
    return redirect("admin:events_video_change", video.pk)
