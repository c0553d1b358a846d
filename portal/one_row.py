"""Settings of which there is one row, or none while the defaults hold."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class OneRowAdmin(admin.ModelAdmin):
    when_empty = _("まだだれも変えていないので、はじめの値で動いています。変えるのは管理者です。")
    add_words = _("はじめの値を変える")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.model._default_manager.exists()

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
