"""Single letters and FAX sheets: from the call list to paper and back, sent or failed, written again."""

import pytest
from django.utils import timezone

from portal.bookings.models import Booking
from portal.correspondence.actions import (
    call_instead,
    record_fax,
    record_try,
    tell,
    turn_into_letter,
    withdraw,
    write_again,
)
from portal.correspondence.errors import (
    AlreadyDone,
    MayNotBeContacted,
    NoFaxNumber,
    NoPostalAddress,
    NothingToSay,
    NotPrinted,
)
from portal.correspondence.models import CallListLine, CallTry, PaperItem
from portal.correspondence.paper import sheets, with_everything
from tests.bookings.seats import apply_for, person
from tests.correspondence.kinds_for_tests import told as told_moments
from tests.correspondence.printing import print_fax, printed, run_of
from tests.correspondence.telling import fax_for, letter_for, line_for, told
from tests.factories import make_person, make_training

pytestmark = pytest.mark.django_db


def line_of(message):
    line = CallListLine.objects.filter(message=message).first()
    return (line.state, line.reason) if line else None


def is_told(message):
    message.refresh_from_db()
    return message.told_at is not None


# --- from the call list -------------------------------------------------------------------------------------------


def test_call_turned_into_a_letter_leaves_the_list_and_waits_untold(subject, staff):
    line = line_for(subject, recipient=make_person(address="見本町2"))

    paper = turn_into_letter(message=line.message, by=staff)

    assert (paper.medium, paper.state, paper.requested_by) == ("letter", "waiting", staff)
    assert line_of(line.message) == ("withdrawn", "")
    assert not is_told(line.message)
    assert line.message.way == "letter"
    with pytest.raises(AlreadyDone):
        turn_into_letter(message=line.message, by=staff)


def test_call_of_somebody_told_meanwhile_cannot_become_a_letter(subject, staff):
    line = line_for(subject, recipient=make_person(address="見本町2"))
    record_try(line=line, result=CallTry.Result.SPOKE, by=staff)

    with pytest.raises(AlreadyDone):
        turn_into_letter(message=line.message, by=staff)

    assert not PaperItem.objects.exists()


@pytest.mark.parametrize(
    ("fields", "kind", "error"),
    [
        ({}, "tests.note", NoPostalAddress),
        ({"address": "見本町2", "do_not_contact": True}, "tests.note", MayNotBeContacted),
        ({"address": "見本町2"}, "tests.overtaken", NothingToSay),
    ],
)
def test_call_that_cannot_become_a_letter_stays_on_the_list(subject, staff, fields, kind, error):
    line = line_for(subject, kind=kind)
    for name, value in fields.items():
        setattr(line.message.recipient, name, value)
    line.message.recipient.save()

    with pytest.raises(error):
        turn_into_letter(message=line.message, by=staff)

    assert line_of(line.message) == ("open", "")
    assert not PaperItem.objects.exists()


def test_letter_becomes_a_call_with_the_reason(subject, staff):
    homeless, other = letter_for(subject), letter_for(subject)
    homeless.message.recipient.address = ""
    homeless.message.recipient.save()

    call_instead(paper=homeless, by=staff)
    call_instead(paper=other, by=staff)

    assert line_of(homeless.message) == ("open", "住所の登録がない")
    assert line_of(other.message) == ("open", "手紙・FAXでなく電話で伝える")
    assert set(PaperItem.objects.values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(AlreadyDone):
        call_instead(paper=other, by=staff)


# --- FAX ----------------------------------------------------------------------------------------------------------


def test_fax_that_went_through_tells_the_person(subject, staff):
    paper = fax_for(subject, kind="tests.question")
    with pytest.raises(NotPrinted):
        record_fax(paper=paper, went_through=True, by=staff)
    # What the hook wrote was rolled back with the refusal; a list in memory is not.
    told_moments.clear()
    print_fax(paper, staff)
    assert not is_told(paper.message)

    record_fax(paper=paper, went_through=True, by=staff)

    paper.refresh_from_db()
    assert (paper.state, paper.finished_by, paper.printed_to.split(" ")[0]) == ("sent", staff, "0857-00-0009")
    assert is_told(paper.message)
    assert told_moments == [(paper.message_id, paper.message.told_at)]
    with pytest.raises(AlreadyDone):
        record_fax(paper=paper, went_through=False, by=staff)


def test_fax_that_did_not_go_through_puts_the_person_on_the_call_list(subject, staff):
    paper = fax_for(subject, kind="tests.question")
    print_fax(paper, staff)

    record_fax(paper=paper, went_through=False, by=staff)

    paper.refresh_from_db()
    assert (paper.state, is_told(paper.message), told_moments) == ("failed", False, [])
    assert line_of(paper.message) == ("open", "FAXを送れなかった")


def test_fax_that_failed_may_be_sent_again_and_leaves_the_call_list(subject, staff):
    paper = fax_for(subject)
    print_fax(paper, staff)
    record_fax(paper=paper, went_through=False, by=staff)

    again = write_again(message=paper.message, medium="fax", by=staff)

    assert line_of(paper.message) == ("withdrawn", "FAXを送れなかった")
    print_fax(again, staff)
    record_fax(paper=again, went_through=True, by=staff)
    assert is_told(paper.message)


def test_letter_is_no_fax(subject, staff):
    paper = letter_for(subject)
    printed(run_of([paper], staff), staff)

    with pytest.raises(AlreadyDone):
        record_fax(paper=paper, went_through=True, by=staff)

    assert not is_told(paper.message)


# --- again --------------------------------------------------------------------------------------------------------


def test_written_again_somebody_stays_told_and_the_deadline_does_not_start_anew(subject, staff):
    message = told(
        subject,
        kind="tests.question",
        recipient=make_person(contact_wish="telephone", fax="0857000009"),
        told_by=staff,
    )
    before = message.told_at

    paper = write_again(message=message, medium="fax", by=staff)
    print_fax(paper, staff)
    record_fax(paper=paper, went_through=True, by=staff)

    message.refresh_from_db()
    assert (message.told_at, message.way) == (before, "telephone")
    assert told_moments == [(message.pk, before)]


def test_written_again_needs_an_address_of_its_sort(subject, staff):
    message = told(subject, recipient=make_person(), told_by=staff)

    with pytest.raises(NoPostalAddress):
        write_again(message=message, medium="letter", by=staff)
    with pytest.raises(NoFaxNumber):
        write_again(message=message, medium="fax", by=staff)


def test_what_was_taken_back_is_not_written_again(subject, staff):
    paper = letter_for(subject)
    withdraw(message=paper.message)

    with pytest.raises(AlreadyDone):
        write_again(message=paper.message, medium="letter", by=staff)


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["confirmed", "waitlisted", "cancelled"])
def test_letter_about_a_booking_has_its_facts_and_no_link(office, status):
    training = make_training()
    booking = apply_for(training, people=[person("𠮷田 葛\U000e0100子", telephone="", address="見本町2")])
    now = timezone.now() if status == "cancelled" else None
    Booking.objects.filter(pk=booking.pk).update(status=status, cancelled_at=now)
    message = tell(kind=f"bookings.{status}", recipient=booking.contact, subject=booking, dedupe_key="letter")

    (sheet,) = sheets(with_everything(PaperItem.objects.filter(message=message)))

    number = f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}"
    assert all(word in sheet.text for word in (training.title, number, "𠮷田 葛\U000e0100子"))
    assert not any(word in sheet.text for word in ("http", "アドレス", "お問い合わせ"))
    assert not sheet.text.startswith("𠮷田")
