from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from events.admin import pictures
from events.admin.rows import MaterialInline, PictureInline, ProgrammeInline, SpeakerInline
from events.models import Event
from events.slugs import TAKEN
from portal.bookings.admin import OccasionAdmin
from portal.bookings.admin.details_forms import OccasionForm
from portal.bookings.models import Occasion


class EventForm(OccasionForm):
    def clean_slug(self) -> str:
        slug = super().clean_slug()
        if slug in TAKEN:
            self.add_error("slug", _("この名前は、動画のページが使っています。別の名前にしてください。"))
        return slug


@admin.register(Event)
class EventAdmin(OccasionAdmin):
    form = EventForm
    occasion_kind = Occasion.Kind.EVENT
    own_fields = ("event_kind",)
    inlines = (*OccasionAdmin.inlines, ProgrammeInline, SpeakerInline, MaterialInline, PictureInline)
    # It tells of the day that is over, as pictures do.
    not_copied = ("report",)
    copied_rows = ("programme", "speakers")
    list_filter = ("state", "event_kind")

    def _fieldsets(self) -> Any:
        report = {
            "classes": ["collapse"],
            "fields": ("report",),
            "description": _(
                "終わったあとに書きます。「## 見出し」「- 箇条書き」「**強調**」が使えます。写真は下の「写真」へ。"
            ),
        }
        return (*super()._fieldsets(), (_("開催報告"), report))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("pictures/<int:pk>/take-down/", view(pictures.take_down), name="events_picture_take_down"),
            path("pictures/<int:pk>/", view(pictures.show), name="events_picture_show"),
            *super().get_urls(),
        ]
