"""Somebody asks on their own page to be erased; the office answers. Nothing is removed by itself."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.retention.models import ErasureWish, PersonRequest

_Outcome = ErasureWish.Outcome


def open_wish(person_id: int) -> ErasureWish | None:
    return ErasureWish.objects.filter(person=person_id, closed_at=None).first()


def ask(*, person_id: int) -> ErasureWish:
    """Put the wish before the office. Asking twice is one wish."""
    return ErasureWish.objects.get_or_create(person_id=person_id, closed_at=None)[0]


def take_back(*, person_id: int, by: User) -> None:
    """The person thinks better of it. Taking back what is not there is harmless."""
    _close(person_id, by=by, outcome=_Outcome.TAKEN_BACK)


@transaction.atomic
def decline(*, person_id: int, reason: str, by: User) -> None:
    """The office ends the matter without removing anything, after it has told the person why. On record."""
    if _close(person_id, by=by, outcome=_Outcome.DECLINED, reason=reason):
        PersonRequest.objects.create(
            verb=PersonRequest.Verb.DECLINED, person_number=person_id, reason=reason, by=by
        )


def bring_wishes_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records become one: what either asked for, the one that is kept asks for."""
    if open_wish(keep_id) is not None:
        _close(drop_id, by=by, outcome=_Outcome.TAKEN_BACK)
    ErasureWish.objects.filter(person=drop_id).update(person=keep_id)


def _close(person_id: int, *, by: User, outcome: ErasureWish.Outcome, reason: str = "") -> bool:
    wish = ErasureWish.objects.select_for_update(no_key=True).filter(person=person_id, closed_at=None)
    with transaction.atomic():
        found = wish.first()
        if found is None:
            return False
        found.closed_at, found.outcome, found.closed_by, found.reason = timezone.now(), outcome, by, reason
        found.save()
    return True
