"""Meetings as members see them: when, where, about what, who comes, the papers, and what came of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from platform_orgs.access import own_membership, own_memberships, pressing
from platform_orgs.meetings import actions
from platform_orgs.meetings.calendars import meeting_calendar
from platform_orgs.meetings.forms import ReplyForm
from platform_orgs.meetings.papers import paper_response
from platform_orgs.models import Meeting, MeetingPaper, MeetingReply, Membership
from portal.accounts.access import sign_in_required
from portal.accounts.acting import acting_user
from portal.accounts.keeping import typed
from portal.errors import PortalError

_PER_PAGE = 20


@require_safe
@sign_in_required
def meetings(request: HttpRequest) -> HttpResponse:
    memberships = own_memberships(request)
    now = timezone.now()
    shown = Meeting.objects.shown()
    coming = list(shown.filter(ends_at__gt=now).order_by("starts_at", "id"))
    past = shown.filter(ends_at__lte=now, state=Meeting.State.CALLED)
    replies = MeetingReply.objects.filter(
        meeting__in=coming, organisation__in=[membership.organisation_id for membership in memberships]
    )
    answers = {(reply.meeting_id, reply.organisation_id): reply for reply in replies}
    context = {
        "coming": [
            {
                "meeting": meeting,
                "own": [(m.organisation, answers.get((meeting.pk, m.organisation_id))) for m in memberships],
            }
            for meeting in coming
        ],
        "page_obj": Paginator(past, _PER_PAGE).get_page(request.GET.get("page")),
        "several": len(memberships) > 1,
    }
    return render(request, "platform_orgs/meetings/list.html", context)


@require_safe
@sign_in_required
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    memberships = own_memberships(request)
    return _page(request, memberships, _find(slug))


@require_POST
@sign_in_required(page="platform:meeting")
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """出欠の返事 of one organisation that the signed-in address acts for."""
    memberships = own_memberships(request)
    found = _find(slug)
    own = own_membership(request, request.POST.get("organisation", "").replace("\x00", ""))
    form = ReplyForm(request.POST, auto_id=_auto_id(own))
    if form.is_valid():
        try:
            with pressing(request, own.organisation_id):
                actions.reply(
                    meeting_id=found.pk,
                    organisation_id=own.organisation_id,
                    membership=own,
                    by=acting_user(request),
                    **form.cleaned_data,
                )
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("お返事を受け取りました。開始まで、何度でも変えられます。"))
        return redirect("platform:meeting", slug)
    return _page(request, memberships, found, bound=(own, form))


@require_safe
@sign_in_required
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    own_memberships(request)
    return meeting_calendar(_find(slug))


@require_safe
@sign_in_required
def paper(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One paper as a download, for members only."""
    own_memberships(request)
    return paper_response(get_object_or_404(MeetingPaper, pk=number, meeting=_find(slug)))


def _find(slug: str) -> Meeting:
    return get_object_or_404(Meeting.objects.shown(), slug=slug)


def _auto_id(membership: Membership) -> str:
    """Several organisations of one address have a form each on one page."""
    return f"id_{membership.organisation_id}_%s"


def _page(
    request: HttpRequest,
    memberships: list[Membership],
    found: Meeting,
    bound: tuple[Membership, ReplyForm] | None = None,
) -> HttpResponse:
    replies = list(
        found.replies.all().counting().select_related("organisation").order_by("organisation__kana", "id")
    )
    takes_replies = found.is_called and found.ends_at > timezone.now()
    by_organisation = {reply.organisation_id: reply for reply in replies}
    given = typed(request) if bound is None else None
    forms = []
    for own in memberships if takes_replies else ():
        given_reply = by_organisation.get(own.organisation_id)
        is_given_back = given is not None and given.get("organisation") == own.organisation.slug
        form: Any = ReplyForm(
            given if is_given_back else None, initial=_initial(given_reply), auto_id=_auto_id(own)
        )
        if bound is not None and bound[0].pk == own.pk:
            form = bound[1]
        forms.append({"membership": own, "form": form, "reply": given_reply})
    context = {
        "meeting": found,
        "papers": found.papers.all(),
        "forms": forms,
        "several": len(memberships) > 1,
        "form": bound[1] if bound else None,
        "coming": [reply for reply in replies if reply.is_coming],
        "absent": [reply for reply in replies if not reply.is_coming],
        "people": sum(reply.people for reply in replies if reply.is_coming),
        "is_over": found.ends_at <= timezone.now(),
    }
    return render(request, "platform_orgs/meetings/meeting.html", context)


def _initial(reply: MeetingReply | None) -> dict[str, Any]:
    if reply is None:
        return {}
    return {"answer": reply.answer, "people": str(reply.people or 1), "note": reply.note}
