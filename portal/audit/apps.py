from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = _("操作の記録")

    def ready(self) -> None:
        from portal import periodic
        from portal.audit.keeping import forget_old
        from portal.audit.sign_ins import note_failure, note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="portal.audit.in")
        user_login_failed.connect(note_failure, dispatch_uid="portal.audit.failed")
        periodic.register("audit.old", forget_old)
