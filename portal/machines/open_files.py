"""What holds for every file that other machines fetch: anybody may read it from anywhere, nobody writes, and who
has it already is told so."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import conditional_page, require_http_methods

from portal.page_cache import public_page

_ASKING = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


def open_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A file for GET, HEAD and OPTIONS, readable by scripts of every site, kept like a public page.

    It has an ETag and no Last-Modified: what is shown changes with the clock (something begins, ends or is hidden)
    without any row changing. Range and Accept make no difference: the answer is the whole file in its one form.
    """
    answer = conditional_page(view)

    @public_page
    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(
                status=204, headers={**_ASKING, "Allow": "GET, HEAD, OPTIONS"}
            )
        else:
            response = answer(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        return response

    return wrapper
