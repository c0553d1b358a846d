"""A member or the office answers a need; the two sides talk; the poster says yes or no."""

from django.db import transaction
from django.utils import timezone

from platform_orgs.errors import (
    AnsweredAlready,
    NeedRests,
    NeedTakesNoAnswers,
    OfficeHasTakenOver,
    OwnNeed,
    ResponseWithdrawn,
    TextMissing,
    ThreadIsOver,
)
from platform_orgs.models import (
    Need,
    NeedStep,
    Organisation,
    PlatformSettings,
    Response,
    ResponseMessage,
)
from platform_orgs.needs import telling
from platform_orgs.needs.actions.reading import require_shown
from platform_orgs.needs.actions.record import lock_acting, lock_need, lock_response, promise, save, step
from platform_orgs.needs.privacy import require_confirmed
from portal.accounts.models import User
from portal.bookings.models import Booking

Verb, State, Side = NeedStep.Verb, Response.State, ResponseMessage.Side


@transaction.atomic
def answer(
    *,
    need_id: int,
    organisation_id: int | None,
    text: str,
    by: User,
    as_office: bool = False,
    is_confirmed: bool = False,
    submission_key: str | None = None,
    channel: Booking.Channel = Booking.Channel.WEB,
) -> Response:
    """Answer a need, for an organisation or for the office itself (None). What was withdrawn can be offered
    anew. The office reads it before the poster does, unless it acts itself.

    Raises ``NotTakingPart``, ``NeedRests``, ``NeedTakesNoAnswers``, ``OwnNeed``, ``AnsweredAlready``, ``TextMissing`` and,
    unless ``is_confirmed``, ``LooksIdentifying``.
    """
    organisation = lock_acting(organisation_id)
    need = lock_need(need_id)
    if known := _known(submission_key):
        return known.response
    if need.is_resting:
        raise NeedRests
    if not need.takes_answers(timezone.localdate()):
        raise NeedTakesNoAnswers
    if need.organisation_id == organisation_id:
        raise OwnNeed
    response = Response.objects.filter(need=need, organisation=organisation).first()
    if response is not None and response.state != State.WITHDRAWN:
        raise AnsweredAlready
    if response is None:
        response = Response.objects.create(need=need, organisation=organisation)
    else:
        save(response, state=State.OFFERED)
    response.need = need
    step(need, Verb.ANSWERED, by, response=response)
    message = _say(
        response, Side.RESPONDER, organisation, text, by, as_office, is_confirmed, submission_key, channel
    )
    if message.shown_at:
        telling.tell_answered(response)
    return response


@transaction.atomic
def write_message(
    *,
    response_id: int,
    side: ResponseMessage.Side,
    text: str,
    by: User,
    as_office: bool = False,
    is_confirmed: bool = False,
    submission_key: str | None = None,
    channel: Booking.Channel = Booking.Channel.WEB,
) -> ResponseMessage:
    """Say something in a thread, for one of its sides or, by the office, for itself. The other side is told
    that there is something to read, without its words. What comes after a message that the office has not
    read yet waits behind it.

    Raises ``NotTakingPart``, ``ThreadIsOver``, ``OfficeHasTakenOver`` (only the office writes on), ``ResponseNotShown``,
    ``TextMissing`` and, unless ``is_confirmed``, ``LooksIdentifying``.
    """
    organisation = lock_acting(_organisation_id(response_id, side))
    need, response = lock_response(response_id)
    if known := _known(submission_key):
        return known
    if need.state != Need.State.OPEN or response.state == State.WITHDRAWN:
        raise ThreadIsOver
    if need.is_office_only and side != Side.OFFICE:
        raise OfficeHasTakenOver
    if side == Side.POSTER:
        require_shown(response)
    step(need, Verb.WROTE, by, response=response)
    message = _say(response, side, organisation, text, by, as_office, is_confirmed, submission_key, channel)
    save(response)
    if message.shown_at:
        telling.tell_wrote(response, message)
    return message


@transaction.atomic
def accept(*, response_id: int, by: User, as_office: bool = False) -> Response:
    """お願いする: take up an answer; one that was declined can be taken up after all. Twice is harmless.
    Raises ``ThreadIsOver``, ``OfficeHasTakenOver`` (only the office decides), ``ResponseWithdrawn`` and
    ``ResponseNotShown``."""
    return _decide(response_id, State.ACCEPTED, Verb.ACCEPTED, by, as_office)


@transaction.atomic
def decline(*, response_id: int, by: User, as_office: bool = False) -> Response:
    """見送る: not this one. Raises what ``accept`` raises."""
    return _decide(response_id, State.DECLINED, Verb.DECLINED, by, as_office)


@transaction.atomic
def withdraw_response(*, response_id: int, by: User) -> Response:
    """The responder takes the answer back, even one that was accepted or whose need the office has taken over;
    the poster is told if it had seen it. Twice is harmless. Raises ``ThreadIsOver``."""
    need, response = lock_response(response_id)
    if response.state == State.WITHDRAWN:
        return response
    if need.state != Need.State.OPEN:
        raise ThreadIsOver
    take_back(response, by)
    return response


def take_back(response: Response, by: User | None) -> None:
    """Under its locks: a response is withdrawn, whatever the reason, and what nobody has read stays unread."""
    was_seen = response.messages.filter(shown_at__isnull=False).exists()
    response.messages.filter(shown_at__isnull=True, sent_back_at__isnull=True).update(
        sent_back_at=timezone.now()
    )
    save(response, state=State.WITHDRAWN)
    step(response.need, Verb.ANSWER_WITHDRAWN, by, response=response)
    if was_seen:
        telling.tell_response_withdrawn(response)


def _decide(
    response_id: int, state: Response.State, verb: NeedStep.Verb, by: User, as_office: bool
) -> Response:
    need, response = lock_response(response_id)
    if response.state == state:
        return response
    if response.state == State.WITHDRAWN:
        raise ResponseWithdrawn
    if need.state != Need.State.OPEN:
        raise ThreadIsOver
    if need.is_office_only and not as_office:
        raise OfficeHasTakenOver
    require_shown(response)
    save(response, state=state)
    step(need, verb, by, response=response)
    telling.tell_decided(response)
    return response


def _organisation_id(response_id: int, side: ResponseMessage.Side) -> int | None:
    if side == Side.OFFICE:
        return None
    name = "organisation_id" if side == Side.RESPONDER else "need__organisation_id"
    found: int | None = Response.objects.values_list(name, flat=True).get(pk=response_id)
    return found


def _known(submission_key: str | None) -> ResponseMessage | None:
    if not submission_key:
        return None
    return ResponseMessage.objects.select_related("response").filter(submission_key=submission_key).first()


def _say(
    response: Response,
    side: ResponseMessage.Side,
    organisation: Organisation | None,
    text: str,
    by: User,
    as_office: bool,
    is_confirmed: bool,
    submission_key: str | None,
    channel: Booking.Channel,
) -> ResponseMessage:
    if not text.strip():
        raise TextMissing
    asked = require_confirmed(text, is_confirmed=is_confirmed)
    now, settings = timezone.now(), PlatformSettings.objects.current()
    shown = response.messages.filter(shown_at__isnull=False)
    waits = not as_office and side == Side.RESPONDER and settings.reads_first and not shown.exists()
    return ResponseMessage.objects.create(
        response=response,
        side=side,
        organisation=organisation,
        text=text.strip(),
        written_by=by,
        written_at=now,
        shown_at=None if waits else now,
        read_by=promise(settings, now) if waits else None,
        channel=channel,
        pattern_confirmed=asked,
        submission_key=submission_key or None,
    )
