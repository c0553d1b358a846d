from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings import actions as seats
from portal.bookings.actions.seats import lock_occasion
from portal.bookings.errors import NotComing
from portal.bookings.models import Attendance, Attendee, Occasion
from trainings.actions.issuing import issue, require_reason
from trainings.completion import Outcome, fingerprint, outcomes
from trainings.errors import AlreadyClosed, OutcomeChanged, UnmarkedPeople
from trainings.messages import tell_certificates
from trainings.models import Certificate, CertificateDecision, TrainingSession

_PRESENT, _UNMARKED = Attendance.Status.PRESENT, Attendance.Status.UNMARKED


@dataclass(frozen=True)
class Closing:
    """What closing did: the certificates that it issued, none when the session was closed already."""

    certificates: Sequence[Certificate]
    marked_present: int = 0
    was_closed: bool = False


@transaction.atomic
def close_session(
    *,
    session_id: int,
    by: User,
    unmarked_are_present: bool | None = None,
    seen: str | None = None,
    tell: bool = False,
) -> Closing:
    """Close a training and issue a certificate to everybody who earns one, all or nothing.

    ``unmarked_are_present`` answers for those whom nobody marked on some date: marked as present, or left
    as they are. ``seen`` is the fingerprint of the outcomes that staff were looking at. With ``tell``
    everybody who gets one is told by their own way. Closing again changes nothing and issues nothing.

    Raises ``UnmarkedPeople`` when there are some and the question was not answered, ``OutcomeChanged``,
    ``NumberTaken``, and what ``bookings.actions.close`` raises.
    """
    occasion = lock_occasion(session_id)
    if occasion.state == Occasion.State.CLOSED:
        return Closing((), was_closed=True)
    session = TrainingSession.objects.get(pk=session_id)
    seats.close(occasion_id=session_id, by=by)
    found = outcomes(session)
    if seen is not None and seen != fingerprint(found):
        raise OutcomeChanged
    marked = 0
    if any(outcome.is_unmarked for outcome in found):
        if unmarked_are_present is None:
            raise UnmarkedPeople
        if unmarked_are_present:
            marked = _mark_rest_present(found, by)
            found = outcomes(session)
    earning = [outcome.attendee for outcome in found if outcome.earns]
    certificates = issue(session=session, attendees=earning, by=by)
    if tell:
        tell_certificates(certificates)
    return Closing(certificates, marked_present=marked)


def _mark_rest_present(found: Sequence[Outcome], by: User) -> int:
    people = [outcome for outcome in found if outcome.is_unmarked]
    for date in {mark.date for outcome in people for mark in outcome.marks}:
        missing = {
            outcome.attendee.pk: _PRESENT
            for outcome in people
            for mark in outcome.marks
            if mark.date == date and mark.status == _UNMARKED
        }
        seats.mark_attendance(date=date, marks=missing, by=by)
    return len(people)


@transaction.atomic
def decide(*, attendee_id: int, is_granted: bool, reason: str, by: User) -> CertificateDecision:
    """Give somebody a certificate, or refuse one, whatever the rule says; before closing only.

    Deciding again replaces what was decided. Raises ``ReasonMissing``, ``AlreadyClosed``, ``NotComing``.
    """
    reason = require_reason(reason)
    attendee = _open_attendee(attendee_id)
    decision, _is_new = CertificateDecision.objects.update_or_create(
        attendee=attendee, defaults={"is_granted": is_granted, "reason": reason, "decided_by": by}
    )
    return decision


@transaction.atomic
def undecide(*, attendee_id: int, by: User) -> None:
    """Let the rule decide again; before closing only. Raises ``AlreadyClosed``, ``NotComing``."""
    CertificateDecision.objects.filter(attendee=_open_attendee(attendee_id)).delete()


def _open_attendee(attendee_id: int) -> Attendee:
    occasion = lock_occasion(Attendee.objects.values_list("occasion_id", flat=True).get(pk=attendee_id))
    if occasion.is_over:
        raise AlreadyClosed
    attendee = Attendee.objects.coming().filter(pk=attendee_id).first()
    if attendee is None:
        raise NotComing(_("席が決まっている人だけ、修了証の判定を変えられます。"))
    return attendee
