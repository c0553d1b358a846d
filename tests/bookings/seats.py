"""Short ways to act on seats in tests: everything goes through the actions, as everywhere else."""

import itertools
from typing import Any

from portal.bookings import actions
from portal.bookings.models import Booking, Occasion, PlaceKind
from portal.people.models import Person

_numbers = itertools.count(1)


def person(name: str = "", **fields: Any) -> Person:
    """An unsaved person unlike all others, unless told otherwise."""
    number = next(_numbers)
    values = {
        "name": name or f"見本 {number}",
        # The same length for all: in order of kana they stand as they were made.
        "kana": f"ミホン {_letters(number)}",
        "telephone": f"08{number:08d}",
        "contact_wish": "telephone",
    }
    return Person(**values | fields)


def _letters(number: int) -> str:
    return "".join(chr(ord("ア") + int(digit) * 2) for digit in f"{number:06d}")


def apply_for(
    occasion: Occasion,
    *,
    size: int = 1,
    place_kind: PlaceKind | None = None,
    people: list[Person] | None = None,
    key: str = "",
    **how: Any,
) -> Booking:
    """Book a party of ``size``; returns the booking as it then is."""
    people = people or [person() for _ in range(size)]
    place_kind = place_kind or occasion.place_kinds.order_by("id")[0]
    application = actions.Application(
        place_kind_id=place_kind.pk,
        members=[actions.PartyMember(p) for p in people],
        **{
            k: how.pop(k)
            for k in list(how)
            if k in {"helpers", "accommodations", "note", "channel", "received_at", "supporter_number"}
        },
    )
    return actions.apply(
        occasion_id=occasion.pk, application=application, submission_key=key or f"key-{next(_numbers)}", **how
    )


def statuses(occasion: Occasion) -> list[str]:
    """Status of every booking in order of arrival."""
    return list(
        Booking.objects.filter(occasion_id=occasion.pk).order_by("queue_no").values_list("status", flat=True)
    )


def revision(occasion: Occasion) -> int:
    """The revision that a page opened now would carry."""
    return Occasion.objects.get(pk=occasion.pk).revision
