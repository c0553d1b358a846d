"""What organisations wait for: their needs and answers, which are read first, and the rest in one line."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from platform_orgs.models import JoinApplication, Need, Organisation, Profile
from portal.work import WorkLine, line_of


def needs(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("platform_orgs.view_need"):
        return []
    rows = Need.objects.wanting_office()
    return line_of(_("団体の困りごと・回答を読む"), rows, _("件"), "platform_orgs_need", "?waits=yes")


def organisations(request: HttpRequest) -> list[WorkLine]:
    """Applications to join and pages to look at; leads to where most waits."""
    if not request.user.has_perm("platform_orgs.view_organisation"):
        return []
    joining = JoinApplication.objects.filter(state=JoinApplication.State.NEW).count()
    pages = Profile.objects.filter(
        state=Profile.State.WAITING, organisation__state=Organisation.State.ACTIVE
    ).count()
    url = (
        reverse("admin:platform_orgs_joinapplication_changelist") + "?state__exact=new"
        if joining > pages
        else reverse("admin:platform_orgs_organisation_changelist") + "?attention=waiting"
    )
    return [WorkLine(_("団体の申込み・ページの確認"), joining + pages, _("件"), url)]
