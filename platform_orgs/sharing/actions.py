"""Everything that changes what is shared: resources, and places to go. An organisation's own is written under its
lock and leaves a step on its record; what belongs to no organisation is the office's."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from platform_orgs.actions.record import lock, step
from platform_orgs.errors import EntryChangedMeanwhile, EntryHasEnded
from platform_orgs.models import Gathering, Organisation, OrganisationStep, Resource
from portal.accounts.models import User
from portal.page_cache import forget_pages_after_commit

Entry = Resource | Gathering


@transaction.atomic
def add(*, model: type[Entry], organisation_id: int | None, values: Mapping[str, Any], by: User) -> Entry:
    """Share something new. The same again (pressed twice) is one. Raises ``NotTakingPart``."""
    organisation = lock(organisation_id) if organisation_id is not None else None
    same: Any = model.objects.kept().filter(organisation=organisation, **values)
    known = same.first()
    if known is not None:
        return known
    entry = model(organisation=organisation, **values)
    _write(entry, by, _("追加"))
    return entry


@transaction.atomic
def change(
    *, model: type[Entry], pk: int, values: Mapping[str, Any], seen_revision: int | None, by: User
) -> Entry:
    """Say it anew. Raises ``EntryChangedMeanwhile`` for a form that is older than the last change,
    ``EntryHasEnded`` and ``NotTakingPart``."""
    entry = _lock(model, pk)
    if all(getattr(entry, name) == value for name, value in values.items()):
        return entry
    if seen_revision != entry.revision:
        raise EntryChangedMeanwhile(entry)
    for name, value in values.items():
        setattr(entry, name, value)
    _write(entry, by, _("変更"))
    return entry


@transaction.atomic
def pause(*, model: type[Entry], pk: int, by: User) -> Entry:
    """Show it to nobody for a while. Raises ``EntryHasEnded`` and ``NotTakingPart``."""
    entry = _lock(model, pk)
    if entry.paused_at is None:
        entry.paused_at = timezone.now()
        _write(entry, by, _("お休み"))
    return entry


@transaction.atomic
def resume(*, model: type[Entry], pk: int, by: User) -> Entry:
    """Show it again. Raises ``EntryHasEnded`` and ``NotTakingPart``."""
    entry = _lock(model, pk)
    if entry.paused_at is not None:
        entry.paused_at = None
        _write(entry, by, _("再開"))
    return entry


@transaction.atomic
def finish(*, model: type[Entry], pk: int, by: User) -> Entry:
    """Put an end to it: it stays on record and comes back no more. Raises ``NotTakingPart``."""
    entry = _lock(model, pk, may_have_ended=True)
    if entry.ended_at is None:
        entry.ended_at = timezone.now()
        _write(entry, by, _("終わり"))
    return entry


@transaction.atomic
def mark_checked(*, pk: int, by: User) -> Gathering:
    """Somebody has made sure today that a place is as it says. Raises what ``pause`` raises."""
    gathering: Any = _lock(Gathering, pk)
    if gathering.checked_on != timezone.localdate():
        gathering.checked_on = timezone.localdate()
        _write(gathering, by, _("確認"))
    return gathering


def _lock(model: type[Entry], pk: int, *, may_have_ended: bool = False) -> Entry:
    """The organisation first, as everywhere, then the row."""
    owner = model.objects.values_list("organisation", flat=True).get(pk=pk)
    if owner is not None:
        lock(owner)
    entry: Any = model.objects.select_for_update(no_key=True).get(pk=pk)
    if entry.ended_at and not may_have_ended:
        raise EntryHasEnded
    return entry


def _write(entry: Entry, by: User, what: str) -> None:
    if entry.pk:
        entry.revision += 1
    entry.changed_at = timezone.now()
    entry.changed_by = by
    entry.save()
    if entry.organisation_id is not None:
        organisation = Organisation(pk=entry.organisation_id)
        step(organisation, OrganisationStep.Verb.SHARED, by, f"{entry.name_shown}：{what}")
    forget_pages_after_commit()
