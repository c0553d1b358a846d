"""How tests stand behind the staff's door without going through it, and how they go through it."""

from dataclasses import asdict

from allauth.mfa.models import Authenticator
from django.test import Client

from portal.accounts.models import User
from portal.accounts.staff import totp
from portal.accounts.staff.mark import KEY, Mark

# Far ahead: tests that travel in time stay signed in. What lies idle has tests of its own.
_ALWAYS = 4_000_000_000.0


def pass_second_factor(client: Client, user: User) -> None:
    """Put into the session of staff what the door writes after the second factor."""
    if not (user.is_staff or user.is_superuser):
        return
    session = client.session
    session[KEY] = mark_of(user)
    session.save()


def mark_of(user: User) -> dict[str, object]:
    return asdict(Mark(user.pk, _ALWAYS, _ALWAYS, _ALWAYS, "tests"))


def number_of(user: User) -> str:
    """A number that the door takes now; the first one registers the user's app."""
    if not Authenticator.objects.filter(user=user).exists():
        totp.keep_secret(user, totp.new_secret(), period=30)
    return totp.next_code(Authenticator.objects.get(user=user))
