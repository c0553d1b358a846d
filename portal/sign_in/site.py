from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


class GuardedAdminSite(AdminSite):
    """An admin whose every page asks for both doors, and whose door is ours.

    Imported while apps are loading: what needs models is imported within.
    """

    def has_permission(self, request: HttpRequest) -> bool:
        from portal.accounts.staff.mark import valid_mark

        return super().has_permission(request) and valid_mark(request, request.user) is not None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from portal.sign_in.door import sign_in

        return sign_in(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from portal.accounts.acting import acting_user
        from portal.accounts.staff.entering import note_password

        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            note_password(user=acting_user(request), session_key=request.session.session_key)
        return response
