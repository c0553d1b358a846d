from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("シンポジウム・催し")

    def ready(self) -> None:
        from events import personal_files
        from events.actions import clear_unused_files
        from events.findable import events, videos
        from events.models import Event, Video
        from events.work import recordings
        from portal import periodic
        from portal.office.hiding import register_hideable
        from portal.search.sources import register_search
        from portal.work import register_work

        personal_files.register()
        register_hideable(Event, lambda row: reverse("admin:events_event_change", args=[row.pk]))
        register_hideable(Video, lambda row: reverse("admin:events_video_change", args=[row.pk]))
        register_search("events", _("シンポジウム・催し"), 40, events, more="/events/")
        register_search("videos", _("動画"), 60, videos, more="/events/videos/")
        register_work(105, recordings)
        periodic.register("events.files", clear_unused_files)
