"""What has been kept long enough goes, with all that hangs on it; figures of past years stay."""

import datetime
import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError
from django.utils import timezone

from portal.bookings.models import AccommodationRequest, Attendee, Booking
from portal.correspondence.models import Message, OutboxMail
from portal.figures.actions import close_year, reopen_year
from portal.figures.errors import YearIsFinal
from portal.figures.models import ClosedYear
from portal.figures.periods import fiscal_year
from portal.figures.report import make_report
from portal.inquiries.models import Inquiry
from portal.people.actions import leave_note
from portal.people.models import Person
from portal.retention.models import RetentionCount, RetentionPeriod, RetentionRun
from portal.retention.registry import register_retention, retention_kinds, unregister_retention
from portal.retention.running import remove_due, run_daily, what_is_due
from supporters.models import Concern
from tests import factories
from tests.supporters.concerns import make_concern

pytestmark = pytest.mark.django_db

LONG_AGO = factories.local(2020, 6, 10, 10, 0)


def run() -> dict[str, tuple[int, int]]:
    """Remove what is due; returns removed and failed by kind."""
    row, _created = RetentionRun.objects.get_or_create(day=timezone.localdate())
    assert remove_due(row)
    return {one.kind: (one.removed, one.failed) for one in row.counts.all()}


def old_booking(**fields) -> Booking:
    """An application of June 2020, with a person of then."""
    training = factories.make_training()
    training.dates.update(starts_at=LONG_AGO, ends_at=LONG_AGO + datetime.timedelta(hours=2))
    booking = factories.make_booking(training, **fields)
    Person.objects.filter(pk=booking.contact_id).update(created_at=LONG_AGO)
    return booking


def old_concern(**fields) -> Concern:
    concern = make_concern(received_at=LONG_AGO, **fields)
    Concern.objects.filter(pk=concern.pk).update(state="closed", outcome="watched", closed_at=LONG_AGO)
    return concern


def numbers(report) -> list:
    return [
        (part.title, sheet.table.key, line.label, [cell.value for cell in line.cells])
        for part in report.parts
        for sheet in part.sheets or ()
        for line in sheet.lines
    ]


def test_old_booking_loses_its_people_and_the_person_goes_with_nothing_left(office):
    booking = old_booking(note="ひざが悪い", supporter_number="T-1")
    AccommodationRequest.objects.create(booking=booking, kind="wheelchair", text="電動")
    version, person = booking.link_version, booking.contact_id
    factories.make_booking(factories.make_training())

    first = run()
    second = run()

    booking.refresh_from_db()
    assert first == {"accommodations": (1, 0), "bookings": (1, 0)}
    assert second["people"] == (1, 0)
    assert (booking.note, booking.supporter_number, booking.contact.name) == ("", "", "（削除済み）")
    assert booking.link_version == version + 1
    assert {a.person.name for a in booking.attendees.all()} == {"（削除済み）"}
    assert not Person.objects.filter(pk=person).exists()
    assert not AccommodationRequest.objects.exists()
    assert Attendee.objects.count() == 2
    assert run() == second


def test_old_worry_goes_with_reporter_messages_and_record(office, settings):
    concern = old_concern(reporter={"name": "秘密 花子", "email": "a@example.jp", "answer_wish": "mail"})
    make_concern()

    counts = run()

    assert counts == {"concerns": (1, 0)}
    assert list(Concern.objects.filter(pk=concern.pk)) == []
    assert Concern.objects.count() == 1


def test_figures_of_the_year_are_frozen_first_and_stay_as_they_were(office, manager):
    old_booking()
    old_concern()
    before = numbers(make_report(fiscal_year(2020)))
    assert any(1 in values for *_, values in before)

    run()

    closed = ClosedYear.objects.get(year=2020)
    assert (closed.closed_by, closed.is_final) == (None, True)
    assert numbers(make_report(fiscal_year(2020))) == before
    with pytest.raises(YearIsFinal):
        reopen_year(closed_id=closed.pk, reason="数え直す", by=manager)


def test_year_that_a_manager_closed_stays_theirs_and_cannot_be_reopened_after_removal(office, manager):
    old_concern()
    closed = close_year(year=2020, by=manager, note="確かめた")

    run()

    closed.refresh_from_db()
    assert (closed.closed_by, closed.note, closed.is_final) == (manager, "確かめた", True)


def test_nothing_that_the_running_year_counts_is_removed_however_short_the_period(office, manager):
    concern = make_concern(received_at=timezone.now())
    Concern.objects.filter(pk=concern.pk).update(
        state="closed", outcome="watched", closed_at=fiscal_year(timezone.localdate().year - 1).ends_before
    )
    RetentionPeriod.objects.create(kind="concerns", months=1, reason="短く", changed_by=manager)

    run()

    assert Concern.objects.exists()


def test_person_with_a_newer_note_or_anything_else_stays(staff):
    noted, booked, alone = (factories.make_person() for _ in range(3))
    leave_note(person=noted, text="お元気でした", by=staff)
    factories.make_booking(factories.make_training(), contact=booked)
    Person.objects.filter(pk__in=(noted.pk, booked.pk, alone.pk)).update(created_at=LONG_AGO)

    counts = run()

    assert counts == {"people": (1, 0)}
    assert not Person.objects.filter(pk=alone.pk).exists()
    assert Person.objects.filter(pk__in=(noted.pk, booked.pk)).count() == 2


def test_period_of_the_office_counts_and_dry_run_lists_numbers_only(staff, capsys):
    inquiry = factories.make_inquiry(
        body="x", name="見本 花子", state="answered", received_at=timezone.now() - datetime.timedelta(days=40)
    )
    factories.make_inquiry(body="y", received_at=LONG_AGO)

    call_command("retention", dry_run=True)
    before = capsys.readouterr().out
    RetentionPeriod.objects.create(kind="inquiries", months=1, reason="規程", changed_by=staff)
    call_command("retention", dry_run=True)
    after = capsys.readouterr().out

    assert "inquiries: 0 " in before
    assert f"#{inquiry.pk}\n" in after.split("inquiries: 1 ")[1].splitlines(keepends=True)[0]
    assert "見本" not in after
    assert Inquiry.objects.count() == 2


def test_record_that_something_unknown_points_to_stays_and_is_counted_as_failed():
    def refuse(row):
        raise ProtectedError("still needed", set())

    inquiries = [factories.make_inquiry(body="x") for _ in range(2)]
    register_retention(
        "tests", "x", months=1, why="x", due=lambda before: Inquiry.objects.all(), remove=refuse
    )
    try:
        counts = run()
    finally:
        unregister_retention("tests")

    assert counts == {"tests": (0, 2)}
    assert Inquiry.objects.count() == len(inquiries)


def test_message_that_is_still_to_go_out_stays(office):
    old_concern(reporter={"name": "x", "email": "a@example.jp", "answer_wish": "mail"})
    person = factories.make_person()
    waiting, done = (
        Message.objects.create(
            kind="x", recipient=person, subject=person, way="mail", dedupe_key=key, created_at=LONG_AGO
        )
        for key in ("a", "b")
    )
    OutboxMail.objects.create(message=waiting)
    OutboxMail.objects.create(message=done, state="sent", sent_text="だれかに")

    run()

    assert list(Message.objects.filter(pk__in=(waiting.pk, done.pk))) == [waiting]
    assert [mail.message for mail in OutboxMail.objects.filter(message__recipient=person)] == [waiting]


def test_daily_run_happens_once_a_day_and_not_in_the_demo(settings, monkeypatch):
    factories.make_inquiry(body="x", state="answered", received_at=LONG_AGO)
    monkeypatch.setattr("portal.retention.running._FROM_HOUR", 0)

    settings.DEMO = True
    run_daily()
    assert Inquiry.objects.exists()
    settings.DEMO = False
    run_daily()
    factories.make_inquiry(body="y", state="answered", received_at=LONG_AGO)
    run_daily()

    assert Inquiry.objects.count() == 1
    assert RetentionRun.objects.get().ended_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remove_each_record_once():
    Inquiry.objects.bulk_create(
        [Inquiry(body="x", state="answered", received_at=LONG_AGO, read_by=LONG_AGO) for _ in range(30)]
    )
    row = RetentionRun.objects.create(day=timezone.localdate())
    errors = []

    def work():
        try:
            remove_due(row)
        except Exception as error:  # noqa: BLE001 (shown below)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert not Inquiry.objects.exists()
    assert RetentionCount.objects.get().removed == 30


def test_every_kind_says_why_in_words_and_has_a_period():
    for kind in retention_kinds():
        assert str(kind.label)
        assert str(kind.why)
        assert 1 <= kind.months <= 360
    assert [one.numbers for one in what_is_due()] == [[]] * len(retention_kinds())
