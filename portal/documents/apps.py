from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    verbose_name = _("印刷物")

    def ready(self) -> None:
        from portal import periodic
        from portal.documents.jobs import clear_jobs

        periodic.register("documents.jobs", clear_jobs)
