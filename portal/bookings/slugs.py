"""What an occasion is called in its address, when staff leave it to the portal."""

import datetime
import secrets

from portal.bookings.models import Occasion


def free_slug(kind: str, day: datetime.date | None) -> str:
    """``training-2026-12-05``, or with -2, -3 … behind it where that is taken; without a day only a number."""
    stem = f"{kind}-{day.isoformat()}" if day else kind
    taken = set(Occasion.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug


def private_slug() -> str:
    """The address of an occasion that no list names: nobody guesses it."""
    return f"v-{secrets.token_hex(12)}"
