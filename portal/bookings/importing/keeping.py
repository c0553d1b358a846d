"""Lists that nobody finished are not kept for ever."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.bookings.models import ImportBatch, ReadList

KEPT_FOR = datetime.timedelta(days=30)


def drop_old_batches() -> int:
    """Forget what lists say that were read thirty days ago and never written; returns how many. For the
    periodic run."""
    from portal.bookings.importing.deciding import drop_content

    return drop_old(ImportBatch, drop_content)


@transaction.atomic
def drop_old(kind: type[ReadList], drop_content: Callable[[Any, ReadList.State], None]) -> int:
    """The same for lists of any kind."""
    states = (ReadList.State.COLUMNS, ReadList.State.CHECKING)
    # Skipped where somebody is just working on it: the next run comes in a minute.
    old = kind._base_manager.filter(state__in=states, made_at__lte=timezone.now() - KEPT_FOR)
    batches = list(old.select_for_update(no_key=True, skip_locked=True))
    for batch in batches:
        drop_content(batch, ReadList.State.EXPIRED)
    return len(batches)
