"""Sessions in the database with their account beside them (settings.SESSION_ENGINE).

The key in the cookie is in no row: whoever reads the database, or a backup, can use no session of it. Only what Django
calls without ``async`` is told so; the rest of its store finds nothing here.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from portal.private.tokens import at_rest


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from portal.accounts.models import UserSession

        return UserSession

    def load(self) -> dict[str, Any]:
        rows = self.get_model_class().objects.filter(expire_date__gt=timezone.now())
        row = rows.filter(session_key=at_rest(self.session_key)).first() if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(at_rest(session_key))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(at_rest(key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        from portal.accounts.staff.pending import KEY

        row: Any = super().create_model_instance(data)
        row.session_key = at_rest(row.session_key)
        # Also where somebody has come half-way through the staff's door.
        row.user_id = data.get(SESSION_KEY) or data.get(KEY, {}).get("user_id")
        return row


def clear_expired() -> None:
    SessionStore.clear_expired()
