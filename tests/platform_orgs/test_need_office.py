"""The office's pages about needs: reading first, entering, answering and closing for anyone."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from platform_orgs.models import Need, Response, ResponseMessage
from platform_orgs.needs import actions
from tests import factories
from tests.platform_orgs.needing import TYPED, answered, draft, send
from tests.platform_orgs.office_needs import LIST, concern, press, press_response, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def received(organisation, org_manager):
    return send(draft(organisation, org_manager), org_manager)


@pytest.fixture
def response(need, neighbour_org, org_neighbour):
    return answered(need, neighbour_org, org_neighbour, shown=False)


# --- reading first --------------------------------------------------------------------------------------------


def test_staff_read_and_open(received, staff_client, org_neighbour_client):
    start = text(staff_client.get("/admin/"))
    page = text(staff_client.get(url(received)))
    done = press(staff_client, received, "open")

    assert "団体の困りごと・回答を読む" in start
    assert "までに読む約束" in page
    assert "近所の人が読んだら" in page
    assert "読みました。" in text(done)
    assert org_neighbour_client.get(f"/platform/needs/{received.slug}/").status_code == 200
    assert "団体の困りごと・回答を読む" not in text(staff_client.get("/admin/"))


def test_what_was_changed_since_is_not_opened(received, staff_client):
    answer = staff_client.post(url(received, "press/"), {"do": "open", "revision": "0"}, follow=True)

    assert "ほかの人が先に変更しました" in text(answer)
    assert Need.objects.get().state == "received"


def test_staff_send_back_and_the_member_reads_why(received, staff_client, org_manager_client):
    staff_client.post(url(received, "send-back/"), {"remark": "地域を広くしてください。"})

    page = text(org_manager_client.get(f"/platform/needs/{received.slug}/"))
    assert "地域を広くしてください。" in page
    assert "確かめて送る" in page
    assert "直してほしいことを入力してください。" in text(
        staff_client.post(url(received, "send-back/"), {"remark": ""})
    )


def test_staff_show_a_first_answer(need, response, staff_client, org_manager_client):
    waiting = response.messages.get()
    page = text(staff_client.get(url(need)))
    press_response(staff_client, response, "show", seen=waiting.pk)

    assert "まだ相手に見せていない" in page
    assert org_manager_client.get(f"/platform/needs/{need.slug}/responses/tonari/").status_code == 200


def test_staff_send_an_answer_back(need, response, staff_client, org_neighbour_client):
    back = url(need, f"responses/{response.pk}/send-back/")
    shown = text(staff_client.get(back))
    staff_client.post(back, {"remark": "番号を消してください。", "seen": response.messages.get().pk})

    assert response.messages.get().text in shown
    thread = text(org_neighbour_client.get(f"/platform/needs/{need.slug}/responses/tonari/"))
    assert "番号を消してください。" in thread
    assert staff_client.get(back).status_code == 302


# --- for anyone -----------------------------------------------------------------------------------------------


def test_office_enters_a_need_for_an_organisation(organisation, staff_client):
    typed = TYPED | {"organisation": organisation.pk, "channel": "phone"}

    assert "灯油" in text(staff_client.post(f"{LIST}enter/", typed, follow=True))

    need = Need.objects.get()
    assert (need.organisation, need.state, need.channel) == (organisation, "open", "phone")


def test_office_enters_its_own_and_is_asked_about_numbers_once(staff_client):
    typed = TYPED | {"body": "090-0000-0001", "channel": "phone"}

    asked = text(staff_client.post(f"{LIST}enter/", typed))
    assert "このまま進む" in asked
    assert not Need.objects.exists()
    staff_client.post(f"{LIST}enter/", typed | {"confirmed": "yes"})

    need = Need.objects.get()
    assert (need.organisation, need.state, need.channel, need.pattern_confirmed) == (
        None,
        "open",
        "web",
        True,
    )


def minutes(*rows, **more):
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0, "lasts": "91"} | more
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def test_several_needs_of_a_meeting_are_typed_in_at_once(staff_client):
    one, two = ({"title": t, "body": "困っている", "category": "money"} for t in ("一つ目", "二つ目"))

    page = text(staff_client.get(f"{LIST}minutes/"))
    wrong = text(staff_client.post(f"{LIST}minutes/", minutes(one, {"title": "分類がない"})))
    assert not Need.objects.exists()
    done = text(staff_client.post(f"{LIST}minutes/", minutes(one, {}, two), follow=True))

    assert page.count('<fieldset class="minutes-row">') == 5
    assert "分類を選んでください。" in wrong
    assert "2件の募集を始めました。" in done
    assert set(Need.objects.values_list("title", "state")) == {("一つ目", "open"), ("二つ目", "open")}


def test_office_answers_for_an_organisation_and_for_itself(need, neighbour_org, staff_client):
    answer = {"text": "できます。", "channel": "fax"}

    staff_client.post(url(need, "answer/"), answer | {"organisation": neighbour_org.pk})
    staff_client.post(url(need, "answer/"), answer)
    twice = staff_client.post(url(need, "answer/"), answer)

    said = ResponseMessage.objects.values_list("organisation__slug", "channel", "side")
    assert set(said) == {("tonari", "fax", "responder"), (None, "web", "responder")}
    assert not ResponseMessage.objects.filter(shown_at=None).exists()
    assert "もう回答しています" in text(twice)


def test_member_talks_with_the_office_at_its_own_address(need, staff_client, org_manager_client):
    staff_client.post(url(need, "answer/"), {"text": "市で調べます。", "channel": "phone"})

    thread = f"/platform/needs/{need.slug}/responses/office/"
    assert "市で調べます。" in text(org_manager_client.get(thread))
    org_manager_client.post(thread, {"text": "お願いします。"})

    assert set(Need.objects.wanting_office()) == {need}


def test_office_writes_for_each_side(need, response, staff_client, staff):
    actions.show_messages(response_id=response.pk, seen_id=response.messages.get().pk, by=staff)
    write = url(need, f"responses/{response.pk}/write/")
    for side in ("poster", "responder", "office"):
        staff_client.post(write, {"side": side, "text": f"{side}の言葉", "channel": "phone"})

    said = ResponseMessage.objects.exclude(text__startswith="毎月").values_list(
        "side", "organisation__slug", "channel"
    )
    assert set(said) == {
        ("poster", "mihon", "phone"),
        ("responder", "tonari", "phone"),
        ("office", None, "web"),
    }


def test_office_decides_and_closes_for_anyone(need, response, staff_client, staff):
    actions.show_messages(response_id=response.pk, seen_id=response.messages.get().pk, by=staff)

    for do, state in (("accept", "accepted"), ("decline", "declined"), ("withdraw", "withdrawn")):
        press_response(staff_client, response, do)
        assert Response.objects.get().state == state
    press(staff_client, need, "close", outcome="partly", note="半分")

    need.refresh_from_db()
    assert (need.state, need.outcome, need.outcome_note) == ("closed", "partly", "半分")


def test_office_corrects_an_open_need(need, staff_client):
    typed = TYPED | {"title": "直した", "lasts": "keep", "seen_revision": need.revision}

    staff_client.post(url(need, "edit/"), typed)
    stale = staff_client.post(url(need, "edit/"), typed | {"title": "古い画面"})

    need.refresh_from_db()
    assert (need.title, need.state) == ("直した", "open")
    assert "ほかの人が先に変更しました" in text(stale)


def test_names_typed_into_an_open_need_are_asked_about(need, staff_client):
    typed = TYPED | {"body": "090-0000-0001", "lasts": "keep", "seen_revision": need.revision}

    asked = text(staff_client.post(url(need, "edit/"), typed))
    assert "このまま進む" in asked
    staff_client.post(url(need, "edit/"), typed | {"confirmed": "yes"})

    need.refresh_from_db()
    assert (need.body, need.pattern_confirmed) == ("090-0000-0001", True)


@pytest.mark.parametrize("do", ["x", "close"])
def test_press_that_does_not_exist_is_not_found(do, need, response, staff_client):
    assert staff_client.post(url(need, "press/"), {"do": do}).status_code == 404
    assert press_response(staff_client, response, "x").status_code == 404


def test_answer_of_another_need_is_not_found_below_this_one(received, response, staff_client):
    assert staff_client.get(url(received, f"responses/{response.pk}/write/")).status_code == 404


# --- lists and rights -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    count, organisation, org_manager, staff_client, django_assert_num_queries
):
    for _ in range(count):
        send(draft(organisation, org_manager), org_manager)

    # session, user; two of permissions; how many (twice), rows
    with django_assert_num_queries(7):
        answer = staff_client.get(f"{LIST}?waits=yes")

    assert text(answer).count("field-title") == count


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three_answers(count, need, staff_client, django_assert_num_queries):
    for _ in range(count):
        place = factories.make_membership()
        answered(need, place.organisation, place.user)
        factories.make_resource(place.organisation, categories=["money"])

    # session, user; two of permissions; need; answers, messages, their organisations; suggestions; steps
    with django_assert_num_queries(10):
        answer = staff_client.get(url(need))

    assert text(answer).count('class="need-thread"') == count


def test_filter_shows_what_waits_for_the_office_only(need, received, staff_client):
    content = text(staff_client.get(f"{LIST}?waits=yes"))

    assert url(received) in content
    assert url(need) not in content


def addresses(need, response, worry):
    thread = f"responses/{response.pk}/"
    reads = {LIST: "view", url(need): "view"}
    writes = {
        f"{LIST}enter/": "add",
        f"{LIST}minutes/": "add",
        f"{LIST}from-concern/{worry.pk}/": "add",
        **{url(need, tail): "change" for tail in ("edit/", "send-back/", "answer/", f"{thread}write/")},
        url(need, f"{thread}send-back/"): "change",
    }
    presses = {url(need, tail): "change" for tail in ("press/", f"{thread}press/")}
    return reads, writes, presses


def test_every_address_as_every_role(need, response, stranger_client, org_manager_client, manager_client):
    worry = concern()
    reads, writes, presses = addresses(need, response, worry)
    powerless = factories.make_user(is_staff=True)
    looking = factories.make_user(is_staff=True)
    looking.user_permissions.set(Permission.objects.filter(codename="view_need"))
    group = factories.make_user(is_staff=True)
    group.groups.add(Group.objects.get(name="職員"))
    clients = {}
    for name, user in (("powerless", powerless), ("looking", looking), ("staff", group)):
        clients[name] = Client()
        clients[name].force_login(user)

    for path in (*reads, *writes):
        for outside in (Client(), stranger_client, org_manager_client):
            answer = outside.get(path)
            assert answer.status_code == 302
            assert answer.url.startswith("/admin/login/")
        assert clients["powerless"].get(path).status_code == 403
        assert clients["looking"].get(path).status_code == (200 if path in reads else 403)
        assert clients["staff"].get(path).status_code == 200
        assert manager_client.get(path).status_code == 200
    for path in presses:
        assert manager_client.get(path).status_code == 405
        assert clients["looking"].post(path).status_code == 403
        assert clients["staff"].post(path).status_code == 404  # may, but pressed nothing
