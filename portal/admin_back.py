"""Back to the page of ours from which somebody pressed."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from portal.accounts.pending import local_path


def back(request: HttpRequest, default: str, *args: object) -> HttpResponseRedirect:
    """To the path in ``next`` if it is one of this site, else to the address named ``default``."""
    wanted = local_path(request.POST.get("next", ""))
    return HttpResponseRedirect(wanted) if wanted else redirect(default, *args)
