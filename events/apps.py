from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("シンポジウム・催し")

    def ready(self) -> None:
        from events.actions import clear_unused_pictures
        from portal import periodic

        periodic.register("events.pictures", clear_unused_pictures)
