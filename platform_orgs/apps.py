from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformOrgsConfig(AppConfig):
    name = "platform_orgs"
    verbose_name = _("官民連携プラットフォーム")
