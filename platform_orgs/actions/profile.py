"""The page of an organisation: saved by whoever edits it, sent, looked at, published. To the volunteer it is one
page with one button; versions are what makes that safe."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from platform_orgs import messages
from platform_orgs.actions.record import lock, step
from platform_orgs.actions.yearly_check import mark_right
from platform_orgs.errors import (
    OrganisationChangedMeanwhile,
    PageChangedMeanwhile,
    ReasonMissing,
    VersionIsDecided,
)
from platform_orgs.models import Organisation, OrganisationStep, Profile, ProfileEdit, YearlyCheck
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.page_cache import forget_pages_after_commit

Verb = OrganisationStep.Verb
Values = dict[str, Any]


@transaction.atomic
def save_page(
    *,
    organisation_id: int,
    values: Values,
    seen_revision: int,
    by: User,
    channel: Booking.Channel = Booking.Channel.WEB,
) -> Profile:
    """Write ``values`` into the draft. ``seen_revision`` is the draft that the editor had before them.

    Raises ``PageChangedMeanwhile`` when somebody saved in between and both changed something: nothing is
    written, and the error carries both. Saving again with its revision is then a deliberate decision.
    """
    organisation = lock(organisation_id)
    draft = draft_of(organisation)
    if seen_revision != draft.revision:
        values = _together(draft, values, seen_revision)
    if draft.values() == values:
        return draft
    for name, value in values.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.save(update_fields=[*values, "revision"])
    ProfileEdit.objects.create(
        profile=draft, revision=draft.revision, values=draft.values(), by=by, channel=channel
    )
    return draft


@transaction.atomic
def send_page(
    *,
    organisation_id: int,
    by: User,
    channel: Booking.Channel = Booking.Channel.WEB,
    received_on: datetime.date | None = None,
    seen: str | None = None,
) -> Profile | None:
    """Freeze the draft as a version. It waits for the office, in place of one that waits already; from a
    trusted organisation it is public at once. What is sent is right by the sender's word, so it answers the
    yearly check; where nothing differs from the public page, it is only that, and None is returned.

    ``seen``: the revision that was looked at before. Raises ``OrganisationChangedMeanwhile``.
    """
    organisation = lock(organisation_id)
    draft = draft_of(organisation)
    if seen is not None and seen != str(draft.revision):
        raise OrganisationChangedMeanwhile
    mark_right(organisation, how=YearlyCheck.How.PROFILE, by=by)
    waiting = organisation.profiles.filter(state=Profile.State.WAITING).first()
    if waiting is not None and waiting.values() == draft.values():
        return waiting
    if waiting is None and organisation.published and organisation.published.values() == draft.values():
        return None
    if waiting is not None:
        waiting.state = Profile.State.REPLACED
        waiting.decided_at = timezone.now()
        waiting.save(update_fields=["state", "decided_at"])
    version = _freeze(organisation, draft, by=by, channel=channel, received_on=received_on)
    step(organisation, Verb.SENT, by)
    if organisation.is_trusted:
        publish_version(organisation, version, by=None)
    return version


@transaction.atomic
def publish_page(*, profile_id: int, by: User, told: bool = False) -> Profile:
    """The office has looked: the waiting version becomes the public page. The organisation is told unless
    staff have said it already (``told``). Raises ``VersionIsDecided``."""
    organisation, version = _lock_waiting(profile_id)
    publish_version(organisation, version, by=by)
    messages.tell_page_published(version, told_by=by if told else None)
    return version


@transaction.atomic
def send_page_back(*, profile_id: int, remark: str, by: User) -> Profile:
    """Ask for a change, in words that the organisation reads; the public page stays. Raises
    ``VersionIsDecided`` and ``ReasonMissing``."""
    remark = remark.strip()
    if not remark:
        raise ReasonMissing
    organisation, version = _lock_waiting(profile_id)
    _decide(version, Profile.State.SENT_BACK, by, remark)
    step(organisation, Verb.SENT_BACK, by, remark)
    messages.tell_page_sent_back(version)
    return version


@transaction.atomic
def set_trusted(*, organisation_id: int, is_trusted: bool, by: User) -> Organisation:
    """Let an organisation publish without being looked at first, or no longer."""
    organisation = lock(organisation_id)
    if organisation.is_trusted != is_trusted:
        organisation.is_trusted = is_trusted
        organisation.revision += 1
        organisation.save(update_fields=["is_trusted", "revision"])
        step(organisation, Verb.TRUST_CHANGED, by)
    return organisation


def publish_version(organisation: Organisation, version: Profile, *, by: User | None) -> None:
    """Make a version public; the caller holds the organisation's lock."""
    _decide(version, Profile.State.ACCEPTED, by)
    organisation.published = version
    organisation.name = version.name
    organisation.kana = version.kana
    organisation.kind = version.kind
    organisation.revision += 1
    organisation.save(update_fields=["published", "name", "kana", "kind", "revision"])
    step(organisation, Verb.PUBLISHED, by)
    forget_pages_after_commit()


def start_page(organisation: Organisation, values: Values, *, by: User) -> Profile:
    """The draft of a new organisation, and version 1, public at once: staff have just read all of it."""
    draft = Profile.objects.create(organisation=organisation, **values)
    ProfileEdit.objects.create(profile=draft, revision=0, values=draft.values(), by=by)
    version = _freeze(organisation, draft, by=by)
    publish_version(organisation, version, by=by)
    return version


def draft_of(organisation: Organisation) -> Profile:
    return organisation.profiles.get(state=Profile.State.DRAFT)


def _freeze(
    organisation: Organisation,
    draft: Profile,
    *,
    by: User,
    channel: Booking.Channel = Booking.Channel.WEB,
    received_on: datetime.date | None = None,
) -> Profile:
    last = organisation.profiles.aggregate(last=Max("number"))["last"] or 0
    return Profile.objects.create(
        organisation=organisation,
        state=Profile.State.WAITING,
        number=last + 1,
        channel=channel,
        received_on=received_on,
        sent_at=timezone.now(),
        sent_by=by,
        **draft.values(),
    )


def _decide(version: Profile, state: Profile.State, by: User | None, remark: str = "") -> None:
    version.state = state
    version.decided_at = timezone.now()
    version.decided_by = by
    version.remark = remark
    version.save(update_fields=["state", "decided_at", "decided_by", "remark"])


def _lock_waiting(profile_id: int) -> tuple[Organisation, Profile]:
    organisation = lock(Profile.objects.values_list("organisation_id", flat=True).get(pk=profile_id))
    version = Profile.objects.get(pk=profile_id)
    version.organisation = organisation
    if version.state != Profile.State.WAITING:
        raise VersionIsDecided
    return organisation, version


def _together(draft: Profile, mine: Values, seen_revision: int) -> Values:
    """What to write where somebody saved in between. Three versions stand beside each other: what the editor
    had before them, what they made of it, what the other made of it. Raises ``PageChangedMeanwhile`` where
    there is something to show; one-sided changes are taken together, so that nobody's is lost.
    """
    theirs = draft.values()
    edit = draft.edits.filter(revision=seen_revision).first()
    # Without a record of what was seen every difference counts as the editor's own.
    base = edit.values if edit else {name: value for name, value in theirs.items() if mine[name] == value}
    merged = {name: theirs[name] if value == base.get(name, ...) else value for name, value in mine.items()}
    taken_over = [name for name, value in mine.items() if merged[name] != value]
    clashes = {
        name: theirs[name]
        for name, value in merged.items()
        if value != theirs[name] and theirs[name] != base.get(name, ...)
    }
    if merged == theirs or not (clashes or taken_over):
        return merged
    last = draft.edits.first()
    raise PageChangedMeanwhile(
        revision=draft.revision,
        merged=merged,
        clashes=clashes,
        taken_over=taken_over,
        by=str(last.by) if last and last.by else "",
    )
