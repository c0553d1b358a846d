from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions.merging import lock_occasions_of
from supporters.models import Supporter, SupporterStep, SupporterTraining
from supporters.numbers import lock_registry

# The better state first.
_ORDER = [Supporter.State.ACTIVE, Supporter.State.PAUSED, Supporter.State.ENDED]
# What the older registration brings along.
_OLDER = ("number", "registered_on", "registered_by_id")
_PARKED = "~"


def bring_registrations_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one, and one registration with them.

    Where both are registered, the older number and day stay with the better state; the other registration
    ends, on record, and its number finds the one that was kept. Call within a transaction.
    """
    # The order of locks is the same from here as from where applications are joined: occasions first.
    lock_occasions_of({keep_id, drop_id})
    lock_registry()
    found = {
        supporter.person_id: supporter
        for supporter in Supporter.objects.select_for_update(no_key=True)
        .filter(person_id__in=(keep_id, drop_id))
        .order_by("pk")
    }
    keep, drop = found.get(keep_id), found.get(drop_id)
    if drop is None:
        return
    if keep is None:
        drop.person_id = keep_id
        drop.revision += 1
        drop.save()
        _record(drop, by)
        return
    _unite(keep, drop, by)


def _unite(keep: Supporter, drop: Supporter, by: User) -> None:
    if (drop.registered_on, drop.pk) < (keep.registered_on, keep.pk):
        _exchange(keep, drop)
    if _ORDER.index(Supporter.State(drop.state)) < _ORDER.index(Supporter.State(keep.state)):
        keep.state, keep.end_reason, keep.state_since = drop.state, drop.end_reason, drop.state_since
    keep.affiliation = keep.affiliation or drop.affiliation
    keep.age_band = keep.age_band or drop.age_band
    # What somebody does not want to be written about holds for both.
    keep.wants_follow_ups = keep.wants_follow_ups and drop.wants_follow_ups
    keep.wants_news = keep.wants_news and drop.wants_news
    known = SupporterTraining.objects.filter(supporter=keep).values("training")
    SupporterTraining.objects.filter(supporter=drop).exclude(training__in=known).update(supporter=keep)
    keep.revision += 1
    keep.save()
    drop.state, drop.end_reason = Supporter.State.ENDED, Supporter.EndReason.MERGED
    drop.state_since = timezone.localdate()
    drop.revision += 1
    drop.save()
    _record(keep, by, note=drop.number)
    _record(drop, by, note=keep.number)


def _exchange(keep: Supporter, drop: Supporter) -> None:
    """The kept person's row takes over the older registration. Numbers are unique: one is parked meanwhile."""
    older = {name: getattr(drop, name) for name in _OLDER}
    younger = {name: getattr(keep, name) for name in _OLDER}
    Supporter.objects.filter(pk=drop.pk).update(number=f"{_PARKED}{drop.pk}")
    for name in _OLDER:
        setattr(keep, name, older[name])
        setattr(drop, name, younger[name])
    keep.save()


def _record(supporter: Supporter, by: User, note: str = "") -> None:
    SupporterStep.objects.create(supporter=supporter, verb=SupporterStep.Verb.MERGED, by=by, note=note)
