"""A NUL character in an address or a form: PostgreSQL refuses it, and no page of ours needs it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render


class NulMiddleware:
    """What the database would not even look for is answered as a bad request, not as a mistake of ours. Pages that
    can do something sensible with such input (an empty search, 404) still do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # psycopg2's own words; it has no class for this error.
        if isinstance(exception, ValueError) and "cannot contain NUL" in str(exception):
            return render(request, "400.html", status=400)
        return None
