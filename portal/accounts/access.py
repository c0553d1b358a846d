"""Pages for people who are signed in."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portal.accounts.keeping import PARAMETER, forget_typed, keep_typed

View = Callable[..., HttpResponseBase]


def sign_in_required(view: View | None = None, *, page: str | None = None) -> Any:
    """Let only people in who are signed in; the others are led to the sign-in and back, and what they had
    typed waits for them (``portal.accounts.keeping.typed``).

    Stands below the method decorator. A view that takes only POST names the page with its form:
    ``@sign_in_required(page="supporters:me")``; its arguments are taken over.
    """
    if view is None:
        return functools.partial(sign_in_required, page=page)

    @never_cache
    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            if request.method == "POST" and response.status_code == 302:
                forget_typed(request)
            return response
        back_to = reverse(page, args=args, kwargs=kwargs) if page else request.path
        query = QueryDict(
            request.META.get("QUERY_STRING", "") if back_to == request.path else "", mutable=True
        )
        if request.method == "POST" and (token := keep_typed(request, page=back_to)):
            query[PARAMETER] = token
        return redirect_to_login(
            f"{back_to}?{query.urlencode()}" if query else back_to, reverse("accounts:home")
        )

    return wrapper
