from django.contrib import admin
from django.http import HttpRequest

from supporters.models import RegistrySettings


@admin.register(RegistrySettings)
class RegistrySettingsAdmin(admin.ModelAdmin):
    """How numbers are given from now on; those that are out stay as they are."""

    list_display = ("__str__", "number_format")
    fields = ("number_format",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not RegistrySettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
