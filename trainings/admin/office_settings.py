from django.contrib import admin

from portal.one_row import OneRowAdmin
from trainings.models import CertificateSettings


@admin.register(CertificateSettings)
class CertificateSettingsAdmin(OneRowAdmin):
    """What is printed from now on; certificates that are out keep what they say."""

    list_display = ("__str__", "label", "issuer", "number_format")
    fields = ("label", "issuer", "wording", "number_format")
