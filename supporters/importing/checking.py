"""From lines to checked rows. Nothing here is written to the registry; the one press checks again, under its
lock."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.bookings.importing.checking import lock_list, take_in
from portal.bookings.importing.tables import Table
from portal.errors import PortalError
from portal.people.likeness import addresses_of, namesakes_of
from portal.people.models import Person
from portal.search.folding import fold
from supporters.actions import refuse_gone
from supporters.importing.cells import RegistryReader, trainings_of
from supporters.importing.columns import FIELDS, REGISTRY
from supporters.importing.models import RegistryBatch, RegistryRow, SupporterTraining
from supporters.importing.row_forms import PERSON_FIELDS, SUPPORTER_FIELDS, RegistryRowForm
from supporters.models import Supporter

State = RegistryRow.State
OPEN_STATES = (State.ERROR, State.SPLIT, State.TWIN)
OTHER = "other"


def start_batch(*, table: Table, source: str, by: User) -> RegistryBatch:
    """Keep what was read until staff have said what the columns mean. Raises ``TooManyRows``."""
    batch = RegistryBatch(made_by=by)
    take_in(batch, table, source, REGISTRY)
    return batch


def set_columns(*, batch: RegistryBatch, columns: Sequence[str], defaults: dict[str, str]) -> RegistryBatch:
    """Staff say what the columns mean: read and check every row, remember the columns for the next list.

    Raises ``BatchIsDone`` and ``BatchChanged``.
    """
    batch.columns, batch.defaults = list(columns), defaults
    rows = _read_rows(batch)
    check(rows)
    with transaction.atomic():
        stored = lock_list(batch, revision=batch.revision)
        stored.rows.all().delete()
        RegistryRow.objects.bulk_create(rows, batch_size=500)
        stored.columns, stored.defaults = batch.columns, batch.defaults
        stored.state = RegistryBatch.State.CHECKING
        stored.rows_read = len(rows)
        stored.revision += 1
        stored.save()
        REGISTRY.remember(stored.header_cells, columns)
    return stored


def _read_rows(batch: RegistryBatch) -> list[RegistryRow]:
    reader = RegistryReader(batch.columns, batch.header_cells)
    rows = []
    for number, cells in batch.body:
        read = reader.read(cells)
        if not any(read.data.values()) and not read.unread:
            continue
        if batch.defaults.get("registered_on") and "registered_on" not in read.unread:
            read.data.setdefault("registered_on", batch.defaults["registered_on"])
        rows.append(
            RegistryRow(batch=batch, line=number, data=read.data, unread=read.unread, notes=read.notes)
        )
    return rows


@dataclass
class Known:
    """What the registry and the people in it say about the rows of a list."""

    by_number: dict[str, Supporter] = field(default_factory=dict)
    namesakes: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    trainings: dict[int, set[tuple[str, Any]]] = field(default_factory=lambda: defaultdict(set))


def check(rows: Sequence[RegistryRow]) -> dict[str, RegistryRowForm]:
    """Say of every row what is wrong, whom it may be, and what would become of it. Returns the forms of rows
    without mistakes, by place. Five queries, whatever the number of rows."""
    blank = RegistryRowForm()
    forms: dict[str, RegistryRowForm] = {}
    for row in rows:
        form = blank.for_row(row.data, row.unread)
        row.errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
        row.twins, row.fills, row.supporter = [], [], None
        if not row.errors:
            forms[row.place] = form
    people = {place: form.to_person() for place, form in forms.items()}
    known = _known(forms, list(people.values()))
    earlier = _Earlier()
    for row in rows:
        row.state = _state(row, forms.get(row.place), people.get(row.place), known, earlier)
    return forms


class _Earlier:
    """The rows of the list that come before one and are to be imported."""

    def __init__(self) -> None:
        self.numbers: dict[str, RegistryRow] = {}
        self.people: dict[str, list[tuple[RegistryRow, Person]]] = defaultdict(list)


def _state(
    row: RegistryRow,
    form: RegistryRowForm | None,
    person: Person | None,
    known: Known,
    earlier: _Earlier,
) -> State:
    if row.is_left_out:
        return State.LEFT_OUT
    if row.data.get("names"):
        return State.SPLIT
    if form is None or person is None:
        return State.ERROR
    number = fold(form.cleaned_data["number"])
    if number in earlier.numbers:
        row.errors = {
            "number": [_("同じ登録番号が%(line)s行目にもあります。") % {"line": earlier.numbers[number].line}]
        }
        return State.ERROR
    if number:
        earlier.numbers[number] = row
    row.twins = _twins(row, person, known.by_number.get(number), known, earlier)
    earlier.people[person.kana_key].append((row, person))
    return _decided(row, form, known.by_number.get(number), known)


def _twins(
    row: RegistryRow, person: Person, numbered: Supporter | None, known: Known, earlier: _Earlier
) -> list[str]:
    """Whom the row may be. Who has its number comes alone: by number the list can be imported again."""
    if numbered is not None:
        return [f"person:{numbered.person_id}"]
    mine = addresses_of(person)
    found = [
        f"person:{other.pk}"
        for other in known.namesakes[person.kana_key]
        if addresses_of(other) & mine or (hasattr(other, "supporter") and _same_name(other, person))
    ]
    found += [
        f"line:{other_row.place}"
        for other_row, other in earlier.people[person.kana_key]
        if addresses_of(other) & mine or _same_name(other, person)
    ]
    return found


def _decided(row: RegistryRow, form: RegistryRowForm, numbered: Supporter | None, known: Known) -> State:
    data = form.cleaned_data
    if numbered is not None and (_is_called(numbered.person, data) or row.decision == row.twins[0]):
        return _compare(row, numbered.person, numbered, data, known)
    if numbered is not None:
        # The number is somebody's of another name: staff correct it, leave the row out, or say it is the same.
        return State.TWIN
    if row.twins and row.decision not in {OTHER, *row.twins}:
        return State.TWIN
    if row.decision.startswith("line:") and row.decision in row.twins:
        return State.LEFT_OUT
    if row.decision in row.twins:
        other = next(
            person
            for same in known.namesakes.values()
            for person in same
            if f"person:{person.pk}" == row.decision
        )
        supporter: Supporter | None = getattr(other, "supporter", None)
        if supporter is not None:
            return _compare(row, other, supporter, data, known)
        try:
            refuse_gone(other)
        except PortalError as error:
            row.errors = {"name": [str(error)]}
            return State.ERROR
    return State.NEW


def _compare(
    row: RegistryRow, person: Person, supporter: Supporter, data: Mapping[str, Any], known: Known
) -> State:
    """Registered already: only what is empty would be filled."""
    row.supporter = supporter
    row.fills = [
        str(FIELDS[name])
        for name in (*PERSON_FIELDS, *SUPPORTER_FIELDS)
        if data[name] and not getattr(supporter if name in SUPPORTER_FIELDS else person, name)
    ]
    new = [one for one in trainings_of(data["trainings"]) if one not in known.trainings[supporter.pk]]
    if new:
        row.fills.append(_("受けた研修"))
    return State.FILLS if row.fills else State.KNOWN


def _is_called(person: Person, data: Mapping[str, Any]) -> bool:
    """Whether the row has the name or the reading that is on record."""
    return _folded(person.name) == _folded(data["name"]) or bool(
        person.kana and data["kana"] and fold(person.kana) == fold(data["kana"])
    )


def _same_name(one: Person, other: Person) -> bool:
    return _folded(one.name) == _folded(other.name)


def _folded(name: str) -> str:
    return "".join(fold(name).split())


def _known(forms: Mapping[str, RegistryRowForm], people: Sequence[Person]) -> Known:
    known = Known()
    numbers = {fold(form.cleaned_data["number"]) for form in forms.values()} - {""}
    registered = Supporter.objects.filter(number_key__in=numbers).select_related("person")
    merged = {s.number_key: s.person.merged_into_id for s in registered if s.person.merged_into_id}
    kept = {
        s.person_id: s for s in Supporter.objects.filter(person__in=merged.values()).select_related("person")
    }
    for supporter in registered:
        known.by_number[supporter.number_key] = kept.get(supporter.person.merged_into_id or 0, supporter)
    for person in namesakes_of(people).select_related("supporter").order_by("pk"):
        known.namesakes[person.kana_key].append(person)
    ids = {s.pk for s in known.by_number.values()}
    ids |= {p.supporter.pk for same in known.namesakes.values() for p in same if hasattr(p, "supporter")}
    for taken in SupporterTraining.objects.filter(supporter__in=ids).select_related("training"):
        known.trainings[taken.supporter_id].add((taken.training.title, taken.training.held_on))
    return known
