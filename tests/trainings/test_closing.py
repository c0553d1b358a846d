import pytest
import time_machine

from portal.bookings.errors import NotComing, NotOverYet, OccasionIsOver
from portal.bookings.models import Attendance, Occasion
from portal.correspondence.models import Message
from tests.factories import local, make_booking, make_person, make_training
from tests.trainings.sessions import past_session, somebody
from trainings import actions
from trainings.completion import fingerprint, outcomes
from trainings.errors import AlreadyClosed, NumberTaken, OutcomeChanged, ReasonMissing, UnmarkedPeople
from trainings.models import Certificate, CertificateDecision, CertificateSettings

pytestmark = pytest.mark.django_db


def close(session, staff, **how):
    return actions.close_session(session_id=session.pk, by=staff, **how)


def state_of(session):
    return Occasion.objects.get(pk=session.pk).state


def test_close_issues_to_those_who_meet_the_rule_and_to_nobody_else(staff, office):
    session = past_session(days=2, title="養成研修")
    there = somebody(session, "pp", by=staff, name="髙橋 𠮷子")
    somebody(session, "pa", by=staff)
    somebody(session, "ep", by=staff)

    closing = close(session, staff)

    certificate = Certificate.objects.get()
    assert list(closing.certificates) == [certificate]
    assert certificate.attendee == there
    assert certificate.name == "髙橋 𠮷子"
    assert certificate.title == "養成研修"
    assert certificate.wording == "あなたは、「養成研修」の課程を修了されたことを証します。"
    assert certificate.issuer == "鳥取市 中央人権福祉センター"
    assert certificate.issued_by == staff
    assert state_of(session) == Occasion.State.CLOSED


@time_machine.travel(local(2027, 3, 30, 9), tick=False)
def test_close_numbers_without_a_gap_and_starts_anew_each_fiscal_year(staff):
    first, second, third = past_session(), past_session(), past_session()
    for session, people in ((first, 2), (second, 1), (third, 1)):
        for _ in range(people):
            somebody(session, "p", by=staff)

    for moment, session in (
        ((2027, 3, 31, 12), first),
        ((2027, 3, 31, 13), second),
        ((2027, 4, 1, 9), third),
    ):
        with time_machine.travel(local(*moment), tick=False):
            close(session, staff)

    numbers = list(Certificate.objects.order_by("fiscal_year", "seq").values_list("number", flat=True))
    assert numbers == ["第2026-001号", "第2026-002号", "第2026-003号", "第2027-001号"]


@time_machine.travel(local(2026, 11, 24, 9), tick=False)
def test_close_prints_the_printed_name_and_the_offices_own_words(staff):
    CertificateSettings.objects.create(
        pk=1,
        label="受講証",
        issuer="見本市長",
        wording="{name}様（{course}）",
        number_format="{era_year}-{seq}",
    )
    session = past_session()
    somebody(session, "p", by=staff, name="山田 花子", printed_name="佐藤 花子")

    close(session, staff)

    certificate = Certificate.objects.get()
    assert (certificate.label, certificate.issuer, certificate.number) == ("受講証", "見本市長", "令和8-1")
    assert (certificate.name, certificate.wording) == ("佐藤 花子", "佐藤 花子様（養成研修）")


def test_close_twice_issues_once(staff):
    session = past_session()
    somebody(session, "p", by=staff)
    close(session, staff)
    somebody(session, "p", by=staff)

    again = close(session, staff)

    assert again.was_closed
    assert Certificate.objects.count() == 1


def test_close_with_unmarked_people_asks_first_and_does_nothing(staff):
    session = past_session()
    somebody(session, "p", by=staff)
    somebody(session, "-")

    with pytest.raises(UnmarkedPeople):
        close(session, staff)

    assert state_of(session) == Occasion.State.PUBLISHED
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(("answer", "certificates"), [(True, 2), (False, 1)])
def test_close_with_unmarked_people_does_what_staff_answered(answer, certificates, staff):
    session = past_session(days=2)
    somebody(session, "pp", by=staff)
    forgotten = somebody(session, "p-", by=staff)

    closing = close(session, staff, unmarked_are_present=answer)

    assert Certificate.objects.count() == certificates
    assert closing.marked_present == int(answer)
    assert Attendance.objects.filter(attendee=forgotten, status="present").count() == 1 + answer


def test_close_does_not_overwrite_who_was_absent(staff):
    session = past_session(days=2)
    absent = somebody(session, "a-", by=staff)

    close(session, staff, unmarked_are_present=True)

    assert list(absent.attendances.order_by("date__starts_at").values_list("status", flat=True)) == [
        "absent",
        "present",
    ]
    assert not Certificate.objects.exists()


def test_close_after_a_mark_changed_shows_it_first(staff):
    session = past_session()
    attendee = somebody(session, "p", by=staff)
    seen = fingerprint(outcomes(session))
    Attendance.objects.filter(attendee=attendee).update(status="absent")

    with pytest.raises(OutcomeChanged):
        close(session, staff, seen=seen)

    assert state_of(session) == Occasion.State.PUBLISHED
    assert close(session, staff, seen=fingerprint(outcomes(session))).certificates == []


def test_close_before_the_end_or_when_called_off_is_refused(staff):
    with pytest.raises(NotOverYet):
        close(make_training(), staff)
    with pytest.raises(OccasionIsOver):
        close(past_session(state=Occasion.State.CANCELLED), staff)


@time_machine.travel(local(2026, 11, 24, 9), tick=False)
def test_close_with_a_number_that_exists_already_does_nothing(staff):
    first, second = past_session(), past_session()
    for session in (first, second):
        somebody(session, "p", by=staff)
    close(first, staff)
    Certificate.objects.update(seq=5, number="第2026-006号")

    with pytest.raises(NumberTaken):
        close(second, staff)

    assert state_of(second) == Occasion.State.PUBLISHED


def test_decision_of_staff_stands_above_the_rule(staff):
    session = past_session()
    granted, refused = somebody(session, "a", by=staff), somebody(session, "p", by=staff)
    actions.decide(attendee_id=granted.pk, is_granted=True, reason=" 補講を受けた ", by=staff)
    actions.decide(attendee_id=refused.pk, is_granted=False, reason="途中で帰った", by=staff)

    close(session, staff)

    assert Certificate.objects.get().attendee == granted
    assert CertificateDecision.objects.get(attendee=granted).reason == "補講を受けた"


def test_decision_can_be_taken_back_and_needs_a_reason(staff):
    session = past_session()
    attendee = somebody(session, "p", by=staff)

    with pytest.raises(ReasonMissing):
        actions.decide(attendee_id=attendee.pk, is_granted=False, reason="  ", by=staff)
    actions.decide(attendee_id=attendee.pk, is_granted=False, reason="まちがい", by=staff)
    actions.undecide(attendee_id=attendee.pk, by=staff)
    close(session, staff)

    assert Certificate.objects.get().attendee == attendee


def test_decision_after_closing_or_about_somebody_without_a_place_is_refused(staff):
    session, closed = past_session(), past_session()
    cancelled = make_booking(session, status="cancelled").attendees.get()
    attendee = somebody(closed, "a", by=staff)
    close(closed, staff)

    with pytest.raises(NotComing):
        actions.decide(attendee_id=cancelled.pk, is_granted=True, reason="x", by=staff)
    with pytest.raises(AlreadyClosed):
        actions.decide(attendee_id=attendee.pk, is_granted=True, reason="x", by=staff)


def test_close_tells_each_party_once_and_only_if_asked(staff, office):
    quiet, told = past_session(), past_session()
    somebody(quiet, "p", by=staff)
    booking = make_booking(told, people=2, contact=make_person(email="a@example.com", contact_wish="mail"))
    close(quiet, staff)

    close(told, staff, unmarked_are_present=True, tell=True)

    message = Message.objects.get()
    assert (message.kind, message.subject, message.way) == ("trainings.certificate", booking, "mail")
