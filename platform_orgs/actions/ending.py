"""Taking part comes to an end, pauses, and begins again."""

import datetime
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from platform_orgs import messages
from platform_orgs.actions.members import end_membership
from platform_orgs.actions.record import lock, step
from platform_orgs.errors import (
    EndsInTheFuture,
    NotTakingPart,
    ReasonMissing,
    SuccessorUnfit,
)
from platform_orgs.models import Organisation, OrganisationStep, Profile
from portal.accounts.models import User
from portal.page_cache import forget_pages_after_commit

Verb = OrganisationStep.Verb


class Ending(Protocol):
    def __call__(self, *, organisation: Organisation, by: User) -> None: ...


# What else comes to an end with an organisation: open needs, responses … Each is called in the transaction,
# under the organisation's lock, while its members are still live and its successor is known, and tells the
# other side itself.
ENDINGS: list[Ending] = []
# What else rests with an organisation that pauses, called in the same way.
PAUSES: list[Ending] = []


@transaction.atomic
def end(
    *,
    organisation_id: int,
    state: Organisation.State,
    on: datetime.date,
    reason: str,
    by: User,
    successor_id: int | None = None,
    revision: int | None = None,
) -> Organisation:
    """The organisation leaves, dissolves, merges or is excluded (``state``): its people act no more from this
    moment on, its page becomes one line with the date and the successor, its record stays.

    Raises ``ReasonMissing``, ``EndsInTheFuture``, ``SuccessorUnfit``, ``NotTakingPart`` (it has ended
    already) and ``OrganisationChangedMeanwhile``.
    """
    assert state in Organisation.ENDED
    _require_reason_and_day(reason, on)
    _lock_together(organisation_id, successor_id)
    organisation = lock(organisation_id, must_take_part=False, revision=revision)
    if organisation.has_ended:
        raise NotTakingPart
    organisation.successor = _successor(organisation, successor_id)
    for ending in ENDINGS:
        ending(organisation=organisation, by=by)
    for membership in organisation.memberships.live().select_related("person"):
        membership.organisation = organisation
        messages.tell_ended(membership, state, on)
        end_membership(membership)
    _put_away(organisation)
    _set_state(organisation, state, on, reason)
    said = f"{organisation.get_state_display()}：{reason.strip()}"
    step(organisation, Verb.ENDED, by, said, state=state, day=on)
    return organisation


@transaction.atomic
def suspend(
    *, organisation_id: int, on: datetime.date, reason: str, by: User, revision: int | None = None
) -> Organisation:
    """The organisation pauses: page and people rest, nothing is lost, ``resume`` brings all of it back.
    Raises what ``end`` raises."""
    _require_reason_and_day(reason, on)
    organisation = lock(organisation_id, revision=revision)
    for membership in organisation.memberships.live().select_related("person"):
        membership.organisation = organisation
        messages.tell_ended(membership, Organisation.State.SUSPENDED, on)
    for pause in PAUSES:
        pause(organisation=organisation, by=by)
    _set_state(organisation, Organisation.State.SUSPENDED, on, reason)
    step(organisation, Verb.SUSPENDED, by, reason.strip())
    return organisation


@transaction.atomic
def revive(*, organisation_id: int, by: User, revision: int | None = None) -> Organisation:
    """A pause is over, or who had left takes part again: the page as it was is public at once. After an end
    its people are invited anew. Raises ``OrganisationChangedMeanwhile``; an active one stays as it is."""
    organisation = lock(organisation_id, must_take_part=False, revision=revision)
    if organisation.is_active:
        return organisation
    verb = Verb.REVIVED if organisation.has_ended else Verb.RESUMED
    organisation.successor = None
    _set_state(organisation, Organisation.State.ACTIVE, timezone.localdate(), "")
    step(organisation, verb, by)
    return organisation


def _require_reason_and_day(reason: str, on: datetime.date) -> None:
    if not reason.strip():
        raise ReasonMissing
    if on > timezone.localdate():
        raise EndsInTheFuture


def _lock_together(*ids: int | None) -> None:
    """Who carries on cannot end while it is handed what is open. In one order, whoever ends into whom."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=[pk for pk in ids if pk])
    list(rows.order_by("pk").values_list("pk"))


def _successor(organisation: Organisation, successor_id: int | None) -> Organisation | None:
    if successor_id is None:
        return None
    successor = Organisation.objects.active().exclude(pk=organisation.pk).filter(pk=successor_id).first()
    if successor is None:
        raise SuccessorUnfit
    return successor


def _put_away(organisation: Organisation) -> None:
    """What waits for an answer waits no more."""
    now = timezone.now()
    organisation.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=now)
    organisation.profiles.filter(state=Profile.State.WAITING).update(
        state=Profile.State.REPLACED, decided_at=now
    )


def _set_state(organisation: Organisation, state: Organisation.State, on: datetime.date, reason: str) -> None:
    organisation.state = state
    organisation.state_since = on
    organisation.state_reason = reason.strip()
    organisation.revision += 1
    organisation.save(update_fields=["state", "state_since", "state_reason", "successor", "revision"])
    forget_pages_after_commit()
