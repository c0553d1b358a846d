"""Lists that nobody finished are not kept for ever."""

import datetime

from django.db import transaction
from django.utils import timezone

from portal.bookings.models import ImportBatch

KEPT_FOR = datetime.timedelta(days=30)


def drop_old_batches() -> int:
    """Forget what lists say that were read thirty days ago and never written; returns how many. For the
    periodic run."""
    from portal.bookings.importing.deciding import drop_content

    states = (ImportBatch.State.COLUMNS, ImportBatch.State.CHECKING)
    with transaction.atomic():
        # Skipped where somebody is just working on it: the next run comes in a minute.
        old = ImportBatch.objects.filter(state__in=states, made_at__lte=timezone.now() - KEPT_FOR)
        batches = list(old.select_for_update(no_key=True, skip_locked=True))
        for batch in batches:
            drop_content(batch, ImportBatch.State.EXPIRED)
    return len(batches)
