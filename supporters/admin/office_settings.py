from django.contrib import admin

from portal.one_row import OneRowAdmin
from supporters.models import RegistrySettings


@admin.register(RegistrySettings)
class RegistrySettingsAdmin(OneRowAdmin):
    """How numbers are given from now on; those that are out stay as they are."""

    list_display = ("__str__", "number_format")
    fields = ("number_format",)
