from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "portal.retention"
    verbose_name = _("保存期間")

    def ready(self) -> None:
        from portal import periodic
        from portal.people.merging import on_merge
        from portal.retention import own, personal_files, work
        from portal.retention.asking import bring_wishes_together
        from portal.retention.running import run_daily
        from portal.work import register_work

        own.register()
        personal_files.register()
        on_merge(bring_wishes_together)
        register_work(65, work.erasure_wishes)
        periodic.register("retention", run_daily)
