from django.http import HttpRequest

from portal.accounts.models import User


def acting_user(request: HttpRequest) -> User:
    """Who is signed in, on pages that let nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user
