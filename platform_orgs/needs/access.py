"""Which needs and threads a member may open. Whatever is not theirs does not exist."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from platform_orgs.access import own_memberships, pressing
from platform_orgs.models import Need, Organisation, Response, ResponseMessage

Side = ResponseMessage.Side


@dataclass(frozen=True)
class Seen:
    """A need as somebody may see it."""

    need: Need
    organisations: Sequence[Organisation]

    @property
    def is_own(self) -> bool:
        return any(organisation.pk == self.need.organisation_id for organisation in self.organisations)


@dataclass(frozen=True)
class Thread:
    """A thread as one of its two sides may see it."""

    need: Need
    response: Response
    side: ResponseMessage.Side

    def messages(self) -> list[ResponseMessage]:
        """What this side may read, the oldest first: what has been shown, and all of its own."""
        rows = self.response.messages.select_related("organisation")
        return [message for message in rows if message.shown_at or message.side == self.side]


def own_organisations(request: HttpRequest) -> list[Organisation]:
    return [membership.organisation for membership in own_memberships(request)]


def find_need(request: HttpRequest, slug: str, *, own: bool = False) -> Seen:
    """A need that members share or one of one's own; with ``own`` only the latter. Raises ``Http404``."""
    organisations = own_organisations(request)
    rows = Need.objects.visible_to(*organisations).select_related("organisation", "district")
    seen = Seen(get_object_or_404(rows, slug=slug), organisations)
    if own and not seen.is_own:
        raise Http404
    return seen


def own_pressing(request: HttpRequest, need: Need) -> AbstractContextManager[None]:
    """``access.pressing`` for the organisation that the need belonged to when it was found."""
    return pressing(request, _of(need.organisation_id))


def thread_pressing(request: HttpRequest, thread: Thread) -> AbstractContextManager[None]:
    """The same for one's own side of a thread."""
    is_poster = thread.side == Side.POSTER
    return pressing(
        request, _of(thread.need.organisation_id if is_poster else thread.response.organisation_id)
    )


def _of(organisation_id: int | None) -> int:
    if organisation_id is None:  # the office's own: no member presses for it
        raise Http404
    return organisation_id


def find_thread(request: HttpRequest, slug: str, address: str) -> Thread:
    """A thread of which one's organisation is a side. Raises ``Http404``."""
    organisations = own_organisations(request)
    rows = Response.objects.visible_to(*organisations).select_related(
        "organisation", "need__organisation", "need__district"
    )
    if address == Response.OFFICE:
        rows = rows.filter(organisation__isnull=True)
    else:
        rows = rows.filter(organisation__slug=address)
    response = get_object_or_404(rows, need__slug=slug)
    is_poster = any(organisation.pk == response.need.organisation_id for organisation in organisations)
    return Thread(response.need, response, Side.POSTER if is_poster else Side.RESPONDER)
