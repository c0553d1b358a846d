"""What staff do with single rows before anything is written: correct, leave out, say who is who."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from portal.bookings.importing.checking import check_fields, find_twins, lock_batch
from portal.bookings.importing.errors import BatchChanged
from portal.bookings.importing.row_forms import RowForm
from portal.bookings.models import ImportBatch, ImportRow, Occasion

# Still to be looked at by somebody, and then in or out.
OPEN_STATES = (ImportRow.State.ERROR, ImportRow.State.TWIN)


@transaction.atomic
def correct_row(*, row: ImportRow, data: dict[str, Any], occasion: Occasion, revision: int) -> ImportRow:
    """Replace what a row says by what staff made of it. Raises ``BatchIsDone`` and ``BatchChanged``."""
    batch = lock_batch(row.batch_id)
    row = batch.rows.get(pk=row.pk)
    if row.revision != revision:
        raise BatchChanged
    # Who corrected a row has seen what could not be read, and whom it was compared with may be another now.
    row.data, row.unread, row.notes, row.other_than, row.is_left_out = data, {}, [], [], False
    row.revision += 1
    check_fields(row, RowForm(occasion))
    row.save()
    _look_again(batch, occasion)
    return batch.rows.get(pk=row.pk)


@transaction.atomic
def leave_out(*, batch_id: int, occasion: Occasion, lines: Collection[int]) -> int:
    """These rows are not to be imported; returns how many it concerned. Raises ``BatchIsDone``."""
    batch = lock_batch(batch_id)
    rows = batch.rows.filter(line__in=lines).exclude(state=ImportRow.State.IMPORTED)
    count = rows.update(is_left_out=True)
    _look_again(batch, occasion)
    return count


@transaction.atomic
def put_back(*, batch_id: int, occasion: Occasion, line: int) -> None:
    """A row that was left out is to be imported after all. Raises ``BatchIsDone``."""
    batch = lock_batch(batch_id)
    batch.rows.filter(line=line).update(is_left_out=False)
    _look_again(batch, occasion)


@transaction.atomic
def say_other_person(*, batch_id: int, occasion: Occasion, line: int) -> None:
    """The row is about somebody else than those whom it looks like. Raises ``BatchIsDone``."""
    batch = lock_batch(batch_id)
    for row in batch.rows.filter(line=line):
        row.other_than = row.twins
        row.save(update_fields=["other_than"])
    _look_again(batch, occasion)


@transaction.atomic
def leave_out_all(*, batch_id: int, occasion: Occasion, state: ImportRow.State) -> int:
    """Leave out every row in this state. Raises ``BatchIsDone``."""
    batch = lock_batch(batch_id)
    count = batch.rows.filter(state=state).update(is_left_out=True)
    _look_again(batch, occasion)
    return count


@transaction.atomic
def give_up(*, batch_id: int) -> None:
    """Drop the list: nothing of it was written. Raises ``BatchIsDone``."""
    drop_content(lock_batch(batch_id), ImportBatch.State.GIVEN_UP)


def drop_content(batch: ImportBatch, state: ImportBatch.State) -> None:
    """Forget what the list says about people; who imported what and when stays."""
    batch.rows.all().delete()
    batch.state = state
    batch.lines, batch.header = [], None
    batch.revision += 1
    batch.save()


def _look_again(batch: ImportBatch, occasion: Occasion) -> None:
    """One row's change may make another a twin, or no twin any more."""
    rows = list(batch.rows.order_by("line"))
    before = {row.pk: (row.state, row.twins) for row in rows}
    find_twins(rows, occasion)
    changed = [row for row in rows if before[row.pk] != (row.state, row.twins)]
    ImportRow.objects.bulk_update(changed, ["state", "twins"], batch_size=500)
    batch.revision += 1
    batch.save(update_fields=["revision"])
