from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "portal.retention"
    verbose_name = _("保存期間")

    def ready(self) -> None:
        from portal import periodic
        from portal.retention import own, personal_files
        from portal.retention.running import run_daily

        own.register()
        personal_files.register()
        periodic.register("retention", run_daily)
