from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivateConfig(AppConfig):
    name = "portal.private"
    verbose_name = _("暗号化")

    def ready(self) -> None:
        from portal.private import checks  # noqa: F401 (they register themselves)
