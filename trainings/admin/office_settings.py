from django.contrib import admin
from django.http import HttpRequest

from trainings.models import CertificateSettings


@admin.register(CertificateSettings)
class CertificateSettingsAdmin(admin.ModelAdmin):
    """What is printed from now on; certificates that are out keep what they say."""

    list_display = ("__str__", "label", "issuer", "number_format")
    fields = ("label", "issuer", "wording", "number_format")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not CertificateSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
