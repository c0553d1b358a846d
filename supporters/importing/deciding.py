"""What staff do with single rows before anything is written."""

from typing import Any

from django.db import transaction

from portal.bookings.importing.checking import lock_list
from portal.bookings.importing.errors import BatchChanged
from portal.bookings.importing.keeping import drop_old
from portal.bookings.models import ReadList
from supporters.importing.checking import OTHER, State, check
from supporters.importing.models import RegistryBatch, RegistryRow


@transaction.atomic
def correct_row(*, row: RegistryRow, data: dict[str, Any], revision: int) -> None:
    """Replace what a row says by what staff made of it. Raises ``BatchIsDone`` and ``BatchChanged``."""
    batch = lock_list(row.batch)
    row = batch.rows.get(pk=row.pk)
    if row.revision != revision:
        raise BatchChanged
    # Who corrected a row has seen what could not be read, and whom it may be is found anew.
    row.data, row.unread, row.notes, row.decision, row.is_left_out = data, {}, [], "", False
    row.revision += 1
    row.save()
    look_again(batch)


@transaction.atomic
def leave_out(*, batch: RegistryBatch, row_id: int, is_left_out: bool = True) -> None:
    batch = lock_list(batch)
    batch.rows.filter(pk=row_id).update(is_left_out=is_left_out)
    look_again(batch)


@transaction.atomic
def decide(*, batch: RegistryBatch, row_id: int, decision: str) -> None:
    """Say of a row that it is one of its twins, or somebody else. What it is no more, is not taken."""
    batch = lock_list(batch)
    row = batch.rows.get(pk=row_id)
    if decision in {OTHER, *row.twins}:
        row.decision = decision
        row.save(update_fields=["decision"])
    look_again(batch)


@transaction.atomic
def decide_all_same(*, batch: RegistryBatch) -> None:
    """Every row that may be exactly one person of ours is that person."""
    batch = lock_list(batch)
    for row in batch.rows.filter(state=State.TWIN):
        if len(row.twins) == 1:
            row.decision = row.twins[0]
            row.save(update_fields=["decision"])
    look_again(batch)


@transaction.atomic
def split(*, batch: RegistryBatch, row_id: int, into_people: bool) -> None:
    """Several names in one cell: as many people with the same address, or one person who is called so.

    Numbers and readings go along where there are as many of them; the first keeps a single number.
    """
    batch = lock_list(batch)
    row = batch.rows.get(pk=row_id)
    names = row.data.pop("names", [])
    kanas = row.data.pop("kanas", [])
    if into_people and names:
        numbers = _parts(row.data.get("number", ""), len(names))
        kanas = kanas if len(kanas) == len(names) else [row.data.get("kana", ""), *[""] * len(names)]
        for part, (name, number, kana) in enumerate(zip(names, numbers, kanas, strict=False), start=1):
            said = {**row.data, "name": name, "number": number, "kana": kana}
            RegistryRow.objects.update_or_create(
                batch=batch,
                line=row.line,
                part=part,
                defaults={"state": State.NEW, "data": said, "unread": row.unread, "notes": row.notes},
            )
    else:
        row.save(update_fields=["data"])
    look_again(batch)


def _parts(text: str, count: int) -> list[str]:
    parts = [
        part.strip() for part in text.replace("，", "、").replace(",", "、").replace("\n", "、").split("、")
    ]
    return parts if len(parts) == count else [text, *[""] * (count - 1)]


@transaction.atomic
def link_trainings(*, batch: RegistryBatch, links: dict[str, str]) -> None:
    """Say which past trainings are occasions of the portal. Raises ``BatchIsDone``."""
    batch = lock_list(batch)
    batch.links = links
    batch.revision += 1
    batch.save(update_fields=["links", "revision"])


@transaction.atomic
def give_up(*, batch: RegistryBatch) -> None:
    """Drop the list: nothing of it was written. Raises ``BatchIsDone``."""
    drop_content(lock_list(batch), ReadList.State.GIVEN_UP)


def drop_content(batch: RegistryBatch, state: ReadList.State) -> None:
    """Forget what the list says about people; who imported what and when stays."""
    batch.rows.all().delete()
    batch.state = state
    batch.lines, batch.header, batch.links = [], None, {}
    batch.revision += 1
    batch.save()


def look_again(batch: RegistryBatch) -> None:
    """One row's change may make another a twin, or no twin any more."""
    rows = list(batch.rows.order_by("line", "part"))
    check(rows)
    fields = ["state", "errors", "twins", "fills", "supporter"]
    RegistryRow.objects.bulk_update(rows, fields, batch_size=500)
    batch.rows_read = len(rows)
    batch.revision += 1
    batch.save(update_fields=["revision", "rows_read"])


def drop_old_batches() -> int:
    """Forget what lists say that nobody finished. For the periodic run."""
    return drop_old(RegistryBatch, drop_content)
