from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "portal.office"
    verbose_name = _("事務局")

    def ready(self) -> None:
        from portal import periodic
        from portal.office import findable, personal_files, work
        from portal.office.hiding import register_hideable
        from portal.office.last_known import keep
        from portal.office.models import Helpline, Notice
        from portal.work import register_work

        periodic.register("office.last_known", keep)
        findable.register()
        personal_files.register()
        register_work(95, work.unchecked_helplines)
        register_hideable(Notice, lambda row: reverse("admin:office_notice_change", args=[row.pk]))
        register_hideable(Helpline, lambda row: reverse("admin:office_helpline_change", args=[row.pk]))
