import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.correspondence.actions import record_fax, record_try, tell
from portal.correspondence.models import CallListLine, CallTry, PaperItem
from portal.correspondence.paper import print_papers
from portal.people.actions import open_record
from tests.correspondence.telling import fax_for, line_for
from tests.factories import make_booking, make_person, make_training, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/correspondence/calllistline/"


def try_of(line):
    return reverse("admin:correspondence_calllistline_try", args=[line.pk])


def reopen_of(line):
    return reverse("admin:correspondence_calllistline_reopen", args=[line.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_call_list_costs_the_same_for_any_number(
    staff_client, staff, subject, count, django_assert_num_queries
):
    for _ in range(count):
        line = line_for(subject, recipient=make_person(name="見本 花子"))
        record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff)

    # session, user, rights of the user, rights of the groups, closed days, count, lines, tries
    with django_assert_num_queries(8):
        page = staff_client.get(LIST)

    assert page.content.decode().count("見本 花子</a>") == count


@pytest.mark.parametrize("count", [1, 3])
def test_call_list_of_bookings_costs_the_same_for_any_number(
    staff_client, office, count, django_assert_num_queries
):
    training = make_training()
    for number in range(count):
        booking = make_booking(training)
        tell(
            kind="bookings.confirmed", recipient=booking.contact, subject=booking, dedupe_key=f"key-{number}"
        )

    # as above, and what the messages are about: bookings, their dates, attendees and people
    with django_assert_num_queries(12):
        page = staff_client.get(LIST)

    assert page.content.decode().count("お席が決まりました") == count


def test_call_list_shows_what_a_caller_needs(staff_client, staff, subject):
    person = make_person(
        name="𠮷田 <b>",
        kana="ヨシダ",
        telephone="0857510295",
        best_time="夕方",
        no_voice_message=True,
        handle_with_care=True,
    )
    open_record(person=person, by=staff, reason="電話をかける")
    line = line_for(subject, recipient=person, is_urgent=True)
    record_try(line=line, result=CallTry.Result.NO_ANSWER, by=staff, note="昼は留守")

    page = staff_client.get(LIST).content.decode()

    for words in (
        "𠮷田 &lt;b&gt;",
        "ヨシダ",
        'href="tel:0857510295">0857-51-0295<',
        "つながりやすい時間：夕方",
        "留守番電話に残さない",
        "取扱注意",
        "急ぎ",
        "𠮷田 &lt;b&gt; さんに、お知らせがあることを伝えます。",
        "昼は留守",
        "事務 花子",
        "あと 1 件",
    ):
        assert words in page
    assert 'value="message_left"' not in page, "no message where none is wanted"
    assert 'value="yes"' not in page


def test_call_list_hides_the_number_of_who_is_handled_with_care_until_it_is_opened(staff_client, subject):
    person = make_person(
        telephone="0857510295", email="secret@example.com", address="秘密町9", handle_with_care=True
    )
    line = line_for(subject, recipient=person)

    page = staff_client.get(LIST).content.decode()

    assert f"line-{line.pk}" in page
    assert f"/people/person/{person.pk}/open/?next={LIST}" in page
    for secret in ("0857-51-0295", "0857510295", "secret@example.com", "秘密町9"):
        assert secret not in page


def test_call_list_names_the_way_that_failed(staff_client, staff, subject):
    paper = fax_for(subject)
    print_papers(PaperItem.objects.filter(pk=paper.pk), by=staff, make=lambda sheets: b"")
    record_fax(paper=paper, went_through=False, by=staff)

    page = staff_client.get(LIST).content.decode()

    assert "FAXを希望" in page
    assert "0857-00-0009" in page
    assert "FAXを送れなかった" in page


def test_call_list_line_that_is_overtaken_says_not_to_call(staff_client, subject):
    line_for(subject, kind="tests.overtaken")

    page = staff_client.get(LIST).content.decode()

    assert "電話しないでください" in page
    assert 'name="result"' not in page


def test_call_list_press_records_the_try_and_says_so(staff_client, staff, subject):
    line = line_for(subject, recipient=make_person(name="見本 花子"))

    answer = staff_client.post(try_of(line), {"result": "spoke", "note": " 娘さんに "}, follow=True)

    made = CallTry.objects.get()
    assert (made.result, made.note, made.made_by) == ("spoke", "娘さんに", staff)
    assert "見本 花子 さん：「話せた」と記録しました。" in answer.content.decode()
    assert "いま電話する相手はいません" in answer.content.decode()
    assert LogEntry.objects.get().change_message == "話せた"


def test_call_list_press_comes_back_to_the_same_page(staff_client, subject):
    line = line_for(subject)

    assert staff_client.post(try_of(line), {"result": "no_answer", "p": "2"}).url == LIST + "?p=2"
    assert staff_client.post(try_of(line), {"result": "no_answer", "p": "//x"}).url == LIST


def test_call_list_press_on_a_line_that_a_colleague_closed_says_so(staff_client, manager, subject):
    line = line_for(subject)
    record_try(line=line, result=CallTry.Result.SPOKE, by=manager)

    answer = staff_client.post(try_of(line), {"result": "no_answer"}, follow=True)

    assert "ほかの職員が先に済ませました" in answer.content.decode()
    assert CallTry.objects.count() == 1


@pytest.mark.parametrize("result", ["", "nonsense"])
def test_call_list_press_without_a_result_says_so(staff_client, subject, result):
    answer = staff_client.post(try_of(line_for(subject)), {"result": result}, follow=True)

    assert "結果を一つ選んでください" in answer.content.decode()
    assert not CallTry.objects.exists()


def test_call_list_answer_that_cannot_be_applied_says_why(staff_client, subject):
    line = line_for(subject, kind="tests.refusing")

    answer = staff_client.post(try_of(line), {"result": "yes"}, follow=True)

    assert "いまはできません。" in answer.content.decode()
    assert not CallTry.objects.exists()


def test_call_list_shows_done_lines_and_takes_a_wrong_press_back(staff_client, subject):
    line = line_for(subject, recipient=make_person(name="見本 花子"))
    staff_client.post(try_of(line), {"result": "spoke"})
    assert "見本 花子" in staff_client.get(LIST + "?done=1").content.decode()

    staff_client.post(reopen_of(line))

    line.refresh_from_db()
    assert line.state == "open"
    assert "まだありません" in staff_client.get(LIST + "?done=1").content.decode()


@pytest.mark.parametrize("address", [try_of, reopen_of])
def test_call_list_presses_climb_the_ladder(staff_client, stranger_client, subject, address):
    line = line_for(subject)
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_calllistline"))
    reader_client = Client()
    reader_client.force_login(reader)
    url, data = address(line), {"result": "spoke"}

    answers = {
        "reader": reader_client.post(url, data).status_code,
        "reader's list": reader_client.get(LIST).status_code,
        "stranger": stranger_client.post(url, data).url.partition("?")[0],
        "anonymous": Client().post(url, data).url.partition("?")[0],
        "get": staff_client.get(url).status_code,
        "nobody's line": staff_client.post(address(CallListLine(pk=0)), data).status_code,
    }

    assert answers == {
        "reader": 403,
        "reader's list": 200,
        "stranger": "/admin/login/",
        "anonymous": "/admin/login/",
        "get": 405,
        "nobody's line": 404,
    }
    assert not CallTry.objects.exists()


def test_call_list_reader_sees_no_buttons(subject):
    line_for(subject)
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_calllistline"))
    client = Client()
    client.force_login(reader)

    assert 'name="result"' not in client.get(LIST).content.decode()


def test_call_list_is_for_staff_with_the_right(stranger_client, subject):
    line_for(subject)
    client = Client()
    client.force_login(make_user(is_staff=True))

    assert client.get(LIST).status_code == 403
    assert stranger_client.get(LIST).status_code == 302
    assert Client().get(LIST).status_code == 302


def test_call_list_has_no_stock_form_that_writes(manager_client, subject):
    line = line_for(subject)

    answers = [
        manager_client.post(f"{LIST}{line.pk}/change/", {"state": "done"}).url,
        manager_client.post(LIST + "add/", {}).status_code,
        manager_client.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code,
        manager_client.post(LIST, {"action": "delete_selected"}).status_code,
    ]

    assert answers == [LIST, 403, 403, 405]
    line.refresh_from_db()
    assert line.state == "open"
