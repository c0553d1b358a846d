"""Who is told what about needs and answers. No mail, letter or sheet holds what somebody wrote: it says that
there is something to read, and where."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from platform_orgs.models import Membership, Need, Organisation, Response, ResponseMessage
from platform_orgs.needs.news import NEWS, News
from portal.correspondence.actions import tell
from portal.correspondence.kinds import MessageKind, NoLongerTrue, Text, register, render_texts
from portal.correspondence.models import Message
from portal.office.models import Office

_PREFIX = "platform_orgs."
_DIRECTORY = "platform_orgs/needs/notice"

State, Side = Response.State, ResponseMessage.Side


def tell_need_opened(need: Need) -> None:
    _tell("need_opened", need.organisation, need, f"{need.pk}:{need.revision}")


def tell_need_sent_back(need: Need) -> None:
    _tell("need_sent_back", need.organisation, need, f"{need.pk}:{need.revision}")


def tell_need_expiring(need: Need) -> None:
    _tell("need_expiring", need.organisation, need, f"{need.pk}:{need.until}")


def tell_answered(response: Response) -> None:
    _tell("need_answered", response.need.organisation, response, f"{response.pk}:{response.revision}")


def tell_wrote(response: Response, message: ResponseMessage) -> None:
    """The other side, once a day until it has answered: the page says the rest. What the office says in
    between is for both."""
    for side, organisation in (
        (Side.POSTER, response.need.organisation),
        (Side.RESPONDER, response.organisation),
    ):
        if side != message.side:
            said = response.messages.filter(side=side, shown_at__isnull=False).order_by("-pk").first()
            key = f"{response.pk}:{side}:{said.pk if said else 0}:{timezone.localdate()}"
            _tell("need_wrote", organisation, message, key)


def tell_message_sent_back(response: Response, message: ResponseMessage) -> None:
    _tell("need_message_sent_back", response.organisation, message, str(message.pk))


def tell_decided(response: Response) -> None:
    kind = "need_accepted" if response.state == State.ACCEPTED else "need_declined"
    _tell(kind, response.organisation, response, f"{response.pk}:{response.revision}")


def tell_response_withdrawn(response: Response) -> None:
    key = f"{response.pk}:{response.revision}"
    _tell("need_answer_withdrawn", response.need.organisation, response, key)


def tell_need_ended(need: Need, *, by_posters_side: bool = False) -> None:
    """Everybody whose answer was still alive."""
    kind = "need_ended_by_poster" if by_posters_side else "need_ended"
    live = need.responses.filter(state__in=(State.OFFERED, State.ACCEPTED)).select_related("organisation")
    for response in live:
        _tell(kind, response.organisation, response, f"{response.pk}:{need.revision}")


def tell_paused(response: Response, paused: Organisation) -> None:
    """The side that does not pause, unless it has not seen the answer yet."""
    key = f"{response.pk}:{paused.pk}:{timezone.localdate()}"
    if response.organisation_id != paused.pk:
        _tell("need_paused", response.organisation, response, key)
    elif response.messages.filter(shown_at__isnull=False).exists():
        _tell("need_paused", response.need.organisation, response, key)


def tell_office_only(need: Need) -> None:
    """Everybody whose answer is still alive: the need itself is out of their sight from now on."""
    live = need.responses.filter(state__in=(State.OFFERED, State.ACCEPTED)).select_related("organisation")
    for response in live:
        _tell("need_office_only", response.organisation, response, f"{response.pk}:{need.revision}")


def tell_handed_over(need: Need) -> None:
    """Its new owner, and everybody who has answered."""
    _tell("need_inherited", need.organisation, need, f"{need.pk}:{need.revision}")
    for response in need.responses.exclude(state=State.WITHDRAWN).select_related("organisation"):
        _tell("need_handed_over", response.organisation, response, f"{response.pk}:{need.revision}")


def tell_answer_handed_over(response: Response) -> None:
    key = f"{response.pk}:{response.revision}"
    _tell("need_answer_inherited", response.organisation, response, key)
    if response.messages.filter(shown_at__isnull=False).exists():
        _tell("need_handed_over", response.need.organisation, response, key)


def _tell(kind: str, organisation: Organisation | None, subject: Model, key: str) -> None:
    """The people who act for ``organisation``, each in their own way; of one that pauses nobody. The office is
    not written to: what it has to do stands on its start page."""
    if organisation is None:
        return
    name = _PREFIX + kind
    for membership in organisation.memberships.acting().select_related("person"):
        person = membership.person
        tell(kind=name, recipient=person, subject=subject, dedupe_key=f"{name}:{key}:{person.pk}")


# --- what they say, made when they go out -----------------------------------------------------------------


def _render(news: News, message: Message) -> Text:
    subject: Any = message.subject
    need, response = _about(subject)
    sides = [need.organisation_id, response.organisation_id if response else None]
    members = Membership.objects.acting().filter(
        person=message.recipient, organisation__in=filter(None, sides)
    )
    if not news.still_true(subject) or not members.exists():
        raise NoLongerTrue
    context = {
        "news": news,
        "need": need,
        "url": thread_url(response) if response else need_url(need),
        "recipient": message.recipient,
        "office": Office.objects.current(),
    }
    return render_texts(_DIRECTORY, context)


def _about(subject: Need | Response | ResponseMessage) -> tuple[Need, Response | None]:
    if isinstance(subject, Need):
        return subject, None
    response = subject.response if isinstance(subject, ResponseMessage) else subject
    return response.need, response


def need_url(need: Need) -> str:
    return settings.SITE_URL + reverse("platform:need", args=[need.slug])


def thread_url(response: Response) -> str:
    return settings.SITE_URL + reverse("platform:need-thread", args=[response.need.slug, response.address])


def register_kinds() -> None:
    """Called once at start-up."""
    needs = Need.objects.select_related("organisation").all
    answers = Response.objects.select_related("organisation", "need__organisation").all
    words = ResponseMessage.objects.select_related(
        "response__organisation", "response__need__organisation"
    ).all
    about_need = {"need_opened", "need_sent_back", "need_expiring", "need_inherited"}
    about_words = {"need_wrote", "need_message_sent_back"}
    for name, news in NEWS.items():
        subjects: Any = needs if name in about_need else words if name in about_words else answers
        register(
            MessageKind(
                name=_PREFIX + name,
                label=str(news.label),
                render=partial(_render, news),
                subjects=subjects,
                about=lambda subject: _about(subject)[0].slug,
            )
        )
