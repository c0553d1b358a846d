"""The members' pages about answers and the talk that follows."""

import pytest
from django.test import Client

from platform_orgs.models import Organisation, Response, ResponseMessage
from platform_orgs.needs import actions
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

LIST = "/platform/needs/"
NEW = f"{LIST}new/"


def url(need, tail=""):
    return f"{LIST}{need.slug}/{tail}"


def text(answer):
    return answer.content.decode()


def test_answer_thread_accept_and_outcome(
    need, organisation, neighbour_org, org_neighbour_client, org_manager_client, staff
):
    thread = url(need, "responses/tonari/")
    sent = org_neighbour_client.post(
        url(need, "answer/"), {"text": "灯油を届けられます。", "submission_key": "a"}, follow=True
    )
    assert "事務局が確認しています（" in text(sent)
    assert org_manager_client.get(thread).status_code == 404
    assert "まだありません" in text(org_manager_client.get(url(need)))

    response = Response.objects.get()
    actions.show_messages(response_id=response.pk, seen_id=response.messages.get().pk, by=staff)
    assert "灯油を届けられます。" in text(org_manager_client.get(thread))
    org_manager_client.post(thread, {"text": "来週お願いできますか。", "submission_key": "b"})
    accepted = org_manager_client.post(f"{thread}decide/", {"do": "accept"}, follow=True)
    assert "結果を記録して終わる" in text(accepted)
    closed = org_manager_client.post(
        url(need, "outcome/"), {"outcome": "helped", "note": "十軒に届いた"}, follow=True
    )

    assert "助けになった" in text(closed)
    content = text(org_neighbour_client.get(url(need)))
    assert "十軒に届いた" in content
    assert "この困りごとは終わったので、もう書けません。" in text(org_neighbour_client.get(thread))
    late = org_neighbour_client.post(thread, {"text": "まだ", "submission_key": "c"})
    assert "このやりとりは、もう終わっています。" in text(late)
    assert ResponseMessage.objects.count() == 2


def test_third_organisation_sees_need_but_no_thread(need, response):
    third = factories.make_membership()
    client = Client()
    client.force_login(third.user)
    content = text(client.get(url(need)))

    assert need.title in content
    assert "となりの会" not in content
    assert client.get(url(need, "responses/tonari/")).status_code == 404
    assert client.post(url(need, "responses/tonari/"), {"text": "x"}).status_code == 404
    assert client.post(url(need, "responses/tonari/decide/"), {"do": "accept"}).status_code == 404


def test_closed_need_takes_no_answers_in_words(need, org_manager, org_neighbour_client):
    actions.close_need(need_id=need.pk, outcome="not", by=org_manager)

    answer = org_neighbour_client.post(url(need, "answer/"), {"text": "できます"}, follow=True)

    assert "この困りごとの募集は、もう終わっています。回答はできません。" in text(answer)
    assert not Response.objects.exists()


def test_own_need_is_not_answered(need, org_manager_client):
    assert org_manager_client.get(url(need, "answer/")).status_code == 404
    assert "力を貸せます" not in text(org_manager_client.get(url(need)))


def test_pattern_in_a_message_is_one_question(need, response, org_manager_client):
    thread = url(need, "responses/tonari/")
    said = {"text": "090-0000-0001に電話してください。", "submission_key": "k"}

    asked = text(org_manager_client.post(thread, said))
    assert "このまま送る" in asked
    assert said["text"] in asked
    org_manager_client.post(thread, said | {"confirmed": "1"})

    assert ResponseMessage.objects.get(text=said["text"]).pattern_confirmed


@pytest.mark.parametrize(
    ("who", "do", "status"),
    [
        ("poster", "accept", 302),
        ("poster", "decline", 302),
        ("poster", "withdraw", 404),
        ("poster", "x", 404),
        ("responder", "withdraw", 302),
        ("responder", "accept", 404),
    ],
)
def test_each_side_has_its_own_presses(
    who, do, status, need, response, org_manager_client, org_neighbour_client
):
    client = org_manager_client if who == "poster" else org_neighbour_client

    assert client.post(url(need, "responses/tonari/decide/"), {"do": do}).status_code == status


def test_withdrawn_answer_is_offered_anew(need, response, org_neighbour, org_neighbour_client):
    actions.withdraw_response(response_id=response.pk, by=org_neighbour)

    assert "もう一度回答する" in text(org_neighbour_client.get(url(need, "responses/tonari/")))
    org_neighbour_client.post(url(need, "answer/"), {"text": "また", "submission_key": "z"})

    response.refresh_from_db()
    assert response.state == "offered"


def test_same_form_with_other_words_is_heard_again(need, response, org_manager_client):
    thread = url(need, "responses/tonari/")
    for words in ("来週お願いできますか。", "来週お願いできますか。", "再来週でもかまいません。"):
        org_manager_client.post(thread, {"text": words, "submission_key": "k"})

    said = response.messages.filter(side="poster").values_list("text", flat=True)
    assert list(said) == ["来週お願いできますか。", "再来週でもかまいません。"]


def test_thread_of_a_withdrawn_need_leads_to_no_page_that_is_gone(
    need, response, org_manager, org_manager_client, org_neighbour_client
):
    actions.withdraw_need(need_id=need.pk, by=org_manager)

    theirs, own = (
        text(client.get(url(need, "responses/tonari/")))
        for client in (org_neighbour_client, org_manager_client)
    )

    assert need.title in theirs
    assert f'href="{url(need)}"' not in theirs
    assert "一覧へ戻る" in theirs
    assert f'href="{url(need)}"' in own


def test_need_of_an_organisation_that_pauses_takes_no_answers(need, organisation, org_neighbour_client):
    Organisation.objects.filter(pk=organisation.pk).update(state="suspended")

    shown = text(org_neighbour_client.get(url(need)))
    answer = org_neighbour_client.post(url(need, "answer/"), {"text": "できます"}, follow=True)

    assert "この困りごとを出した団体は、いまお休みしています。" in shown
    assert "力を貸せます" not in shown
    assert 'href="/platform/orgs/mihon/"' not in shown  # there is no such page today
    assert "いま参加していません。回答はできません。" in text(answer)
    assert not Response.objects.exists()
