import pytest

from portal.correspondence.actions import record_try, reopen_line
from portal.correspondence.call_list import calls, withdraw_overtaken
from portal.correspondence.errors import AlreadyDone, NoAnswerExpected
from portal.correspondence.models import CallListLine, CallTry
from tests.correspondence.kinds_for_tests import NotNow, answers
from tests.correspondence.telling import line_for

pytestmark = pytest.mark.django_db

Result = CallTry.Result


def fate(line):
    line.refresh_from_db()
    line.message.refresh_from_db()
    return line.state, line.message.told_at is not None, line.message.told_by


@pytest.mark.parametrize("result", [Result.SPOKE, Result.SENT])
def test_try_that_told_the_person_closes_the_line(subject, staff, result):
    line = line_for(subject)

    made = record_try(line=line, result=result, by=staff, note="娘さんに")

    assert fate(line) == ("done", True, staff)
    assert (made.note, made.made_by, line.closed_at) == ("娘さんに", staff, made.made_at)


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.MESSAGE_LEFT, Result.WRONG_NUMBER])
def test_try_that_told_nobody_leaves_the_line_open(subject, staff, result):
    line = line_for(subject)

    record_try(line=line, result=result, by=staff)
    record_try(line=line, result=result, by=staff)

    assert fate(line) == ("open", False, None)
    assert line.tries.count() == 2


@pytest.mark.parametrize(("result", "answer"), [(Result.YES, True), (Result.NO, False)])
def test_try_with_an_answer_applies_it_in_the_same_press(subject, staff, result, answer):
    line = line_for(subject, kind="tests.question")

    record_try(line=line, result=result, by=staff)

    assert answers == [(line.message_id, answer, "事務 花子")]
    assert fate(line) == ("done", True, staff)


def test_try_with_an_answer_that_cannot_be_applied_records_nothing(subject, staff):
    line = line_for(subject, kind="tests.refusing")

    with pytest.raises(NotNow):
        record_try(line=line, result=Result.YES, by=staff)

    assert fate(line) == ("open", False, None)
    assert not CallTry.objects.exists()


def test_try_with_an_answer_to_no_question_is_refused(subject, staff):
    line = line_for(subject)

    with pytest.raises(NoAnswerExpected):
        record_try(line=line, result=Result.YES, by=staff)

    assert fate(line) == ("open", False, None)


def test_try_on_a_closed_line_says_that_somebody_did_it_already(subject, staff, manager):
    line = line_for(subject, kind="tests.question")
    record_try(line=line, result=Result.YES, by=staff)

    with pytest.raises(AlreadyDone):
        record_try(line=line, result=Result.NO, by=manager)

    assert answers == [(line.message_id, True, "事務 花子")]


def test_line_closed_by_mistake_goes_back_with_who_said_so(subject, staff, manager):
    line = line_for(subject)
    record_try(line=line, result=Result.SPOKE, by=staff)

    reopen_line(line=line, by=manager)

    assert fate(line) == ("open", False, None)
    assert (line.reason, line.tries.count()) == ("所長 太郎が一覧に戻した", 1)
    with pytest.raises(AlreadyDone):
        reopen_line(line=line, by=manager)


def test_line_whose_answer_was_applied_cannot_go_back(subject, staff):
    line = line_for(subject, kind="tests.question")
    record_try(line=line, result=Result.NO, by=staff)

    with pytest.raises(AlreadyDone):
        reopen_line(line=line, by=staff)


def test_calls_offer_the_results_that_can_come_of_them(subject):
    plain = line_for(subject)
    question = line_for(subject, kind="tests.question")
    tail = [Result.NO_ANSWER, Result.MESSAGE_LEFT, Result.WRONG_NUMBER]

    made = calls([plain, question])

    assert [call.results for call in made] == [
        [Result.SPOKE, *tail],
        [Result.YES, Result.NO, *tail],
    ]


def test_lines_that_are_overtaken_leave_the_list_by_themselves(subject):
    kept, overtaken = line_for(subject), line_for(subject, kind="tests.overtaken")
    silent = line_for(subject)
    silent.message.recipient.do_not_contact = True
    silent.message.recipient.save()

    assert [call.text for call in calls([overtaken])] == [""]
    assert withdraw_overtaken() == 2

    assert list(CallListLine.objects.filter(state="open")) == [kept]
    assert [fate(line)[0] for line in (overtaken, silent)] == ["withdrawn", "withdrawn"]
