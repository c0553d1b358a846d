from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("シンポジウム・催し")

    def ready(self) -> None:
        from events.actions import clear_unused_pictures
        from events.models import Event
        from portal import periodic
        from portal.office.hiding import register_hideable

        periodic.register("events.pictures", clear_unused_pictures)
        register_hideable(Event, lambda row: reverse("admin:events_event_change", args=[row.pk]))
