"""The weekly mail is stopped from the mail itself, without signing in: the token in the address is the key."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from platform_orgs.home.digest import set_digest
from platform_orgs.links import membership_to_stop
from platform_orgs.models import Digest


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button. POST stops it, from that button or from the mail programme's own (RFC 8058), which
    follows no redirect."""
    membership = membership_to_stop(token)
    if membership is None:
        raise Http404
    if request.method == "POST":
        set_digest(membership=membership, digest=Digest.NEVER)
    context = {"membership": membership, "is_stopped": membership.digest == Digest.NEVER}
    return render(request, "platform_orgs/home/stop_digest.html", context)
