from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("シンポジウム・催し")

    def ready(self) -> None:
        from events.actions import clear_unused_files
        from events.models import Event, Video
        from portal import periodic
        from portal.office.hiding import register_hideable

        register_hideable(Event, lambda row: reverse("admin:events_event_change", args=[row.pk]))
        register_hideable(Video, lambda row: reverse("admin:events_video_change", args=[row.pk]))
        periodic.register("events.files", clear_unused_files)
