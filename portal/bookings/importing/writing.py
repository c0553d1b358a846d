"""The one press: every good row becomes a booking, or none does."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.actions import Application, apply
from portal.bookings.actions.seats import lock_occasion
from portal.bookings.importing.deciding import OPEN_STATES, drop_content
from portal.bookings.importing.errors import BatchChanged, BatchIsDone, NothingToImport, RowsNeedAttention
from portal.bookings.importing.row_forms import RowForm
from portal.bookings.models import Attendee, Booking, ImportBatch, ImportRow, Occasion


@dataclass(frozen=True)
class _Ready:
    row: ImportRow
    application: Application


def write_batch(
    *, batch_id: int, occasion: Occasion, by: User, told: bool, revision: int | None = None
) -> ImportBatch:
    """Write all good rows through ``apply`` in the order in which they were received, all or none.

    ``told``: the people know already, so nobody is told; else each is told by their own way. Whoever presses
    second gets the batch that the first has written. A row that came to the roster by another list meanwhile
    is not doubled; one that has become a likely twin meanwhile is stored without a seat, as with every
    application. Raises ``RowsNeedAttention``, ``NothingToImport``, ``BatchChanged``, ``BatchIsDone`` and
    what ``apply`` raises.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state == ImportBatch.State.WRITTEN:
        return batch
    prefetch_related_objects([occasion], "place_kinds")
    # Read and checked before any lock: the revision says under the lock whether it still holds.
    ready = _ready_rows(batch, occasion)
    with transaction.atomic():
        lock_occasion(occasion.pk)
        stored = ImportBatch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch_id)
        if stored.state == ImportBatch.State.WRITTEN:
            return stored
        if not stored.is_open:
            raise BatchIsDone
        if stored.revision != batch.revision or revision not in {None, stored.revision}:
            raise BatchChanged
        return _write(stored, ready, by=by, told=told)


def _ready_rows(batch: ImportBatch, occasion: Occasion) -> list[_Ready]:
    if batch.rows.filter(state__in=OPEN_STATES).exists():
        raise RowsNeedAttention
    ready, blank = [], RowForm(occasion)
    for row in batch.rows.filter(state=ImportRow.State.GOOD).order_by("line"):
        form = blank.for_row(row.data)
        if not form.is_valid():
            # A kind of place is gone, a district: what was right when it was checked.
            raise RowsNeedAttention
        ready.append(_Ready(row, form.to_application()))
    if not ready and batch.is_open:
        raise NothingToImport
    return ready


def _write(batch: ImportBatch, ready: Sequence[_Ready], *, by: User, told: bool) -> ImportBatch:
    now = timezone.now()
    on_roster = set(
        Booking.objects.filter(submission_key__in=[one.row.submission_key for one in ready]).values_list(
            "submission_key", flat=True
        )
    )
    written: list[ImportRow] = []
    strangers = _strangers([one.row for one in ready])
    attendees: dict[int, list[int]] = {}
    for one in sorted(ready, key=lambda one: (_received(one, now), one.row.line)):
        row = one.row
        if row.submission_key in on_roster:
            continue
        others = [pk for line in strangers[row.line] for pk in attendees.get(line, ())]
        row.booking = apply(
            occasion_id=batch.occasion_id,
            application=replace(one.application, other_than=[*others, *_attendee_ids(row)]),
            submission_key=row.submission_key,
            by=by,
            told=told,
        )
        if strangers[row.line]:
            attendees[row.line] = list(
                Attendee.objects.filter(booking=row.booking).values_list("pk", flat=True)
            )
        written.append(row)
    return _close(batch, written, by=by, at=now)


def _received(one: _Ready, now: datetime.datetime) -> datetime.datetime:
    return one.application.received_at or now


def _attendee_ids(row: ImportRow) -> list[int]:
    return [int(twin.removeprefix("attendee:")) for twin in row.other_than if twin.startswith("attendee:")]


def _strangers(rows: Sequence[ImportRow]) -> dict[int, set[int]]:
    """By line: the lines of this list that staff told apart from it. Whichever is written first, the other
    must not be held back for it."""
    pairs: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for twin in row.other_than:
            if twin.startswith("line:"):
                other = int(twin.removeprefix("line:"))
                pairs[row.line].add(other)
                pairs[other].add(row.line)
    return pairs


def _close(
    batch: ImportBatch, written: Sequence[ImportRow], *, by: User, at: datetime.datetime
) -> ImportBatch:
    """Keep which line became which booking, forget what the list said about people."""
    batch.rows_written = len(written)
    batch.rows_left_out = batch.rows_read - len(written)
    batch.written_by, batch.written_at = by, at
    drop_content(batch, ImportBatch.State.WRITTEN)
    ImportRow.objects.bulk_create(
        [
            ImportRow(
                batch=batch,
                line=row.line,
                state=ImportRow.State.WRITTEN,
                submission_key=row.submission_key,
                booking=row.booking,
            )
            for row in written
        ],
        batch_size=500,
    )
    return batch
