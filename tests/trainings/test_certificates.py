import pytest

from portal.bookings.errors import NotComing
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests.factories import make_booking, make_person
from tests.trainings.sessions import past_session, somebody
from trainings import actions
from trainings.errors import (
    AlreadyHasCertificate,
    AlreadyRevoked,
    NotClosedYet,
    NothingChanged,
    ReasonMissing,
)
from trainings.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(staff):
    """One certificate of a closed session."""
    session = past_session()
    somebody(session, "p", by=staff, name="山田 太朗")
    return actions.close_session(session_id=session.pk, by=staff).certificates[0]


def correct(certificate, staff, **printed):
    return actions.correct(certificate_id=certificate.pk, printed=printed, reason="字がちがう", by=staff)


def test_correct_issues_a_new_one_and_revokes_the_old(issued, staff):
    new = correct(issued, staff, name="山田 太郎")

    issued.refresh_from_db()
    assert issued.is_revoked
    assert (issued.name, issued.revoked_reason, issued.revoked_by) == ("山田 太朗", "字がちがう", staff)
    assert (new.name, new.title, new.seq, new.replaces) == ("山田 太郎", issued.title, issued.seq + 1, issued)
    assert new.code != issued.code
    assert list(Certificate.objects.live()) == [new]


def test_correct_of_a_revoked_one_or_without_a_change_or_reason_is_refused(issued, staff):
    with pytest.raises(NothingChanged):
        correct(issued, staff, name="山田 太朗")
    with pytest.raises(ReasonMissing):
        actions.correct(certificate_id=issued.pk, printed={"name": "別"}, reason="", by=staff)
    correct(issued, staff, name="山田 太郎")
    with pytest.raises(AlreadyRevoked):
        correct(issued, staff, name="山田 次郎")

    assert Certificate.objects.count() == 2


def test_revoke_once_with_a_reason(issued, staff):
    with pytest.raises(ReasonMissing):
        actions.revoke(certificate_id=issued.pk, reason=" ", by=staff)
    actions.revoke(certificate_id=issued.pk, reason="別の人に出した", by=staff)
    with pytest.raises(AlreadyRevoked):
        actions.revoke(certificate_id=issued.pk, reason="もう一度", by=staff)

    issued.refresh_from_db()
    assert issued.revoked_reason == "別の人に出した"


def test_issue_single_only_after_closing_once_and_with_a_reason(staff):
    session = past_session()
    attendee = somebody(session, "a", by=staff)
    gone = make_booking(session, status="cancelled").attendees.get()
    with pytest.raises(NotClosedYet):
        actions.issue_single(attendee_id=attendee.pk, reason="補講", by=staff)
    actions.close_session(session_id=session.pk, by=staff)

    with pytest.raises(ReasonMissing):
        actions.issue_single(attendee_id=attendee.pk, reason="", by=staff)
    with pytest.raises(NotComing):
        actions.issue_single(attendee_id=gone.pk, reason="補講", by=staff)
    made = actions.issue_single(attendee_id=attendee.pk, reason="補講", by=staff)
    with pytest.raises(AlreadyHasCertificate):
        actions.issue_single(attendee_id=attendee.pk, reason="補講", by=staff)

    assert (made.reason, made.attendee) == ("補講", attendee)


def test_message_carries_the_facts_and_is_withdrawn_when_nothing_is_left(issued, staff, office):
    new = actions.correct(
        certificate_id=issued.pk, printed={"name": "山田 太郎"}, reason="字", by=staff, tell=True
    )
    message = Message.objects.get(kind="trainings.certificate")

    text = render(message)

    assert text.subject == "修了証ができました"
    assert "山田 太郎 様" in text.mail
    assert new.number in text.mail
    assert "/bookings/" in text.mail
    assert issued.number not in text.mail
    assert new.number in text.call
    actions.revoke(certificate_id=new.pk, reason="まちがい", by=staff)
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(pk=message.pk))


def test_who_must_not_be_contacted_is_not_told(staff):
    session = past_session()
    make_booking(session, contact=make_person(do_not_contact=True))

    actions.close_session(session_id=session.pk, by=staff, unmarked_are_present=True, tell=True)

    assert Certificate.objects.count() == 1
    assert not Message.objects.exists()


def test_untold_are_told_later_once_and_only_of_what_counts(staff):
    session = past_session()
    told = somebody(session, "p", by=staff)
    party = make_booking(session, people=2)
    revoked = somebody(session, "p", by=staff)
    make_booking(session, contact=make_person(do_not_contact=True))
    with pytest.raises(NotClosedYet):
        actions.tell_untold(session_id=session.pk)
    actions.close_session(session_id=session.pk, by=staff, unmarked_are_present=True)
    actions.revoke(certificate_id=revoked.certificates.get().pk, reason="別の人", by=staff)
    actions.correct(
        certificate_id=told.certificates.get().pk, printed={"name": "山田"}, reason="字", by=staff, tell=True
    )

    first = actions.tell_untold(session_id=session.pk)
    again = actions.tell_untold(session_id=session.pk)

    assert (first, again) == (1, 0)
    assert [message.subject for message in Message.objects.order_by("pk")] == [told.booking, party]


def test_untold_comes_back_for_a_new_certificate_only(staff):
    session = past_session()
    party = make_booking(session, people=2)
    actions.close_session(session_id=session.pk, by=staff, unmarked_are_present=True, tell=True)
    first, second = Certificate.objects.order_by("seq")

    actions.revoke(certificate_id=second.pk, reason="別の人", by=staff)
    after_revoking = actions.tell_untold(session_id=session.pk)
    actions.correct(certificate_id=first.pk, printed={"name": "山田"}, reason="字", by=staff)
    after_correcting = actions.tell_untold(session_id=session.pk)

    assert (after_revoking, after_correcting) == (0, 1)
    assert {message.subject for message in Message.objects.all()} == {party}
