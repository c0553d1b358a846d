from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import User


class Adapter(DefaultAccountAdapter):
    """Holds allauth to the rules of this house, whatever page or later version of it asks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The last look before a session begins, at every door that leads through allauth."""
        if not user.is_open or user.is_staff or user.is_superuser:
            # Staff have a door of their own (portal.sign_in), with a second factor.
            raise PermissionDenied
        return super().pre_login(request, user, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: the only mail about signing in is our own (``postman.py``)."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: pages say themselves what has happened."""
