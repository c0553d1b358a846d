"""What a group is told about its 出前講座. Texts stand in ``templates/trainings/messages/``."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.bookings.addresses import occasion_path
from portal.bookings.models import Occasion
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office
from portal.ui.dates import format_moment, format_period
from trainings.visits.models import VisitRequest, VisitStep

_State = VisitRequest.State
# What must still be so when the message goes out.
_TRUE_WHILE = {
    "trainings.visit_received": {_State.NEW, _State.IN_TALKS, _State.ARRANGED},
    "trainings.visit_declined": {_State.DECLINED},
    "trainings.visit_published": {_State.ARRANGED},
}
_LABELS = {
    "trainings.visit_received": _("出前講座の依頼を受け取ったお知らせ"),
    "trainings.visit_declined": _("出前講座をお断りするお知らせ"),
    "trainings.visit_published": _("出前講座の申込みの案内"),
}


def tell_received(request: VisitRequest) -> None:
    _tell("trainings.visit_received", request, str(request.pk))


def tell_declined(request: VisitRequest, step: VisitStep, *, told_by: User | None) -> None:
    _tell("trainings.visit_declined", request, f"{request.pk}:{step.pk}", told_by=told_by)


def tell_published(request: VisitRequest) -> None:
    """The private address of the session, to hand on to those who take part."""
    _tell("trainings.visit_published", request, str(request.pk))


def session_url(session: Occasion) -> str:
    return settings.SITE_URL + occasion_path(session)


def _tell(kind: str, request: VisitRequest, key: str, **how: Any) -> None:
    tell(kind=kind, recipient=request.contact, subject=request, dedupe_key=f"{kind}:{key}", **how)


def _render(message: Message) -> Text:
    request: Any = message.subject
    if request.state not in _TRUE_WHILE[message.kind]:
        raise NoLongerTrue
    session = request.session
    is_published = message.kind == "trainings.visit_published"
    if is_published and session.state != Occasion.State.PUBLISHED:
        raise NoLongerTrue
    steps = [step for step in request.steps.all() if step.verb == VisitStep.Verb.DECLINED]
    context = {
        "request": request,
        "recipient": message.recipient,
        "office": Office.objects.current(),
        "received": format_moment(request.received_at),
        "reason": steps[-1].note if steps else "",
        "session": session,
        "session_url": session_url(session) if is_published else "",
        "dates": [
            {"period": format_period(date.starts_at, date.ends_at), "date": date}
            for date in (session.dates.all() if session else ())
        ],
    }
    return render_texts(message.kind.replace(".", "/messages/", 1), context)


def _requests() -> QuerySet[Any]:
    return VisitRequest.objects.select_related("contact", "session").prefetch_related(
        "steps", "session__dates"
    )


def register_kinds() -> None:
    """Called once at start-up."""
    for name, label in _LABELS.items():
        register(MessageKind(name=name, label=str(label), render=_render, subjects=_requests))
