"""Real threads: two of the staff do something about one worry at the same moment."""

import pytest

from portal.correspondence.actions import record_try
from portal.correspondence.errors import AlreadyDone
from portal.correspondence.models import CallListLine, CallTry, Message
from supporters.concerns import actions
from supporters.concerns.errors import ConcernChangedMeanwhile
from supporters.concerns.report import Report, report_concern
from supporters.models import Concern
from tests.bookings.test_races import at_once
from tests.factories import make_user
from tests.supporters.concerns import make_call, make_concern

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_take_one_worry_at_once_one_has_it(staff):
    concern, other = make_concern(), make_user()

    def take(user):
        try:
            return actions.take(concern_id=concern.pk, by=user, revision=0).owner
        except ConcernChangedMeanwhile:
            return None

    done = at_once([lambda: take(staff), lambda: take(other)])

    owner = Concern.objects.get().owner
    assert owner in {staff, other}
    assert sorted(done, key=str) == sorted([None, owner], key=str)
    assert list(concern.steps.values_list("verb", "actor")) == [("received", None), ("taken", owner.pk)]


def test_two_answers_at_once_are_one(staff):
    concern = make_concern(reporter={"email": "a@example.com", "answer_wish": "mail"})

    def answer(text):
        try:
            return actions.answer(concern_id=concern.pk, text=text, by=staff, revision=0).text
        except ConcernChangedMeanwhile:
            return ""

    done = at_once([lambda: answer("一"), lambda: answer("二")])

    assert sorted(done) == sorted(["", concern.answers.get().text])
    assert Message.objects.count() == 1


def test_one_worry_sent_twice_at_once_is_one(office):
    def send():
        report = Report(way="written", what="心配です", relation="neighbour")
        return report_concern(report=report, submission_key="same").receipt_number

    done = at_once([send] * 4)

    assert set(done) == {Concern.objects.get().receipt_number}


def test_call_recorded_on_both_pages_at_once_is_one_and_nobody_waits_for_ever(staff):
    concern = make_call()
    line = CallListLine.objects.get()

    def on_the_list():
        try:
            return record_try(line=line, result=CallTry.Result.SPOKE, by=staff)
        except AlreadyDone:
            return None

    def on_its_page():
        try:
            return actions.record_call(concern_id=concern.pk, by=staff, revision=0)
        except ConcernChangedMeanwhile:
            return None

    at_once([on_the_list, on_its_page])

    concern.refresh_from_db()
    assert not concern.is_unanswered
    assert CallListLine.objects.get().state in {"done", "withdrawn"}
    assert concern.steps.filter(verb="spoke").count() == 1
