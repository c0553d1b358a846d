"""The running sessions of one account: seen and ended, by their owner or by a manager."""

from dataclasses import dataclass

from django.utils import timezone

from portal.accounts.models import AccountStep, User, UserSession
from portal.accounts.staff.mark import Mark, mark_in
from portal.accounts.staff.vault import digest
from portal.private.tokens import at_rest


@dataclass(frozen=True)
class Running:
    """``handle`` names it in a page; ``hashed`` is its key as it lies in the database."""

    hashed: str
    handle: str
    mark: Mark

    def __str__(self) -> str:
        return self.handle


def running_sessions(user: User) -> list[Running]:
    """The latest used first. What is over opens nothing and is left out."""
    rows = UserSession.objects.filter(user=user, expire_date__gt=timezone.now())
    found = [
        Running(row.session_key, digest(row.session_key, salt="session")[:16], mark)
        for row in rows
        if (mark := mark_in(row.get_decoded())) and mark.user == user.pk and not mark.is_over
    ]
    return sorted(found, key=lambda one: -one.mark.used_at)


def end_sessions(*, user: User, by: User, handle: str = "", but: str | None = None) -> int:
    """End one, or all of an account except the one whose key is ``but``. Returns how many of those listed ended."""
    rest = at_rest(but or "")
    hashed = [
        one.hashed for one in running_sessions(user) if handle in ("", one.handle) and one.hashed != rest
    ]
    # All are more than those listed: also what came half-way through the door.
    if drop_sessions(user.pk, hashed=hashed if handle else None, but=but):
        AccountStep.objects.create(user=user, by=by, verb=AccountStep.Verb.SESSIONS_ENDED)
    return len(hashed)


def drop_sessions(user_id: int, *, hashed: list[str] | None = None, but: str | None = None) -> int:
    rows = UserSession.objects.filter(user_id=user_id).exclude(session_key=at_rest(but or ""))
    if hashed is not None:
        rows = rows.filter(session_key__in=hashed)
    return rows.delete()[0]
