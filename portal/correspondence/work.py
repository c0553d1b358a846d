"""What waits of telling people: calls, letters, mails that did not go out."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.correspondence.kinds import closed_to, hidden_from
from portal.correspondence.models import CallListLine, OutboxMail, PaperItem
from portal.work import WorkLine, line_of


def calls(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("correspondence.view_calllistline"):
        return []
    rows = CallListLine.objects.to_call(timezone.now()).exclude(message__kind__in=closed_to(request.user))
    return line_of(_("電話する相手"), rows, _("人"), "correspondence_calllistline", stays=True)


def paper(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("correspondence.view_paperitem"):
        return []
    rows = PaperItem.objects.waiting(timezone.now()).exclude(message__kind__in=closed_to(request.user))
    return line_of(_("手紙・FAX"), rows, _("通"), "correspondence_paperitem")


def failed_mails(request: HttpRequest) -> list[WorkLine]:
    if not request.user.has_perm("correspondence.view_outboxmail"):
        return []
    rows = OutboxMail.objects.needing_staff().exclude(message__kind__in=hidden_from(request.user))
    label = _("送れなかったメール")
    return line_of(label, rows, _("通"), "correspondence_outboxmail", "?attention=yes", stays=True)
