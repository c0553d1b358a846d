"""From lines to checked rows. Nothing here touches a seat or locks an occasion; what it says may be outdated by
the time somebody presses, and the action decides again."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import prefetch_related_objects

from portal.accounts.models import User
from portal.bookings.actions.twins import live_namesakes
from portal.bookings.importing.cells import Reader
from portal.bookings.importing.columns import APPLICATIONS, Vocabulary
from portal.bookings.importing.errors import BatchChanged, BatchIsDone, TooManyRows
from portal.bookings.importing.row_forms import RowForm
from portal.bookings.importing.tables import MAX_ROWS, Table
from portal.bookings.models import Attendee, Booking, ImportBatch, ImportRow, Occasion, ReadList
from portal.people.models import Person

ListType = TypeVar("ListType", bound=ReadList)


def start_batch(*, occasion: Occasion, table: Table, source: str, by: User) -> ImportBatch:
    """Keep what was read until staff have said what the columns mean. Raises ``TooManyRows``."""
    batch = ImportBatch(occasion_id=occasion.pk, made_by=by)
    take_in(batch, table, source, APPLICATIONS)
    return batch


def take_in(batch: ReadList, table: Table, source: str, vocabulary: Vocabulary) -> None:
    """Fill a new list from what was read, guess its columns and save it. Raises ``TooManyRows``."""
    header = vocabulary.find_header(table.lines)
    if len(table.lines) - (0 if header is None else header + 1) > MAX_ROWS:
        raise TooManyRows
    batch.source, batch.sheet = source[:200], table.sheet[:100]
    batch.lines = [[line.number, line.cells] for line in table.lines]
    batch.header = header
    batch.columns = vocabulary.choose_columns(batch.header_cells, batch.width)
    batch.save()


def set_header(*, batch: ListType, header: int | None, vocabulary: Vocabulary = APPLICATIONS) -> ListType:
    """Staff say which line names the columns; the columns are guessed anew."""
    with transaction.atomic():
        batch = lock_list(batch, revision=batch.revision)
        batch.header = header
        batch.columns = vocabulary.choose_columns(batch.header_cells, batch.width)
        batch.revision += 1
        batch.save()
    return batch


def set_columns(
    *, batch: ImportBatch, columns: Sequence[str], defaults: dict[str, str], occasion: Occasion
) -> ImportBatch:
    """Staff say what the columns mean: read and check every row, remember the columns for the next list.

    Raises ``BatchIsDone`` and ``BatchChanged``.
    """
    batch.columns, batch.defaults = list(columns), defaults
    rows = read_rows(batch, occasion)
    with transaction.atomic():
        stored = lock_batch(batch.pk, revision=batch.revision)
        stored.rows.all().delete()
        ImportRow.objects.bulk_create(rows, batch_size=500)
        stored.columns, stored.defaults = batch.columns, batch.defaults
        stored.state = ImportBatch.State.CHECKING
        stored.rows_read = len(rows)
        stored.revision += 1
        stored.save()
        APPLICATIONS.remember(stored.header_cells, columns)
    return stored


def lock_batch(batch_id: int, *, revision: int | None = None) -> ImportBatch:
    """The batch, locked, while it can still be changed. After the occasion, where both are locked.

    Raises ``BatchIsDone``, and ``BatchChanged`` when the page was made from another revision.
    """
    return lock_list(ImportBatch(pk=batch_id), revision=revision)


def lock_list(batch: ListType, *, revision: int | None = None) -> ListType:
    """The same for a list of any kind."""
    locked = type(batch)._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)
    if not locked.is_open:
        raise BatchIsDone
    if revision is not None and locked.revision != revision:
        raise BatchChanged
    return locked


def read_rows(batch: ImportBatch, occasion: Occasion) -> list[ImportRow]:
    """Every row of the list, read and checked, unsaved."""
    prefetch_related_objects([occasion], "place_kinds")
    reader = Reader(occasion, batch.columns, batch.header_cells, batch.defaults)
    rows, blank = [], RowForm(occasion)
    for number, cells in batch.body:
        read = reader.read(cells)
        if not read.data.get("name") and "name" not in read.unread and _says_nothing(read.data):
            continue
        row = ImportRow(
            batch=batch,
            line=number,
            data=read.data,
            unread=read.unread,
            notes=read.notes,
            submission_key=read.submission_key,
        )
        check_fields(row, blank)
        rows.append(row)
    find_twins(rows, occasion)
    return rows


def _says_nothing(data: dict[str, Any]) -> bool:
    """Whether a row holds nothing about a person: only what every row is given."""
    given = {"channel", "place_kind", "received_at_0", "received_at_1"}
    return not any(value for name, value in data.items() if name not in given)


def check_fields(row: ImportRow, blank: RowForm) -> None:
    """Ask the application form what is wrong with the row."""
    form = blank.for_row(row.data, row.unread)
    form.full_clean()
    row.errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    row.identity = form.identity()


def find_twins(rows: Sequence[ImportRow], occasion: Occasion) -> None:
    """Say of every row whether it is imported already and whom it may repeat, and what state follows.

    The rule is that of ``live_namesakes``: the same folded reading and an address in common.
    """
    imported = set(
        Booking.objects.filter(submission_key__in=[row.submission_key for row in rows]).values_list(
            "submission_key", flat=True
        )
    )
    on_roster = set(
        Attendee.objects.live().filter(occasion=occasion.pk).values_list("person__kana_key", flat=True)
    )
    earlier: dict[str, list[ImportRow]] = {}
    for row in rows:
        keys = row.identity.get("keys", [])
        row.twins = []
        if keys and not row.is_left_out and row.submission_key not in imported:
            row.twins = [f"line:{other.line}" for other in _earlier_twins(row, earlier)]
            if on_roster.intersection(keys):
                row.twins += [f"attendee:{pk}" for pk in _twins_on_roster(row, occasion)]
            for key in keys:
                earlier.setdefault(key, []).append(row)
        row.state = _state(row, imported)


def _state(row: ImportRow, imported: set[str]) -> ImportRow.State:
    if row.submission_key in imported:
        return ImportRow.State.IMPORTED
    if row.is_left_out:
        return ImportRow.State.LEFT_OUT
    if row.errors:
        return ImportRow.State.ERROR
    if set(row.twins) - set(row.other_than):
        return ImportRow.State.TWIN
    return ImportRow.State.GOOD


def _earlier_twins(row: ImportRow, earlier: dict[str, list[ImportRow]]) -> Iterable[ImportRow]:
    found: dict[int, ImportRow] = {}
    for key in row.identity["keys"]:
        for other in earlier.get(key, []):
            if _share(row.identity, other.identity):
                found[other.line] = other
    return found.values()


def _share(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return any(set(one[name]) & set(other[name]) for name in ("emails", "numbers"))


def _twins_on_roster(row: ImportRow, occasion: Occasion) -> list[int]:
    # The rule reads the keys of all and the addresses of all; which belongs to whom is nothing to it.
    keys = row.identity["keys"]
    people = [Person(kana_key=key) for key in keys]
    people += [Person(kana_key=keys[0], email=email) for email in row.identity["emails"]]
    people += [Person(kana_key=keys[0], telephone=number) for number in row.identity["numbers"]]
    found = live_namesakes(occasion, people, people[0])
    return list(found.order_by("pk").values_list("pk", flat=True))
