"""A survey from the questions to the results: once a link, only who came, and nobody can be told from it."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.bookings import actions as seats
from portal.bookings.actions import survey as actions
from portal.bookings.actions.survey import Question
from portal.bookings.errors import (
    DidNotCome,
    NothingAnswered,
    SurveyAlreadyAnswered,
    SurveyHasAnswers,
    SurveyIsClosed,
)
from portal.bookings.models import Attendance, SurveyLink, SurveySheet
from portal.bookings.surveys.defaults import default_introduction, default_questions
from portal.bookings.surveys.links import survey_token
from portal.bookings.surveys.results import results
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests import factories
from tests.documents import reading
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

ONE = Question("one", "どの回", ("昼", "夜"))
SEVERAL = Question("several", "どこで", ("市報", "チラシ"))
SCALE = Question("scale", "よかったか")
TEXT = Question("text", "ひとこと")


@pytest.fixture
def occasion(office):
    return factories.make_event(starts_at=factories.in_days(-1))


@pytest.fixture
def survey(occasion, staff):
    return make_survey(occasion, staff)


def make_survey(occasion, staff, questions=(ONE, SEVERAL, SCALE, TEXT)):
    return actions.save_survey(occasion_id=occasion.pk, introduction="", questions=questions, by=staff)


def who_came(occasion, staff, status=Attendance.Status.PRESENT, people=1, **person):
    person.setdefault("email", "a@example.com")
    person.setdefault("contact_wish", "mail")
    booking = factories.make_booking(occasion, people=people, contact=factories.make_person(**person))
    marks = {attendee.pk: status for attendee in booking.attendees.all()}
    seats.mark_attendance(date=occasion.dates.get(), marks=marks, by=staff)
    return booking.attendees.get(position=1)


def keys(survey):
    return [str(pk) for pk in survey.questions.values_list("pk", flat=True)]


def filled(survey, text="よかったです"):
    one, several, scale, words = keys(survey)
    return {one: "2", several: ["1", "2"], scale: "4", words: text}


def path(link):
    return f"/bookings/survey/{survey_token(link)}/"


# --- asking and answering -------------------------------------------------------------------------------------


def test_those_who_came_are_asked_once_and_by_mail_only(survey, occasion, staff):
    came = who_came(occasion, staff)
    who_came(occasion, staff, Attendance.Status.ABSENT)
    by_telephone = who_came(occasion, staff, email="", contact_wish="telephone")

    told = actions.ask_for_answers(survey_id=survey.pk, by=staff)
    again = actions.ask_for_answers(survey_id=survey.pk, by=staff)
    others = actions.ask_for_answers(survey_id=survey.pk, by=staff, also_without_mail=True)

    assert (told, again, others) == (1, 0, 1)
    subjects = list(Message.objects.order_by("pk").values_list("subject_id", flat=True))
    assert subjects == [came.booking_id, by_telephone.booking_id]


def test_mail_has_a_link_for_each_who_came_and_none_who_answered(survey, occasion, staff):
    attendee = who_came(occasion, staff, people=2)
    actions.ask_for_answers(survey_id=survey.pk, by=staff)
    message = Message.objects.get()
    first, second = SurveyLink.objects.order_by("attendee__position")
    before = render(message).mail

    actions.answer_survey(link_id=first.pk, answers=filled(survey))
    after = render(Message.objects.get()).mail

    assert [path(link) in before for link in (first, second)] == [True, True]
    assert [path(link) in after for link in (first, second)] == [False, True]
    assert attendee.person.name in before
    actions.open_survey(survey_id=survey.pk, is_open=False, by=staff)
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get())


def test_answer_counts_once_and_is_kept_apart_from_the_person(client, survey, occasion, staff):
    link = actions.link_for(survey, who_came(occasion, staff))
    data = {f"q{key}": value for key, value in filled(survey).items()}

    page = client.get(path(link))
    first = client.post(path(link), data)
    second = client.post(path(link), data)
    thanks = client.get(path(link))

    sheet = SurveySheet.objects.get()
    assert "どの回" in page.content.decode()
    assert first.status_code == second.status_code == 302
    assert sheet.answers == filled(survey)
    assert {field.name for field in SurveySheet._meta.get_fields()} == {"id", "survey", "is_paper", "answers"}
    assert {field.name for field in SurveyLink._meta.get_fields()} == {"id", "survey", "attendee", "is_used"}
    assert "ご回答ありがとうございました" in thanks.content.decode()
    for response in (page, first, thanks):
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
    with pytest.raises(SurveyAlreadyAnswered):
        actions.answer_survey(link_id=link.pk, answers=filled(survey))


def test_empty_or_broken_answer_says_so_and_uses_nothing_up(client, survey, occasion, staff):
    link = actions.link_for(survey, who_came(occasion, staff))
    one, _several, _scale, words = keys(survey)

    empty = client.post(path(link), {})
    broken = client.post(path(link), {f"q{one}": "7", f"q{words}": "書いたこと"})

    assert "一つ以上の質問に答えてください" in empty.content.decode()
    assert "一覧の中から選び直してください" in broken.content.decode()
    assert "書いたこと" in broken.content.decode()
    assert not SurveySheet.objects.exists()
    with pytest.raises(NothingAnswered):
        actions.answer_survey(link_id=link.pk, answers={words: "", one: "", "9": []})


def test_who_did_not_come_cannot_answer(client, survey, occasion, staff):
    attendee = who_came(occasion, staff)
    link = actions.link_for(survey, attendee)
    Attendance.objects.filter(attendee=attendee).update(status="absent")

    page = client.get(path(link))
    client.post(path(link), {f"q{keys(survey)[3]}": "いなかった"})

    assert "出席した人にお願いしています" in page.content.decode()
    assert not SurveySheet.objects.exists()
    with pytest.raises(DidNotCome):
        actions.answer_survey(link_id=link.pk, answers=filled(survey))


def test_closed_survey_takes_no_answer_by_link_but_paper(client, survey, occasion, staff):
    link = actions.link_for(survey, who_came(occasion, staff))
    actions.open_survey(survey_id=survey.pk, is_open=False, by=staff)

    assert "受付を終わりました" in client.get(path(link)).content.decode()
    with pytest.raises(SurveyIsClosed):
        actions.answer_survey(link_id=link.pk, answers=filled(survey))
    with pytest.raises(SurveyIsClosed):
        actions.ask_for_answers(survey_id=survey.pk, by=staff)
    actions.enter_sheet(survey_id=survey.pk, answers=filled(survey), by=staff)

    assert SurveySheet.objects.get().is_paper


@pytest.mark.parametrize("token", ["x", "1", "1.abc", "１"])
def test_link_that_is_wrong_is_not_found(client, survey, token):
    assert client.get(f"/bookings/survey/{token}/").status_code == 404


def test_link_of_a_booking_opens_no_survey(client, survey, occasion, staff):
    from portal.bookings.links import booking_token

    link = actions.link_for(survey, who_came(occasion, staff))

    assert client.get(f"/bookings/survey/{booking_token(link.attendee.booking)}/").status_code == 404
    assert client.get(f"/bookings/{survey_token(link)}/").status_code == 404
    assert client.get(path(link)).status_code == 200


# --- questions and results ------------------------------------------------------------------------------------


def test_questions_are_fixed_once_somebody_answered(survey, occasion, staff):
    make_survey(occasion, staff, [SCALE])
    make_survey(occasion, staff)
    survey.refresh_from_db()
    actions.enter_sheet(survey_id=survey.pk, answers=filled(survey), by=staff)

    make_survey(occasion, staff)
    with pytest.raises(SurveyHasAnswers):
        make_survey(occasion, staff, [SCALE])

    assert survey.questions.count() == 4


def test_results_count_and_hide_the_order_of_free_texts(survey, staff):
    one, several, scale, _words = keys(survey)
    for text in ("ん最後", "あ最初", ""):
        actions.enter_sheet(survey_id=survey.pk, answers=filled(survey, text), by=staff)
    actions.enter_sheet(survey_id=survey.pk, answers={one: "1", several: ["2"], scale: "1"}, by=staff)

    found = results(survey)

    counted = [[line.count for line in result.lines] for result in found.questions]
    assert counted == [[1, 3], [3, 4], [0, 3, 0, 0, 1], []]
    assert found.questions[2].average == 3.2
    assert found.questions[3].texts == ("あ最初", "ん最後")
    assert [line.percent for line in found.questions[1].lines] == [75, 100]
    assert (found.sheets, found.paper) == (4, 4)


def test_results_without_answers_divide_by_nothing(survey):
    found = results(survey)

    assert [result.answered for result in found.questions] == [0, 0, 0, 0]


# --- the office's pages ---------------------------------------------------------------------------------------

PAGES = [
    ("page", "view_survey"),
    ("edit", "change_survey"),
    ("entry", "add_surveysheet"),
    ("paper", "view_survey"),
    ("paper_pdf", "view_survey"),
    ("export", "view_survey"),
]


def address(name, occasion):
    args = [occasion.pk, "csv"] if name == "export" else [occasion.pk]
    return reverse(f"admin:bookings_survey_{name}", args=args)


@pytest.mark.parametrize(("name", "permission"), PAGES)
def test_page_opens_to_the_right_people_only(
    name, permission, survey, occasion, staff_client, stranger_client
):
    lesser = factories.make_user(is_staff=True)
    taken = {permission, permission.replace("view_", "change_")}
    give_rights(lesser, Permission.objects.exclude(codename__in=taken))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    url = address(name, occasion)

    assert staff_client.get(url).status_code == 200
    assert lesser_client.get(url).status_code == 403
    for client in (stranger_client, Client()):
        assert client.get(url).url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", ["ask", "switch"])
def test_press_needs_the_right_and_a_post(name, survey, occasion, staff_client, stranger_client):
    url = address(name, occasion)
    lesser = factories.make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename="change_survey"))
    lesser_client = Client()
    lesser_client.force_login(lesser)

    assert staff_client.get(url).status_code == 405
    assert lesser_client.post(url).status_code == 403
    assert stranger_client.post(url).url.startswith(reverse("admin:login"))
    assert staff_client.post(url).url == address("page", occasion)


def test_survey_starts_with_questions_that_can_be_saved_as_they_stand(occasion, staff_client):
    url = address("edit", occasion)
    form = staff_client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    staff_client.post(url, data)

    survey = occasion.survey
    stored = [Question(q.kind, q.text, tuple(q.choices)) for q in survey.questions.all()]
    assert stored == default_questions()
    assert survey.introduction == default_introduction()
    assert "アンケートをお願いする" not in staff_client.get(address("page", occasion)).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "質問を一つ以上書いてください"),
        ({"text1": "どれ", "kind1": "one", "choices1": "ひとつだけ"}, "選択肢を、2つから"),
        ({"text1": "どれ", "kind1": "several", "choices1": "同じ\n同じ"}, "同じ選択肢が二つ"),
        ({"text1": "長" * 201}, "200文字以内"),
    ],
)
def test_question_that_cannot_be_asked_is_refused(fields, words, occasion, staff_client):
    blank = {f"kind{n}": "scale" for n in range(1, 9)}

    refused = staff_client.post(address("edit", occasion), blank | fields)

    assert words in refused.content.decode()
    assert not hasattr(occasion, "survey")


def test_sheet_after_sheet_is_entered_and_shows_in_the_results(survey, occasion, staff_client):
    url = address("entry", occasion)
    data = {f"q{key}": value for key, value in filled(survey, "=1+1 とても").items()}

    staff_client.post(url, data)
    staff_client.post(url, data)
    empty = staff_client.post(url, {})
    text = staff_client.get(address("page", occasion)).content.decode()

    assert "一つ以上の質問に答えてください" in empty.content.decode()
    assert "2件の回答" in text
    assert "=1+1 とても" in text
    assert "<figure" in text


def test_page_draws_nothing_where_nobody_answered(survey, occasion, staff, staff_client):
    before = staff_client.get(address("page", occasion)).content.decode()
    one = keys(survey)[0]
    actions.enter_sheet(survey_id=survey.pk, answers={one: "1"}, by=staff)

    after = staff_client.get(address("page", occasion)).content.decode()

    assert "回答は、まだありません" in before
    assert "回答は、まだありません" not in after
    assert (before.count("<figure"), after.count("<figure")) == (0, 1)
    assert after.count("0件の回答") == 3


def test_files_hold_counts_and_no_formula(survey, occasion, staff, staff_client):
    actions.enter_sheet(survey_id=survey.pk, answers=filled(survey, "=1+1"), by=staff)

    csv = staff_client.get(address("export", occasion)).content.decode("utf-8-sig")
    xlsx = staff_client.get(address("export", occasion).replace("csv", "xlsx")).content
    other = staff_client.get(address("export", occasion).replace("csv", "exe"))

    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(xlsx)).active]
    assert "1,どの回,夜,1,100" in csv
    assert "'=1+1" in csv
    assert [1, "どの回", "夜", 1, 100] in cells
    assert not [cell for row in cells for cell in row if str(cell).startswith("=")]
    assert other.status_code == 404


def test_paper_is_a_tagged_document_with_every_question(survey, occasion, staff_client):
    pdf = staff_client.get(address("paper_pdf", occasion)).content

    text = reading.text(pdf)
    assert reading.is_accessible(pdf)
    for words in ("どの回", "市報", "よかったか", "ひとこと"):
        assert words in text
        assert words in staff_client.get(address("paper", occasion)).content.decode()
