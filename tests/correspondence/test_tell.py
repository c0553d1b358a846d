import datetime

import pytest
from django.utils import timezone

from portal.correspondence.actions import tell, withdraw, withdraw_all_to
from portal.correspondence.models import CallListLine, Message, OutboxMail, PaperItem
from portal.people.merging import merge_people
from tests.correspondence.kinds_for_tests import needed_by
from tests.correspondence.telling import letter_for, line_for, mail_to, told
from tests.factories import make_person

pytestmark = pytest.mark.django_db

ALL = {"email": "a@example.com", "telephone": "0857000001", "fax": "0857000002", "address": "見本町1"}


def what_waits(message):
    """(way, mails queued, papers that wait, the reason on the call list or None)"""
    mails = message.mails.filter(state=OutboxMail.State.QUEUED).count()
    papers = [p.medium for p in message.papers.filter(state=PaperItem.State.WAITING)]
    line = CallListLine.objects.filter(message=message, state=CallListLine.State.OPEN).first()
    return message.way, mails, papers, line.reason if line else None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (ALL | {"contact_wish": "mail"}, ("mail", 1, [], None)),
        (ALL | {"contact_wish": "telephone"}, ("telephone", 0, [], "")),
        (ALL | {"contact_wish": "fax"}, ("fax", 0, ["fax"], None)),
        (ALL | {"contact_wish": "letter"}, ("letter", 0, ["letter"], None)),
        (ALL | {"contact_wish": ""}, ("mail", 1, [], None)),
        (ALL | {"contact_wish": "mail", "email": ""}, ("telephone", 0, [], "")),
        (ALL | {"contact_wish": "mail", "email": "", "telephone": ""}, ("fax", 0, ["fax"], None)),
        (
            ALL | {"contact_wish": "fax", "fax": "", "telephone": "", "email": ""},
            ("letter", 0, ["letter"], None),
        ),
        ({"telephone": "", "contact_wish": "mail"}, ("telephone", 0, [], "連絡先がありません")),
    ],
)
def test_tell_by_wish_and_addresses_chooses_the_way(subject, fields, expected):
    message = told(subject, recipient=make_person(**fields))

    assert what_waits(message) == expected


@pytest.mark.parametrize(
    ("days", "fields", "expected"),
    [
        (4, ALL, ("mail", 1, [], None)),
        (4, ALL | {"email": ""}, ("telephone", 0, [], "手紙では間に合わない")),
        (4, ALL | {"email": "", "telephone": ""}, ("fax", 0, ["fax"], None)),
        (4, ALL | {"email": "", "telephone": "", "fax": ""}, ("letter", 0, ["letter"], None)),
        (6, ALL, ("letter", 0, ["letter"], None)),
        # It is over: nothing to be in time for.
        (-1, ALL, ("letter", 0, ["letter"], None)),
    ],
)
def test_tell_what_a_letter_would_tell_too_late_goes_another_way(subject, days, fields, expected):
    needed_by[:] = [timezone.now() + datetime.timedelta(days=days)]

    message = told(subject, kind="tests.dated", recipient=make_person(**fields | {"contact_wish": "letter"}))

    assert what_waits(message) == expected


@pytest.mark.parametrize("mark", ["has_died", "do_not_contact"])
def test_tell_to_somebody_who_must_not_be_contacted_writes_nothing(subject, mark):
    person = make_person(**{mark: True})

    message = tell(kind="tests.note", recipient=person, subject=subject, dedupe_key="x")

    assert message is None
    assert Message.objects.count() == 0


def test_tell_twice_with_one_key_tells_once(subject):
    person = make_person(**ALL, contact_wish="mail")

    first = tell(kind="tests.note", recipient=person, subject=subject, dedupe_key="same")
    second = tell(kind="tests.note", recipient=person, subject=subject, dedupe_key="same")

    assert first == second
    assert (Message.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_tell_of_an_unknown_kind_is_refused(subject):
    with pytest.raises(KeyError):
        told(subject, kind="tests.nobody-knows")


def test_tell_what_staff_have_said_already_is_only_recorded(subject, staff):
    message = told(subject, recipient=make_person(**ALL, contact_wish="mail"), told_by=staff)

    assert message.told_at is not None
    assert message.told_by == staff
    assert what_waits(message) == ("telephone", 0, [], None)


def test_tell_later_keeps_mail_and_line_back(subject):
    later = timezone.now() + datetime.timedelta(minutes=10)

    mail = mail_to(subject, not_before=later)
    line = line_for(subject, not_before=later)

    assert mail.not_before == later
    assert not OutboxMail.objects.due(timezone.now()).exists()
    assert not CallListLine.objects.to_call(timezone.now()).exists()
    assert list(OutboxMail.objects.due(later)) == [mail]
    assert list(CallListLine.objects.to_call(later)) == [line]


def test_tell_to_a_merged_record_reaches_the_kept_one(subject, staff):
    kept, dropped = make_person(), make_person()
    before = told(subject, recipient=dropped)
    merge_people(keep_id=kept.pk, drop_id=dropped.pk, by=staff)
    dropped.refresh_from_db()

    after = told(subject, recipient=dropped)

    before.refresh_from_db()
    assert (before.recipient, after.recipient) == (kept, kept)


def test_withdraw_before_it_is_told_takes_mail_and_line_back(subject):
    mail, line, letter = mail_to(subject), line_for(subject), letter_for(subject)

    assert withdraw(message=mail.message)
    assert withdraw(message=line.message)
    assert withdraw(message=letter.message)
    assert withdraw(message=line.message), "twice is harmless"

    mail.refresh_from_db()
    line.refresh_from_db()
    letter.refresh_from_db()
    assert [one.state for one in (mail, line, letter)] == ["withdrawn"] * 3


def test_withdraw_of_what_is_told_or_under_way_changes_nothing(subject, staff):
    said = told(subject, told_by=staff)
    mail = mail_to(subject)
    OutboxMail.objects.update(state=OutboxMail.State.SENDING)

    assert not withdraw(message=said)
    assert not withdraw(message=mail.message)

    assert Message.objects.filter(withdrawn_at__isnull=False).count() == 0


def test_withdraw_all_to_a_person_leaves_others_and_the_past_alone(subject, staff):
    person = make_person(**ALL, contact_wish="mail")
    waiting = told(subject, recipient=person)
    told(subject, recipient=person, told_by=staff)
    told(subject)

    assert withdraw_all_to(person=person) == 1

    assert list(Message.objects.filter(withdrawn_at__isnull=False)) == [waiting]


def test_call_list_puts_urgent_lines_first_and_then_the_longest_waiting(subject):
    first = line_for(subject)
    second = line_for(subject)
    urgent = line_for(subject, is_urgent=True)
    died_since = line_for(subject).message.recipient
    died_since.has_died = True
    died_since.save()

    assert list(CallListLine.objects.to_call(timezone.now())) == [urgent, first, second]
