"""取扱注意: the one rule about what may be shown of how somebody is reached and where they live.

Every screen, list, export and print reads ``person.ways``, never the columns; a test looks for those that do not.
What is hidden is opened by staff with the right, for a reason, on record and for a short while, and only on
pages about this one person or this one call.
"""

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import User

if TYPE_CHECKING:
    from portal.people.models import Person

HIDDEN = ("telephone", "fax", "email", "postal_code", "address", "district")
OPEN_FOR = datetime.timedelta(minutes=30)
# Somebody who corrects an address looks things up in between: what was opened may still be saved.
SAVE_WITHIN = datetime.timedelta(hours=4)


class Ways:
    """How somebody is reached, as far as it may be shown: each of ``HIDDEN``, empty where it is hidden."""

    def __init__(self, person: "Person", *, is_open: bool = False) -> None:
        self._person = person
        self.is_hidden = person.handle_with_care and not is_open

    def __getattr__(self, name: str) -> Any:
        if name not in HIDDEN:
            raise AttributeError(name)
        if self.is_hidden:
            return None if name == "district" else ""
        return getattr(self._person, name)


def may_open(user: Any) -> bool:
    """Whether this member of staff may open what is hidden, given a reason."""
    return user.has_perm("people.open_sensitive")


def has_open(user: Any, person: "Person", *, within: datetime.timedelta = OPEN_FOR) -> bool:
    """Whether this member of staff has opened this person's record and it is still open. One query for
    somebody who is handled with care, none for anybody else."""
    return person.handle_with_care and may_open(user) and _opened(user, within).filter(person=person).exists()


def opened_by(user: User) -> set[int]:
    """The people whose records this member of staff has open now."""
    return set(_opened(user, OPEN_FOR).values_list("person", flat=True)) if may_open(user) else set()


def _opened(user: Any, within: datetime.timedelta) -> "QuerySet[Any]":
    from portal.people.models import CareAccess

    return CareAccess.objects.filter(by=user.pk, at__gt=timezone.now() - within)
