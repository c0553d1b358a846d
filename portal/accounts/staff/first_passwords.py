"""A password that somebody else chose: it is on paper, opens the door once, and not for long."""

import datetime
import secrets

from django.utils import timezone

from portal.accounts.models import User

LASTS = datetime.timedelta(days=14)
# To be read from paper and typed: nothing that looks like something else.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def put_first_password(user: User) -> str:
    """Write a new one into the row, which is not saved yet. Returns it: nobody can read it again."""
    password = "-".join("".join(secrets.choice(_SIGNS) for _each in range(4)) for _group in range(4))
    user.set_password(password)
    # The owner has to choose another one at the next sign-in, which must be soon.
    user.must_change_password = True
    user.first_password_until = timezone.now() + LASTS
    return password
