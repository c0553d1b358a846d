import pytest

from portal.bookings import actions as seats
from portal.bookings.actions import survey as actions
from portal.bookings.errors import SurveyAlreadyAnswered
from portal.bookings.models import SurveySheet
from tests import factories
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_link_pressed_twice_at_once_answers_once(staff):
    event = factories.make_event(starts_at=factories.in_days(-1))
    attendee = factories.make_booking(event).attendees.get()
    seats.mark_attendance(date=event.dates.get(), marks={attendee.pk: "present"}, by=staff)
    survey = actions.save_survey(
        occasion_id=event.pk, introduction="", questions=[actions.Question("text", "ひとこと")], by=staff
    )
    link = actions.link_for(survey, attendee)
    key = str(survey.questions.get().pk)

    def answer():
        try:
            actions.answer_survey(link_id=link.pk, answers={key: "よかった"})
        except SurveyAlreadyAnswered:
            return "refused"
        return "stored"

    assert sorted(at_once([answer, answer])) == ["refused", "stored"]
    assert SurveySheet.objects.count() == 1
