"""Single certificates after closing: each is somebody's decision, with a reason."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.seats import lock_occasion
from portal.bookings.errors import NotComing
from portal.bookings.models import Attendee, Occasion
from trainings.actions.issuing import issue, require_reason
from trainings.errors import AlreadyHasCertificate, AlreadyRevoked, NotClosedYet, NothingChanged
from trainings.messages import tell_certificates, untold_certificates
from trainings.models import Certificate, TrainingSession

# What a correction may change.
CORRECTABLE = ("name", "label", "course", "title", "dates", "wording", "issuer")


@transaction.atomic
def issue_single(*, attendee_id: int, reason: str, by: User, tell: bool = False) -> Certificate:
    """Issue one certificate after closing, whatever attendance says.

    Raises ``ReasonMissing``, ``NotClosedYet``, ``AlreadyHasCertificate``, ``NumberTaken`` and ``NotComing``
    for somebody without a confirmed place.
    """
    reason = require_reason(reason)
    occasion = lock_occasion(Attendee.objects.values_list("occasion_id", flat=True).get(pk=attendee_id))
    if occasion.state != Occasion.State.CLOSED:
        raise NotClosedYet
    attendee = Attendee.objects.coming().select_related("person").filter(pk=attendee_id).first()
    if attendee is None:
        raise NotComing
    if attendee.certificates.live().exists():
        raise AlreadyHasCertificate
    session = TrainingSession.objects.get(pk=occasion.pk)
    made = issue(session=session, attendees=[attendee], by=by, reason=reason)
    if tell:
        tell_certificates(made)
    return made[0]


@transaction.atomic
def revoke(*, certificate_id: int, reason: str, by: User) -> Certificate:
    """Declare a certificate void. Its page goes on saying so. Raises ``ReasonMissing``, ``AlreadyRevoked``."""
    reason = require_reason(reason)
    certificate = _lock(certificate_id)
    _revoke_locked(certificate, reason, by)
    return certificate


@transaction.atomic
def correct(
    *, certificate_id: int, printed: dict[str, str], reason: str, by: User, tell: bool = False
) -> Certificate:
    """Issue a new certificate that says what ``printed`` says and revoke the old one, in one step.

    ``printed`` holds values by the names in ``CORRECTABLE``; what is missing stays. The new one has its own
    number, day and code. Of two corrections at once the second is refused. Raises ``ReasonMissing``,
    ``AlreadyRevoked``, ``NothingChanged``, ``NumberTaken``.
    """
    reason = require_reason(reason)
    old = _lock(certificate_id)
    if old.is_revoked:
        raise AlreadyRevoked
    kept = {name: getattr(old, name) for name in CORRECTABLE}
    wanted = {name: printed.get(name, kept[name]) for name in CORRECTABLE}
    if wanted == kept:
        raise NothingChanged
    _revoke_locked(old, reason, by)
    session = TrainingSession.objects.get(pk=old.attendee.occasion_id)
    made = issue(
        session=session, attendees=[old.attendee], by=by, reason=reason, printed=wanted, replaces=old
    )
    if tell:
        tell_certificates(made)
    return made[0]


@transaction.atomic
def tell_untold(*, session_id: int) -> int:
    """Tell every party of a closed session of its certificates that was told of none since; says how many.

    Calling twice tells once. Raises ``NotClosedYet``.
    """
    occasion = lock_occasion(session_id)
    if occasion.state != Occasion.State.CLOSED:
        raise NotClosedYet
    untold = untold_certificates(session_id)
    tell_certificates(untold)
    return len(untold)


def _revoke_locked(certificate: Certificate, reason: str, by: User) -> None:
    if certificate.is_revoked:
        raise AlreadyRevoked
    certificate.revoked_at = timezone.now()
    certificate.revoked_by = by
    certificate.revoked_reason = reason
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])


def _lock(certificate_id: int) -> Certificate:
    """The certificate, locked after its occasion and read afresh. Raises ``Certificate.DoesNotExist``."""
    lock_occasion(Certificate.objects.values_list("attendee__occasion_id", flat=True).get(pk=certificate_id))
    return (
        Certificate.objects.select_for_update(no_key=True, of=("self",))
        .select_related("attendee__person", "attendee__booking__contact")
        .get(pk=certificate_id)
    )
