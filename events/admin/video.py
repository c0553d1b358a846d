import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.actions import set_chapters
from events.admin import recordings
from events.chapters import ChapterLine, as_text, read_chapters
from events.models import Event, Video
from events.showing import Phase, address_of, showing_of
from events.slugs import free_video_slug
from events.youtube import VideoAddress, read_address
from portal.admin_revisions import RevisionedAdmin, RevisionedForm
from portal.office.hiding import HIDING_FIELDS
from portal.ui.dates import format_date
from portal.ui.moments import NamedMoments

_PHASES = {
    Phase.LIVE_AHEAD: _("これから配信"),
    Phase.LIVE_ON: _("配信中"),
    Phase.OFF: _("配信しない（中止・延期）"),
    Phase.UNRELEASED: _("録画は未公開"),
    Phase.NOT_YET: _("公開前"),
    Phase.AVAILABLE: _("公開中"),
    Phase.ENDED: _("公開終了"),
}


class VideoForm(RevisionedForm):
    """One address in any form; chapters as lines of text."""

    address = forms.CharField(
        label=_("動画のアドレス"),
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_(
            "YouTubeのページのアドレスを、そのまま貼ってください。YouTube側は「公開」か「限定公開」に"
            "（「非公開」のままでは、だれも見られません）。"
        ),
    )
    chapters = forms.CharField(
        label=_("章"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text=_("一行に一つ。例）0:00 開会"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["address"] = address_of(self.instance)
            self.initial["chapters"] = _chapter_lines(self.instance)

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"]
        self._store(read_address(text))
        return text

    def clean_chapters(self) -> str:
        self.read = read_chapters(self.cleaned_data["chapters"])
        return as_text(self.read)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("recorded_on") is None and data.get("event"):
            data["recorded_on"] = _first_day(data["event"])
        if not self.instance.slug:
            self.instance.slug = free_video_slug(data.get("recorded_on") or timezone.localdate())
        return data

    def _store(self, found: VideoAddress) -> None:
        self.instance.youtube_id, self.instance.link = found.youtube_id, found.link
        self.instance.start_seconds = found.start


def _chapter_lines(video: Video) -> str:
    return as_text([ChapterLine(each.seconds, each.title) for each in video.chapters.all()])


class RecordingFilter(admin.SimpleListFilter):
    """The streams whose recording somebody may want to publish."""

    title = _("録画")
    parameter_name = "recording"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waits", _("配信が終わり、未公開"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.unreleased(timezone.now()) if self.value() == "waits" else queryset


class _EventField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}　{format_date(obj.first_start)}" if obj.first_start else obj.title


def _first_day(event: Event) -> datetime.date | None:
    first = event.dates.first()
    return timezone.localdate(first.starts_at) if first else None


@admin.register(Video)
class VideoAdmin(NamedMoments, RevisionedAdmin):
    """A title and an address are enough; everything else is folded."""

    form = VideoForm
    change_form_template = "admin/events/video.html"
    actions = None
    show_facets = admin.ShowFacets.NEVER
    list_display = ("title", "phase", "event", "available_from", "available_until")
    list_select_related = ("event",)
    list_filter = (RecordingFilter,)
    search_fields = ("title",)
    search_help_text = _("題名でさがす")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("title", "address", "event", "description", "is_stream")}),
        (
            _("公開の期間"),
            {"classes": ["collapse"], "fields": ("available_from", "available_until", "opens_minutes")},
        ),
        (
            _("字幕・章・書き起こし"),
            {
                "classes": ["collapse"],
                "fields": ("captions", "chapters", "transcript", "recorded_on", "minutes"),
            },
        ),
        HIDING_FIELDS,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        return super().get_queryset(request).prefetch_related("event__dates")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "event":
            events: Any = Event.objects.with_period()
            kwargs |= {
                "form_class": _EventField,
                "queryset": events.order_by("-first_start", "-pk"),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("いま"))
    def phase(self, video: Video) -> str:
        return str(_PHASES[showing_of(video, timezone.now()).phase])

    # For who may read and not write: the form's own two fields.

    @admin.display(description=_("動画のアドレス"))
    def address(self, video: Video) -> str:
        return address_of(video)

    @admin.display(description=_("章"))
    def chapters(self, video: Video) -> str:
        return _chapter_lines(video)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        set_chapters(video=form.instance, chapters=form.read)

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(recordings.publish)
        return [path("<int:pk>/publish/", publish, name="events_video_publish"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if kwargs.get("obj"):
            showing = showing_of(kwargs["obj"], timezone.now())
            context |= {"showing": showing, "phase": _PHASES[showing.phase]}
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, video: Video) -> str:
        return reverse("events:video", args=[video.slug])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
