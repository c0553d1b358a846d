"""亡くなられた, 転居, 今後連絡しない: one press stops everything, quietly, and can be taken back."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from portal.bookings import actions
from portal.bookings.models import Attendance, Booking, JournalEntry, Occasion
from portal.correspondence import outbox
from portal.correspondence.models import Message, OutboxMail, PaperItem
from portal.people.actions import (
    foresee,
    mark_died,
    mark_do_not_contact,
    mark_moved_away,
    undo_mark,
)
from portal.people.errors import HasDied, HasMovedAway, MarkReasonMissing, NotMarked
from portal.people.models import Person, PersonMark, contactable
from supporters.interest.actions import enter as enter_interest
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db

Kind = PersonMark.Kind
VERBS = [mark_died, mark_moved_away, mark_do_not_contact]


@pytest.mark.parametrize("mark", VERBS)
def test_mark_cancels_live_bookings_and_takes_back_what_waits_without_writing_to_anybody(staff, mark):
    training = factories.make_training(capacity=1)
    booking = apply_for(training)
    waiting = apply_for(training, people=[person("待つ 人")])
    known = Message.objects.count()
    assert Message.objects.filter(recipient=booking.contact, withdrawn_at=None).count() == 1

    record = mark(person=booking.contact, by=staff, note="ご家族から")

    booking.refresh_from_db()
    waiting.refresh_from_db()
    someone = Person.objects.get(pk=booking.contact_id)
    assert booking.status == Booking.Status.CANCELLED
    assert Message.objects.count() == known
    assert not Message.objects.filter(recipient=someone, withdrawn_at=None).exists()
    assert not someone.may_be_contacted
    assert not Person.objects.filter(contactable(), pk=someone.pk).exists()
    assert (record.by, record.note, record.undone_at) == (staff, "ご家族から", None)
    assert [one["text"].split("：")[0] for one in record.followed] == [
        "申込の取消",
        "まだ伝えていない連絡の取りやめ",
    ]
    entry = booking.journal.get(verb=JournalEntry.Verb.CANCELLED)
    assert (entry.actor, entry.note) == (staff, Kind(record.kind).label)
    # The seat is kept for ten minutes, as after every cancelling by staff.
    assert waiting.status == Booking.Status.WAITLISTED


def test_mark_twice_is_once(staff):
    someone = factories.make_person()

    first = mark_died(person=someone, by=staff)
    second = mark_died(person=someone, by=staff)

    someone.refresh_from_db()
    assert first == second
    assert (PersonMark.objects.count(), someone.revision) == (1, 1)


def test_mark_of_a_record_that_was_merged_marks_the_one_that_was_kept(staff):
    kept, dropped = factories.make_person(), factories.make_person(merged_into=None)
    Person.objects.filter(pk=dropped.pk).update(merged_into=kept)

    record = mark_died(person=Person.objects.get(pk=dropped.pk), by=staff)

    assert record.person == kept


def test_mark_lets_only_this_person_leave_a_party_and_names_the_party_without_a_contact(staff):
    booking = apply_for(factories.make_training(), people=[person("連絡 先"), person("同行 者")])
    first, second = booking.attendees.all()

    record = mark_died(person=first.person, by=staff)

    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert [a.is_live for a in booking.attendees.all()] == [False, True]
    assert [(one["text"].split("：")[0], one["needs_staff"]) for one in record.followed] == [
        ("申込からこの人だけ取消", False),
        ("連絡先がいなくなる申込", True),
        ("まだ伝えていない連絡の取りやめ", False),
    ]
    assert list(Booking.objects.left_without_contact(timezone.now())) == [booking]
    assert not Message.objects.filter(recipient=second.person).exists()


def test_mark_of_a_companion_leaves_the_contact_alone(staff):
    booking = apply_for(factories.make_training(), people=[person("連絡 先"), person("同行 者")])
    companion = booking.attendees.get(position=2)
    told = Message.objects.count()

    mark_died(person=companion.person, by=staff)

    assert booking.attendees.live().get().person == booking.contact
    assert not Booking.objects.left_without_contact(timezone.now()).exists()
    assert (Message.objects.count(), Message.objects.filter(withdrawn_at=None).count()) == (told, told)


def test_mark_keeps_what_was(staff):
    someone = factories.make_person()
    over = factories.make_booking(factories.make_training(starts_at=factories.in_days(-10)), contact=someone)
    course = factories.make_training(starts_at=factories.in_days(-1))
    factories.make_date(course, factories.in_days(6))
    going_on = factories.make_booking(course, contact=someone)
    Attendance.objects.create(
        attendee=going_on.attendees.get(),
        date=course.dates.first(),
        status=Attendance.Status.PRESENT,
        marked_by=staff,
    )
    closed = factories.make_booking(factories.make_training(state=Occasion.State.CLOSED), contact=someone)

    mark_died(person=someone, by=staff)

    statuses = {booking.pk: booking.status for booking in Booking.objects.all()}
    assert statuses == {booking.pk: Booking.Status.CONFIRMED for booking in (over, going_on, closed)}


def test_mark_cancels_what_is_postponed_without_a_new_day(staff):
    training = factories.make_training(starts_at=factories.in_days(-10), state=Occasion.State.POSTPONED)
    booking = factories.make_booking(training)

    mark_moved_away(person=booking.contact, by=staff)

    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED


def test_foresee_says_what_follows_and_changes_nothing(staff):
    booking = apply_for(factories.make_training())

    found = foresee(person=booking.contact, kind=Kind.DIED, by=staff)

    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert Message.objects.get().withdrawn_at is None
    assert not PersonMark.objects.exists()
    record = mark_died(person=booking.contact, by=staff)
    assert [one.as_json() for one in found] == record.followed


def test_undo_gives_the_mark_back_on_record_and_the_booking_can_be_restored_silently(staff):
    booking = apply_for(factories.make_training())
    mark_died(person=booking.contact, by=staff)
    told = Message.objects.count()

    record = undo_mark(person=booking.contact, kind=Kind.DIED, by=staff, reason="同姓の別の方でした")

    someone = Person.objects.get(pk=booking.contact_id)
    assert someone.may_be_contacted
    assert (record.undone_by, record.undone_reason) == (staff, "同姓の別の方でした")
    assert record.undone_at is not None
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    entry = actions.restore(booking_id=booking.pk, by=staff)
    assert entry.verb == JournalEntry.Verb.UNDONE
    assert Message.objects.count() == told


def test_undo_needs_a_reason_and_a_mark(staff):
    someone = factories.make_person()

    with pytest.raises(NotMarked):
        undo_mark(person=someone, kind=Kind.DIED, by=staff, reason="理由")
    mark_died(person=someone, by=staff)
    with pytest.raises(MarkReasonMissing):
        undo_mark(person=someone, kind=Kind.DIED, by=staff, reason="  ")

    assert Person.objects.get(pk=someone.pk).has_died


def test_undo_of_a_mark_from_before_there_were_records_is_on_record(staff):
    someone = factories.make_person(has_moved_away=True)

    undo_mark(person=someone, kind=Kind.MOVED_AWAY, by=staff, reason="もどられた")

    assert PersonMark.objects.get().undone_reason == "もどられた"
    assert Person.objects.get(pk=someone.pk).may_be_contacted


def test_undo_of_one_mark_leaves_the_others(staff):
    someone = factories.make_person()
    mark_moved_away(person=someone, by=staff)
    mark_do_not_contact(person=someone, by=staff)

    undo_mark(person=someone, kind=Kind.MOVED_AWAY, by=staff, reason="もどられた")

    assert not Person.objects.get(pk=someone.pk).may_be_contacted


def test_mark_undone_without_a_reason_is_refused_by_the_database(staff):
    with pytest.raises(IntegrityError, match="person_mark_undone_with_a_reason"), transaction.atomic():
        PersonMark.objects.create(
            person=factories.make_person(), kind=Kind.DIED, by=staff, undone_at=timezone.now()
        )


@pytest.mark.parametrize(("mark", "error"), [(mark_died, HasDied), (mark_moved_away, HasMovedAway)])
def test_staff_cannot_apply_for_who_has_died_or_moved_away(staff, mark, error):
    someone = factories.make_person()
    mark(person=someone, by=staff)

    with pytest.raises(error):
        apply_for(factories.make_training(), people=[someone], by=staff)

    assert not Booking.objects.exists()


def test_who_wants_no_contact_may_apply_by_telephone_and_the_mark_stays(staff):
    someone = factories.make_person()
    stale = Person.objects.get(pk=someone.pk)
    mark_do_not_contact(person=someone, by=staff)

    booking = apply_for(factories.make_training(), people=[stale], by=staff)

    assert booking.status == Booking.Status.CONFIRMED
    assert Person.objects.get(pk=someone.pk).do_not_contact
    assert not Message.objects.exists()


def test_printed_letter_is_named_so_that_somebody_takes_it_out(staff, office):
    someone = factories.make_person(
        contact_wish="letter", telephone="", postal_code="6800001", address="見本町2"
    )
    apply_for(factories.make_training(), people=[someone], by=staff)
    paper = PaperItem.objects.get()
    PaperItem.objects.update(printed_at=timezone.now(), printed_by=staff)

    record = mark_died(person=someone, by=staff)

    paper.refresh_from_db()
    assert paper.state == PaperItem.State.WITHDRAWN
    assert [one["text"] for one in record.followed if one["needs_staff"]] == [
        "印刷ずみの紙：出さずに抜き取ってください"
    ]


@pytest.mark.django_db(transaction=True)
def test_mark_while_an_application_for_the_same_person_is_running_catches_it(staff):
    """The application holds the occasion and has not committed when the mark looks."""
    someone = factories.make_person()
    training = factories.make_training()
    applied, go_on = threading.Event(), threading.Event()

    def apply_slowly():
        with transaction.atomic():
            apply_for(training, people=[Person.objects.get(pk=someone.pk)], by=staff)
            applied.set()
            go_on.wait(20)
        connections.close_all()

    def mark():
        mark_died(person=someone, by=staff)
        connections.close_all()

    applying = threading.Thread(target=apply_slowly)
    applying.start()
    assert applied.wait(20)
    marking = threading.Thread(target=mark)
    marking.start()
    wait_for_a_lock()
    go_on.set()
    applying.join(20)
    marking.join(20)

    booking = Booking.objects.get()
    assert booking.status == Booking.Status.CANCELLED
    assert Person.objects.get(pk=someone.pk).has_died
    assert not Message.objects.filter(withdrawn_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_application_that_waits_while_the_mark_is_set_is_refused(staff):
    someone = factories.make_person()
    training = factories.make_training()
    apply_for(training, people=[someone], by=staff)
    other = factories.make_training()
    errors = []

    def apply_later():
        try:
            apply_for(other, people=[Person.objects.get(pk=someone.pk)], by=staff)
        except HasDied as error:
            errors.append(error)
        connections.close_all()

    with transaction.atomic():
        mark_died(person=someone, by=staff)
        applying = threading.Thread(target=apply_later)
        applying.start()
        wait_for_a_lock()
    applying.join(20)

    assert len(errors) == 1
    assert list(Booking.objects.values_list("status", flat=True)) == [Booking.Status.CANCELLED]


def test_mail_written_by_somebody_who_had_read_the_person_before_does_not_leave(staff, office, mailoutbox):
    booking = apply_for(
        factories.make_training(), people=[person(email="a@example.com", contact_wish="mail")]
    )
    message = Message.objects.get()
    OutboxMail.objects.all().delete()
    mark_died(person=booking.contact, by=staff)
    Message.objects.update(withdrawn_at=None)
    late = OutboxMail.objects.create(message=message)

    outbox.send_due()

    late.refresh_from_db()
    assert mailoutbox == []
    assert late.state == OutboxMail.State.WITHDRAWN


def test_mail_that_is_being_handed_over_is_named_because_nobody_can_stop_it(staff, office):
    booking = apply_for(
        factories.make_training(), people=[person(email="a@example.com", contact_wish="mail")]
    )
    OutboxMail.objects.update(state=OutboxMail.State.SENDING, claimed_at=timezone.now())

    record = mark_died(person=booking.contact, by=staff)

    assert record.followed[-1]["text"] == "いま送っている最中で止められないメール：1通"
    assert OutboxMail.objects.get().state == OutboxMail.State.SENDING


@pytest.mark.parametrize("mark", VERBS)
def test_mark_takes_somebody_off_the_list_of_who_waits_for_a_training(staff, mark):
    someone = factories.make_person()
    interest = enter_interest(person=someone, channel=Booking.Channel.PHONE, by=staff)

    record = mark(person=someone, by=staff)

    interest.refresh_from_db()
    assert (interest.state, interest.ended_by) == (interest.State.ENDED, staff)
    assert "「研修のお知らせを待つ人」の取りやめ" in [one["text"] for one in record.followed]


@pytest.mark.parametrize(("mark", "is_ended"), [(mark_died, True), (mark_do_not_contact, False)])
def test_mark_ends_the_registration_of_who_has_died_and_keeps_that_of_who_wants_no_contact(
    staff, mark, is_ended
):
    supporter = factories.make_supporter()

    record = mark(person=supporter.person, by=staff)

    supporter.refresh_from_db()
    assert (supporter.state == supporter.State.ENDED) == is_ended
    undo_mark(person=supporter.person, kind=Kind(record.kind), by=staff, reason="まちがい")
    supporter.refresh_from_db()
    assert supporter.state == supporter.State.ACTIVE


def wait_for_a_lock() -> None:
    with connection.cursor() as cursor:
        for _ in range(400):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.02)
    pytest.fail("nobody waits")
