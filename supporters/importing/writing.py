"""The one press: every row becomes a registration, fills what was empty, or nothing at all happens."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.importing.checking import lock_list
from portal.bookings.importing.errors import NothingToImport, RowsNeedAttention
from portal.people.actions import leave_note
from portal.people.models import Person
from supporters import actions
from supporters.importing.cells import trainings_of
from supporters.importing.checking import OPEN_STATES, State, check
from supporters.importing.deciding import drop_content
from supporters.importing.models import PastTraining, RegistryBatch, RegistryRow, SupporterTraining
from supporters.importing.row_forms import PERSON_FIELDS, SUPPORTER_FIELDS, RegistryRowForm
from supporters.models import Supporter, SupporterStep
from supporters.numbers import lock_registry


@transaction.atomic
def write_batch(*, batch: RegistryBatch, by: User, revision: int | None = None) -> RegistryBatch:
    """Write all rows, all or none, by the order of the list. Nothing is sent to anybody.

    Whoever presses second gets the batch that the first has written. What is on record stays; only what is
    empty is filled. Raises ``RowsNeedAttention``, ``NothingToImport``, ``BatchChanged``, ``BatchIsDone`` and
    what ``register`` raises.
    """
    lock_registry()
    stored = RegistryBatch.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.pk)
    if stored.state == RegistryBatch.State.WRITTEN:
        return stored
    stored = lock_list(batch, revision=revision)
    rows = list(stored.rows.order_by("line", "part"))
    # The registry may have changed since the page was made; under its lock it does not any more.
    forms = check(rows)
    if any(row.state in OPEN_STATES for row in rows):
        raise RowsNeedAttention
    if not any(row.state in {State.NEW, State.FILLS} for row in rows):
        raise NothingToImport
    trainings = _Trainings(stored)
    # Numbers of the list first: a new one must not take the number of a row further down.
    for row in sorted(rows, key=lambda row: not row.data.get("number")):
        if row.state == State.NEW:
            row.supporter = _register(row, forms[row.place], by)
        if row.state in {State.NEW, State.FILLS}:
            assert row.supporter is not None
            data = forms[row.place].cleaned_data
            _fill(row.supporter.pk, data)
            trainings.link(row.supporter, data["trainings"])
    return _close(stored, rows, by=by)


def _register(row: RegistryRow, form: RegistryRowForm, by: User) -> Supporter:
    data = form.cleaned_data
    if row.decision in row.twins and row.decision.startswith("person:"):
        person = Person.objects.get(pk=row.decision.removeprefix("person:"))
    else:
        person = form.to_person()
        person.save()
    supporter = actions.register(
        person_id=person.pk,
        by=by,
        number=data["number"],
        registered_on=data["registered_on"],
        affiliation=data["affiliation"],
        age_band=data["age_band"],
        verb=SupporterStep.Verb.IMPORTED,
    ).supporter
    if data["state"] == Supporter.State.PAUSED:
        supporter = actions.pause(supporter_id=supporter.pk, by=by)
    elif data["state"] == Supporter.State.ENDED:
        supporter = actions.end(supporter_id=supporter.pk, reason=Supporter.EndReason.OTHER, by=by)
    if data["note"]:
        leave_note(person=person, text=data["note"], by=by)
    return supporter


def _fill(supporter_id: int, data: dict[str, Any]) -> None:
    # Read anew under a lock: what somebody corrects meanwhile stays.
    supporter = Supporter.objects.select_for_update(no_key=True).get(pk=supporter_id)
    person = Person.objects.select_for_update(no_key=True).get(pk=supporter.person_id)
    for row, names in ((supporter, SUPPORTER_FIELDS), (person, PERSON_FIELDS)):
        empty = [name for name in names if data[name] and not getattr(row, name)]
        for name in empty:
            setattr(row, name, data[name])
        if empty:
            row.revision += 1
            row.save()


class _Trainings:
    """Past trainings, each made once."""

    def __init__(self, batch: RegistryBatch) -> None:
        self.links = batch.links
        self.known = {(one.title, one.held_on): one for one in PastTraining.objects.all()}

    def link(self, supporter: Supporter, text: str) -> None:
        for title, day in trainings_of(text):
            training = self.known.get((title, day))
            if training is None:
                occasion = self.links.get(training_key(title, day)) or None
                training = PastTraining.objects.create(title=title, held_on=day, occasion_id=occasion)
                self.known[title, day] = training
            SupporterTraining.objects.get_or_create(supporter=supporter, training=training)


def training_key(title: str, day: Any) -> str:
    return f"{day.isoformat() if day else ''} {title}".strip()


def _close(batch: RegistryBatch, rows: list[RegistryRow], *, by: User) -> RegistryBatch:
    """Keep which line became which supporter, forget what the list said about people."""
    batch.results = dict(Counter(row.state for row in rows))
    batch.rows_written = sum(row.state in {State.NEW, State.FILLS} for row in rows)
    batch.rows_left_out = len(rows) - batch.rows_written
    batch.written_by, batch.written_at = by, timezone.now()
    drop_content(batch, RegistryBatch.State.WRITTEN)
    RegistryRow.objects.bulk_create(
        [
            RegistryRow(
                batch=batch,
                line=row.line,
                part=row.part,
                state=row.state,
                fills=row.fills,
                supporter=row.supporter,
            )
            for row in rows
            if row.supporter is not None
        ],
        batch_size=500,
    )
    return batch
