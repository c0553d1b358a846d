from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.sign_in import accounts, colleagues, door, own


def sign_in_urls(view: Callable[..., Any]) -> list[URLPattern]:
    """Addresses below /admin/; ``view`` is the site's guard."""
    return [
        # Before a session has begun: the view looks itself who stands there.
        path("sign-in/first-day/", door.first_day, name="first_day"),
        path("sign-in/again/", view(door.again), name="sign_in_again"),
        path("sign-in/", view(own.own), name="own_sign_in"),
        path("sign-in/factor/", view(own.change_factor), name="own_factor"),
        path("sign-in/codes/", view(own.new_codes), name="own_codes"),
        path("sign-in/end/", view(own.end), name="own_sessions_end"),
        path("colleagues/", view(colleagues.colleagues), name="colleagues"),
        path("colleagues/add/", view(accounts.add), name="colleague_add"),
        path("colleagues/<int:pk>/", view(colleagues.colleague), name="colleague"),
        path("colleagues/<int:pk>/reset/", view(colleagues.reset), name="colleague_reset"),
        path("colleagues/<int:pk>/list/", view(colleagues.issue), name="colleague_list"),
        path("colleagues/<int:pk>/revoke/", view(colleagues.revoke), name="colleague_revoke"),
        path("colleagues/<int:pk>/token/", view(colleagues.token), name="colleague_token"),
        path("colleagues/<int:pk>/unlock/", view(colleagues.unlock), name="colleague_unlock"),
        path("colleagues/<int:pk>/end/", view(colleagues.end), name="colleague_end"),
        path("colleagues/<int:pk>/roles/", view(accounts.roles), name="colleague_roles"),
        path("colleagues/<int:pk>/first/", view(accounts.first_password), name="colleague_first"),
        path("colleagues/<int:pk>/close/", view(accounts.close), name="colleague_close"),
        path("colleagues/<int:pk>/reopen/", view(accounts.reopen), name="colleague_reopen"),
    ]
