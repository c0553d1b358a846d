"""Real threads: two of the staff close, correct and number at the same moment."""

import pytest

from tests.bookings.test_races import at_once
from tests.trainings.sessions import past_session, somebody
from trainings import actions
from trainings.errors import AlreadyRevoked
from trainings.models import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_closing_at_once_issue_once(staff):
    session = past_session()
    for _ in range(3):
        somebody(session, "p", by=staff)

    done = at_once([lambda: actions.close_session(session_id=session.pk, by=staff)] * 2)

    assert sorted(len(closing.certificates) for closing in done) == [0, 3]
    assert Certificate.objects.count() == 3


def test_sessions_closed_at_once_share_one_row_of_numbers(staff):
    sessions = [past_session() for _ in range(4)]
    for session in sessions:
        for _ in range(3):
            somebody(session, "p", by=staff)

    at_once([lambda s=s: actions.close_session(session_id=s.pk, by=staff) for s in sessions])

    assert sorted(Certificate.objects.values_list("seq", flat=True)) == list(range(1, 13))


def test_two_corrections_at_once_leave_one_live_certificate(staff):
    session = past_session()
    somebody(session, "p", by=staff)
    certificate = actions.close_session(session_id=session.pk, by=staff).certificates[0]

    def correct(name):
        try:
            return actions.correct(
                certificate_id=certificate.pk, printed={"name": name}, reason="字", by=staff
            ).name
        except AlreadyRevoked:
            return "refused"

    done = at_once([lambda: correct("一"), lambda: correct("二")])

    live = Certificate.objects.live().get()
    assert sorted(done) == sorted(["refused", live.name])
    assert Certificate.objects.count() == 2
