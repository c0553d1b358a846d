from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportersConfig(AppConfig):
    name = "supporters"
    verbose_name = _("つながりサポーター")

    def ready(self) -> None:
        from portal.accounts.doors import register_opener
        from supporters.models import Supporter

        register_opener(lambda address: Supporter.objects.of_address(address).exists())
