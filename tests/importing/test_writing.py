"""The one press: all good rows or none, once, in the order in which they were received."""

import datetime

import pytest
import time_machine

from portal.bookings import actions
from portal.bookings.errors import NotOpenForApplications
from portal.bookings.importing.checking import set_columns
from portal.bookings.importing.deciding import give_up, leave_out, say_other_person
from portal.bookings.importing.errors import (
    BatchChanged,
    BatchIsDone,
    NothingToImport,
    RowsNeedAttention,
)
from portal.bookings.importing.keeping import drop_old_batches
from portal.bookings.importing.writing import write_batch
from portal.bookings.models import Attendee, Booking, ImportBatch, JournalEntry
from portal.correspondence.models import Message
from portal.people.models import Person
from tests import factories
from tests.bookings.seats import apply_for, person, statuses
from tests.bookings.test_races import at_once
from tests.importing.lists import DEFAULTS, checked, states, text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]


@pytest.fixture
def training():
    return factories.make_training()


def people(count):
    return [f"見本 {n},ミホン {chr(0x30A2 + 2 * n)},08575100{n:02}" for n in range(count)]


def write(batch, training, by, **how):
    return write_batch(batch_id=batch.pk, occasion=training, by=by, **{"told": False} | how)


def names(training):
    bookings = Booking.objects.filter(occasion=training.pk).order_by("queue_no")
    return [booking.contact.name for booking in bookings.select_related("contact")]


def test_rows_become_bookings_as_if_staff_had_entered_them(training, staff):
    header = "お名前,ふりがな,電話,FAX,申込日,申込経路,所属,年代,備考,介助者"
    row = "山田 花子,やまだ はなこ,0857-51-0295,,R8.1.5,郵送,見本会,60代,ひとこと,1"
    batch = checked(training, staff, text_of(row, header=header))

    batch = write(batch, training, staff)

    booking = Booking.objects.get()
    assert (booking.status, booking.channel, booking.entered_by) == ("confirmed", "post", staff)
    assert (booking.note, booking.helpers) == ("ひとこと", 1)
    assert booking.received_at == factories.local(2026, 1, 5, 9, 0)
    assert (booking.contact.kana, booking.contact.telephone) == ("ヤマダ\u3000ハナコ", "0857510295")
    assert booking.contact.contact_wish == "telephone"
    attendee = booking.attendees.get()
    assert (attendee.affiliation, attendee.age_band) == ("見本会", "60s")
    assert list(JournalEntry.objects.filter(booking=booking).values_list("verb", "actor")) == [
        ("applied", staff.pk)
    ]
    assert (batch.state, batch.rows_read, batch.rows_written, batch.rows_left_out) == ("written", 1, 1, 0)
    assert (batch.written_by, batch.rows.get().booking) == (staff, booking)


def test_rows_are_written_in_the_order_in_which_they_were_received(staff):
    training = factories.make_training(capacity=2)
    header = "お名前,ふりがな,電話,申込日"
    rows = [
        "後,アト,0857510001,2026/1/7",
        "先,サキ,0857510002,2026/1/5",
        "中,ナカ,0857510003,2026/1/6 9:00",
        "中二,ナカニ,0857510004,2026/1/6",
        "空,カラ,0857510005,",
    ]

    write(checked(training, staff, text_of(*rows, header=header)), training, staff)

    assert names(training) == ["先", "中", "中二", "後", "空"]
    assert statuses(training) == ["confirmed"] * 2 + ["waitlisted"] * 3


def test_rows_never_overtake_those_who_wait(staff):
    training = factories.make_training(capacity=1)
    apply_for(training)
    apply_for(training)

    write(checked(training, staff, text_of(*people(1))), training, staff)

    assert statuses(training) == ["confirmed", "waitlisted", "waitlisted"]


def test_everybody_is_told_by_their_own_way_or_nobody_is(training, staff):
    header = "お名前,ふりがな,電話,メール"
    rows = ["甲,コウ,0857510001,", "乙,オツ,,a@example.com"]
    write(checked(training, staff, text_of(*rows, header=header)), training, staff)
    other = factories.make_training()

    write(checked(other, staff, text_of(*rows, header=header)), other, staff, told=True)

    told = Message.objects.order_by("pk")
    assert [(m.way, m.told_by, hasattr(m, "call_line"), m.mails.count()) for m in told] == [
        ("telephone", None, True, 0),
        ("mail", None, False, 1),
        ("telephone", staff, False, 0),
        ("telephone", staff, False, 0),
    ]


def test_what_the_list_says_about_people_is_dropped_once_it_is_written(training, staff):
    batch = checked(training, staff, text_of(*people(2)))
    leave_out(batch_id=batch.pk, occasion=training, lines=[3])

    batch = write(batch, training, staff)

    assert (batch.lines, batch.rows_written, batch.rows_left_out) == ([], 1, 1)
    assert [(r.line, r.data, r.identity, r.unread, r.notes) for r in batch.rows.all()] == [
        (2, {}, {}, {}, [])
    ]


@pytest.mark.parametrize("wrong", ["山田,ヤマダ,1", people(1)[0]])
def test_nothing_is_written_while_a_row_is_wrong_or_undecided(wrong, training, staff):
    batch = checked(training, staff, text_of(*people(1), wrong))

    with pytest.raises(RowsNeedAttention):
        write(batch, training, staff)

    assert not Booking.objects.exists()
    assert ImportBatch.objects.get().state == "checking"


def test_list_without_a_good_row_is_not_written(training, staff):
    batch = checked(training, staff, text_of(*people(1)))
    leave_out(batch_id=batch.pk, occasion=training, lines=[2])

    with pytest.raises(NothingToImport):
        write(batch, training, staff)


def test_failure_in_the_middle_leaves_nothing_behind(training, staff, monkeypatch):
    from portal.bookings.importing import writing

    batch = checked(training, staff, text_of(*people(5)))
    written = []

    def fail_at_the_fourth(**arguments):
        if len(written) == 3:
            raise NotOpenForApplications
        written.append(actions.apply(**arguments))
        return written[-1]

    monkeypatch.setattr(writing, "apply", fail_at_the_fourth)
    with pytest.raises(NotOpenForApplications):
        write(batch, training, staff)

    assert len(written) == 3
    assert not Booking.objects.exists()
    assert not Person.objects.exists()
    assert not Message.objects.exists()
    assert states(batch) == ["good"] * 5
    monkeypatch.undo()
    assert write(batch, training, staff).rows_written == 5


def test_receipt_number_drawn_twice_is_drawn_again_and_all_rows_are_written(training, staff, monkeypatch):
    from portal.bookings.actions import apply as module_function

    taken = apply_for(training).receipt_number
    batch = checked(training, staff, text_of(*people(3)))
    numbers = iter(["00000011", taken, "00000022", "00000011", taken, "00000033"])
    monkeypatch.setitem(module_function.__globals__, "new_receipt_number", lambda: next(numbers))

    write(batch, training, staff)

    found = Booking.objects.filter(entered_by=staff).order_by("queue_no")
    assert [b.receipt_number for b in found] == ["00000011", "00000022", "00000033"]


def test_occasion_that_takes_no_applications_leaves_the_list_as_it_was(training, staff):
    batch = checked(training, staff, text_of(*people(2)))
    actions.cancel_occasion(
        occasion_id=training.pk, reason="大雪", by=staff, revision=factories_revision(training)
    )

    with pytest.raises(NotOpenForApplications):
        write(batch, training, staff)

    assert states(batch) == ["good", "good"]


def factories_revision(training):
    return type(training).objects.get(pk=training.pk).revision


def test_pressing_twice_imports_once(training, staff):
    batch = checked(training, staff, text_of(*people(3)))

    first, second = write(batch, training, staff), write(batch, training, staff)

    assert first == second
    assert Booking.objects.count() == 3
    assert Message.objects.count() == 3


def test_two_staff_at_once_import_once(training, staff, manager):
    batch = checked(training, staff, text_of(*people(8)))

    done = at_once([lambda by=by: write(batch, training, by) for by in (staff, manager, staff, manager)])

    assert {each.state for each in done} == {"written"}
    assert len({each.written_by_id for each in done}) == 1
    assert Booking.objects.count() == 8
    assert Attendee.objects.count() == 8
    assert Message.objects.count() == 8


def test_same_list_read_by_two_staff_and_written_at_once_is_imported_once(training, staff, manager):
    batches = [checked(training, by, text_of(*people(8))) for by in (staff, manager)]

    done = at_once([lambda b=b: write(b, training, b.made_by) for b in batches])

    assert sorted(each.rows_written for each in done) == [0, 8]
    assert Booking.objects.count() == 8


def test_list_and_applicants_at_once_give_each_seat_once(staff):
    training = factories.make_training(capacity=10)
    batch = checked(training, staff, text_of(*people(8)))

    at_once([lambda: write(batch, training, staff), *([lambda: apply_for(training)] * 8)])

    assert statuses(training) == ["confirmed"] * 10 + ["waitlisted"] * 6
    # Nobody came between two rows of the list.
    numbers = list(
        Booking.objects.filter(entered_by=staff).order_by("queue_no").values_list("queue_no", flat=True)
    )
    assert numbers == list(range(numbers[0], numbers[0] + 8))


def test_press_on_an_old_page_is_refused(training, staff):
    batch = checked(training, staff, text_of(*people(2)))
    leave_out(batch_id=batch.pk, occasion=training, lines=[2])

    with pytest.raises(BatchChanged):
        write(batch, training, staff, revision=batch.revision)

    assert not Booking.objects.exists()


def test_columns_chosen_on_an_old_page_are_refused(training, staff):
    batch = checked(training, staff, text_of(*people(1)))
    old = ImportBatch.objects.get(pk=batch.pk)
    set_columns(batch=batch, columns=batch.columns, defaults=DEFAULTS, occasion=training)

    with pytest.raises(BatchChanged):
        set_columns(batch=old, columns=["", "", "name"], defaults=DEFAULTS, occasion=training)


def test_row_said_to_be_somebody_else_gets_a_seat(training, staff):
    first = apply_for(training, people=[person(kana="ヤマダ ハナコ", telephone="0857510295")])
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295"))
    say_other_person(batch_id=batch.pk, occasion=training, line=2)
    told = Message.objects.count()

    write(batch, training, staff)

    assert statuses(training) == ["confirmed", "confirmed"]
    # The one who was there first is not asked about what staff have decided.
    assert Message.objects.count() == told + 1
    assert not Message.objects.filter(recipient=first.contact, kind="bookings.possible_twin").exists()


@pytest.mark.parametrize("days", [("2026/1/5", "2026/1/6"), ("2026/1/6", "2026/1/5")])
def test_two_rows_told_apart_both_get_seats_whichever_comes_first(days, training, staff):
    rows = [f"山田 花子,ヤマダ ハナコ,0857510295,{day}" for day in days]
    batch = checked(training, staff, text_of(*rows, header="お名前,ふりがな,電話,申込日"))
    say_other_person(batch_id=batch.pk, occasion=training, line=3)

    write(batch, training, staff)

    assert statuses(training) == ["confirmed", "confirmed"]


def test_twin_that_came_after_the_check_is_held_back_as_always(training, staff):
    batch = checked(training, staff, text_of("山田 花子,ヤマダ ハナコ,0857510295"))
    apply_for(training, people=[person(kana="ヤマダ ハナコ", telephone="0857510295")])

    write(batch, training, staff)

    assert statuses(training) == ["confirmed", "received"]


def test_party_of_a_row_stays_together(staff):
    training = factories.make_training(capacity=1)
    row = "山田 花子、山田 次郎,ヤマダ ハナコ、ヤマダ ジロウ,0857510295"

    write(checked(training, staff, f"お名前\tふりがな\t電話\n{row.replace(',', chr(9))}"), training, staff)

    assert statuses(training) == ["waitlisted"]
    assert Attendee.objects.count() == 2


def test_given_up_list_is_forgotten(training, staff):
    batch = checked(training, staff, text_of(*people(2)))

    give_up(batch_id=batch.pk)

    stored = ImportBatch.objects.get()
    assert (stored.state, stored.lines, stored.rows.count(), stored.rows_read) == ("given_up", [], 0, 2)
    with pytest.raises(BatchIsDone):
        write(batch, training, staff)


def test_list_that_nobody_finished_is_forgotten_after_thirty_days(training, staff):
    with time_machine.travel("2026-01-01T09:00:00+09:00", tick=False):
        checked(training, staff, text_of(*people(2)))
    with time_machine.travel("2026-01-02T09:00:00+09:00", tick=False):
        later = checked(training, staff, text_of(*people(1)))

    with time_machine.travel("2026-01-31T09:00:00+09:00", tick=False):
        counts = [drop_old_batches(), drop_old_batches()]

    assert counts == [1, 0]
    assert list(ImportBatch.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "checking"]
    assert [batch.rows.count() for batch in ImportBatch.objects.order_by("pk")] == [0, 1]
    assert ImportBatch.objects.order_by("pk")[0].lines == []
    assert later.made_at - datetime.timedelta(days=1) == ImportBatch.objects.order_by("pk")[0].made_at
