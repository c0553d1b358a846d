"""Sessions in the database with their account beside them (settings.SESSION_ENGINE)."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from portal.accounts.models import UserSession

        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        from portal.accounts.staff.pending import KEY

        row: Any = super().create_model_instance(data)
        # Also where somebody has come half-way through the staff's door.
        row.user_id = data.get(SESSION_KEY) or data.get(KEY, {}).get("user_id")
        return row


def clear_expired() -> None:
    SessionStore.clear_expired()
