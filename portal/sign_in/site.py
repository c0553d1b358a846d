from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


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

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        from portal.accounts.acting import acting_user
        from portal.accounts.errors import AccountError
        from portal.accounts.staff import tries
        from portal.accounts.staff.entering import note_password

        if request.method != "POST":
            return super().password_change(request, extra_context)
        user = acting_user(request)
        try:
            # The old password is asked for: at a PC left alone it is not guessed.
            tries.count(user.email, within=tries.INSIDE)
        except AccountError as error:
            messages.error(request, str(error))
            return redirect("admin:password_change")
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            tries.clear(user.email, within=tries.INSIDE)
            note_password(user=user, session_key=request.session.session_key)
        return response
