from typing import Any

from django.contrib.auth.backends import ModelBackend

from portal.accounts.models import User


class OpenAccounts(ModelBackend):
    """Asked at every sign-in and again at every request of a session: a closed account opens nothing, at once."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and user.is_open and not user.is_first_password_over
