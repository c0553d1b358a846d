"""年に一度の確認: a mailed page with one button. No sign-in and no cookie: the token in the address is the key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from platform_orgs import contents, links
from platform_orgs.actions import confirm
from platform_orgs.errors import NotTakingPart
from platform_orgs.models import YearlyCheck


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what the page says, and afterwards that it was confirmed; POST confirms. A mail program that
    opens links by itself confirms nothing."""
    check = links.check_by_token(token)
    if check is None or check.organisation.published is None or not check.organisation.is_active:
        return render(request, "platform_orgs/still_right_gone.html", status=404)
    if request.method == "POST":
        if check.answered_at is None:
            try:
                confirm(organisation_id=check.organisation_id, how=YearlyCheck.How.LINK)
            except NotTakingPart:
                return render(request, "platform_orgs/still_right_gone.html", status=404)
        return redirect("platform_orgs:still-right", token)
    context = {
        "check": check,
        "organisation": check.organisation,
        "rows": contents.rows(check.organisation.published.values()),
    }
    return render(request, "platform_orgs/still_right.html", context)
