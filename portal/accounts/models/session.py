from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from portal.accounts.models.user import User


class UserSession(AbstractBaseSession):
    """A session that knows whose it is, so that those of one account are found without reading all."""

    # The hash of the key in the cookie (session_store.py).
    session_key = models.CharField(max_length=64, primary_key=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")

    def __str__(self) -> str:
        return f"#{self.user_id or 0}"

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from portal.accounts.session_store import SessionStore

        return SessionStore
