"""What becomes of a request for a 出前講座: talks, a closed training session, or a no with a reason."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.models import Occasion, PlaceKind
from portal.bookings.slugs import private_slug
from portal.people.life import Consequence
from portal.people.models import Person, PersonMark
from trainings.models import TrainingSession
from trainings.visits.errors import VisitChangedMeanwhile, VisitIsSettled, VisitReasonMissing
from trainings.visits.messages import tell_declined, tell_published, tell_received
from trainings.visits.models import VisitRequest, VisitStep

_TITLE = TrainingSession._meta.get_field("title").max_length or 100


@dataclass(frozen=True)
class Visit:
    """What a group asks for. ``contact`` is unsaved: every request makes a new person."""

    contact: Person
    group_name: str
    place_name: str
    place_address: str
    wishes: tuple[str, str, str]
    people: int
    wanted: str
    note: str = ""


@transaction.atomic
def request_visit(*, visit: Visit, submission_key: str, may_be_machine: bool = False) -> VisitRequest:
    """Take a request and say that it has arrived. The same ``submission_key`` is one request; ``may_be_machine``
    marks and decides nothing."""
    values: dict[str, Any] = {
        "group_name": visit.group_name,
        "place_name": visit.place_name,
        "place_address": visit.place_address,
        "people": visit.people,
        "wanted": visit.wanted,
        "note": visit.note,
        "may_be_machine": may_be_machine,
    }
    for number, wish in enumerate(visit.wishes, start=1):
        values[f"wish_{number}"] = wish
    known = VisitRequest.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return known
    visit.contact.save()
    request, is_new = VisitRequest.objects.get_or_create(
        submission_key=submission_key, defaults={**values, "contact": visit.contact}
    )
    if not is_new:
        # Pressed twice in the same moment: the person made here belongs to nothing.
        visit.contact.delete()
        return request
    VisitStep.objects.create(request=request, verb=VisitStep.Verb.RECEIVED)
    tell_received(request)
    return request


@transaction.atomic
def take_up(*, request_id: int, by: User, revision: int) -> VisitRequest:
    """Somebody of the office talks with the group; also after a no. Raises ``VisitChangedMeanwhile`` and
    ``VisitIsSettled``."""
    request = _lock(request_id, revision)
    again = request.state == VisitRequest.State.DECLINED
    request.state = VisitRequest.State.IN_TALKS
    request.handled_by = by
    return _saved(request, VisitStep.Verb.TAKEN_UP_AGAIN if again else VisitStep.Verb.TAKEN_UP, by)


@transaction.atomic
def note(*, request_id: int, text: str, by: User) -> VisitStep:
    """Put what was said on record."""
    return VisitStep.objects.create(
        request_id=request_id, verb=VisitStep.Verb.NOTED, actor=by, note=text.strip()
    )


@transaction.atomic
def decline(*, request_id: int, reason: str, by: User, revision: int, told: bool = False) -> VisitRequest:
    """Say no, or record that the group gives up. The reason is told to the person word for word, unless
    staff have said it already (``told``). Raises ``VisitReasonMissing``, ``VisitChangedMeanwhile`` and
    ``VisitIsSettled``."""
    reason = reason.strip()
    if not reason:
        raise VisitReasonMissing
    request = _lock(request_id, revision)
    request.state = VisitRequest.State.DECLINED
    request.handled_by = by
    step = _step(request, VisitStep.Verb.DECLINED, by, reason)
    _save(request)
    tell_declined(request, step, told_by=by if told else None)
    return request


@transaction.atomic
def make_session(*, request_id: int, by: User, revision: int) -> TrainingSession:
    """Prepare the closed session for a request: named in no list, found by its address alone, not public
    before staff have given it a day and publish it. Pressing twice makes one. Raises ``VisitChangedMeanwhile``.
    """
    request = VisitRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    if request.session_id is not None:
        return TrainingSession.objects.get(pk=request.session_id)
    _require_revision(request, revision)
    title = f"つながりサポーター養成研修（{request.group_name}）"
    session = TrainingSession.objects.create(
        title=title if len(title) <= _TITLE else title[: _TITLE - 1] + "…",
        slug=private_slug(),
        is_listed=False,
        state=Occasion.State.PLANNED,
        audience=f"{request.group_name}のみなさん"[:200],
        fee="無料",
    )
    PlaceKind.objects.create(occasion=session, capacity=request.people)
    request.session = session
    request.state = VisitRequest.State.ARRANGED
    request.handled_by = by
    _saved(request, VisitStep.Verb.SESSION_MADE, by)
    return session


def tell_published_visits() -> int:
    """Send the private address to those whose session has become public; returns how many were told now.
    For the periodic run; once each, however often it runs."""
    published = VisitRequest.objects.filter(
        session__state=Occasion.State.PUBLISHED, state=VisitRequest.State.ARRANGED, is_address_told=False
    )
    told = 0
    for pk in published.values_list("pk", flat=True):
        with transaction.atomic():
            request = (
                VisitRequest.objects.select_for_update(no_key=True, skip_locked=True)
                .filter(pk=pk, is_address_told=False)
                .first()
            )
            if request is None:
                continue
            tell_published(request)
            VisitRequest.objects.filter(pk=pk).update(is_address_told=True)
            told += 1
    return told


def bring_visits_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one: what was asked for under ``drop_id`` belongs to ``keep_id``."""
    VisitRequest.objects.filter(contact_id=drop_id).update(contact_id=keep_id)


def name_open_visits(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """Whose request is still open has died, moved away or wants to hear no more: the group is another matter,
    so the request stays, and staff find somebody else to talk to."""
    open_ones = VisitRequest.objects.filter(
        contact=person_id, state__in=(VisitRequest.State.NEW, VisitRequest.State.IN_TALKS)
    )
    return [
        Consequence(
            _("出前講座の依頼の担当の人：%(group)s。ほかの担当の人をたずねてください")
            % {"group": request.group_name},
            reverse("admin:trainings_visitrequest_change", args=[request.pk]),
            needs_staff=True,
        )
        for request in open_ones.order_by("pk")
    ]


def _lock(request_id: int, revision: int) -> VisitRequest:
    request = VisitRequest.objects.select_for_update(no_key=True).get(pk=request_id)
    if request.session_id is not None:
        raise VisitIsSettled
    _require_revision(request, revision)
    return request


def _require_revision(request: VisitRequest, revision: int) -> None:
    if request.revision != revision:
        raise VisitChangedMeanwhile


def _saved(request: VisitRequest, verb: VisitStep.Verb, by: User) -> VisitRequest:
    _step(request, verb, by)
    _save(request)
    return request


def _save(request: VisitRequest) -> None:
    request.revision += 1
    request.save(update_fields=["state", "handled_by", "session", "revision"])


def _step(request: VisitRequest, verb: VisitStep.Verb, by: User, text: str = "") -> VisitStep:
    return VisitStep.objects.create(request=request, verb=verb, actor=by, note=text)
