from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "portal.people"
    verbose_name = _("人")

    def ready(self) -> None:
        from portal.audit.trails import register_trail, tell_kept_together
        from portal.people import forgetting, personal_files
        from portal.people.trail import merged_into, records_of

        forgetting.register()
        personal_files.register()
        register_trail(records_of)
        tell_kept_together(merged_into)
