from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from portal.accounts.staff.hosts import may_reach_admin
from portal.accounts.staff.mark import mark_in, touch, valid_mark


class StaffMiddleware:
    """Staff are somebody only where their session came through both doors, on every page of the portal.

    Stands below Django's AuthenticationMiddleware. Lazy as that is: a page that asks for no user reads no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        async def auser() -> Any:
            return request.user

        request.user = SimpleLazyObject(lambda: _checked(request))  # type: ignore[assignment]
        request.auser = auser
        return self.get_response(request)


def _checked(request: HttpRequest) -> Any:
    user: Any = get_user(request)
    if not (getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)):
        if user.is_authenticated and mark_in(request.session) is not None:
            # It came through the staff's door and is nobody's when its account is staff's no more.
            request.session.flush()
            return AnonymousUser()
        return user
    mark = valid_mark(request, user)
    if mark is None or not may_reach_admin(request):
        return AnonymousUser()
    touch(request, mark)
    return user
