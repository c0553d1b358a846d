"""Back to the page of ours from which somebody pressed."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, default: str, *args: object) -> HttpResponseRedirect:
    """To the path in ``next`` if it is one of this site, else to the address named ``default``."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(default, *args)
