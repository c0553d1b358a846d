import pytest

from portal.correspondence.models import Message
from portal.inquiries import actions
from portal.inquiries.errors import InquiryChangedMeanwhile
from tests.bookings.test_races import at_once
from tests.factories import make_inquiry


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(office, staff):
    inquiry = make_inquiry(answer_wish="mail", email="a@example.com")

    def answer(text):
        try:
            return actions.answer(inquiry_id=inquiry.pk, text=text, by=staff, revision=0).text
        except InquiryChangedMeanwhile:
            return ""

    done = at_once([lambda: answer("一"), lambda: answer("二")])

    assert sorted(done) == sorted(["", inquiry.answers.get().text])
    assert Message.objects.count() == 1
