"""The members' pages about needs."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from platform_orgs.models import Need, Organisation, PlatformSettings, Response, ResponseMessage
from platform_orgs.needs import actions
from portal.accounts.keeping import remember_account
from portal.accounts.models import UserSession
from portal.office.models import District
from tests import factories
from tests.platform_orgs.needing import ANSWERS, TYPED, answered, draft, opened, send

pytestmark = pytest.mark.django_db

LIST = "/platform/needs/"
NEW = f"{LIST}new/"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


@pytest.fixture
def neighbour_org(org_neighbour):
    return Organisation.objects.get(slug="tonari")


@pytest.fixture
def need(organisation, org_manager):
    return opened(organisation, org_manager)


@pytest.fixture
def response(need, neighbour_org, org_neighbour):
    return answered(need, neighbour_org, org_neighbour)


def url(need, tail=""):
    return f"{LIST}{need.slug}/{tail}"


def text(answer):
    return answer.content.decode()


# --- writing and sending ----------------------------------------------------------------------------------------


def test_need_is_written_checked_and_sent(org_editor_client, organisation):
    shown = text(org_editor_client.get(NEW))
    written = org_editor_client.post(NEW, TYPED | {"submission_key": "x"})
    need = Need.objects.get()
    sent = org_editor_client.post(url(need, "send/"), ANSWERS, follow=True)

    assert "個別の相談はこちら" in shown
    assert "支援会議" in shown
    assert written.url == url(need, "send/")
    need.refresh_from_db()
    assert (need.organisation, need.state) == (organisation, "received")
    assert need.until == timezone.localdate() + datetime.timedelta(days=91)
    assert "事務局が確認しています" in text(sent)
    assert "までに読みます" in text(sent)


def test_draft_is_kept_and_found_again(org_manager_client):
    kept = org_manager_client.post(NEW, TYPED | {"keep": "1", "submission_key": "x"}, follow=True)
    again = org_manager_client.post(NEW, TYPED | {"keep": "1", "submission_key": "x"})

    need = Need.objects.get()
    assert "下書きに保存しました" in text(kept)
    assert again.url == url(need)
    assert TYPED["title"] in text(org_manager_client.get(f"{LIST}?show=mine"))
    assert TYPED["title"] not in text(org_manager_client.get(LIST))


def test_going_back_and_saying_something_else_loses_nothing(org_manager_client):
    for title in ("先に書いた題", "あとで書いた題"):
        org_manager_client.post(NEW, TYPED | {"title": title, "keep": "1", "submission_key": "x"})

    assert set(Need.objects.values_list("title", flat=True)) == {"先に書いた題", "あとで書いた題"}


def test_draft_that_lay_too_long_is_not_sent(organisation, org_manager, org_manager_client):
    need = draft(organisation, org_manager)
    Need.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))

    answer = org_manager_client.post(url(need, "send/"), ANSWERS)

    assert "「いつまで」の日が過ぎています。" in text(answer)
    assert Need.objects.get().state == "draft"


def test_draft_of_another_account_is_not_found_by_its_token(org_manager_client, org_neighbour_client):
    for client in (org_manager_client, org_neighbour_client):
        client.post(NEW, TYPED | {"submission_key": "same"})

    assert Need.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "ひとことで言うとを入力してください。"),
        ({"title": "あ" * 81}, "80文字以内で入力してください（いま81文字）。"),
        ({"body": "あ" * 5000}, "2000文字以内で入力してください（いま5000文字）。"),
        ({"category": ""}, "分類を選んでください。"),
        ({"category": "x"}, "一覧の中から選び直してください。"),
        ({"field_of_work": "x"}, "一覧の中から選び直してください。"),
        ({"lasts": "9999"}, "一覧の中から選び直してください。"),
        ({"audience": "x"}, "一覧の中から選び直してください。"),
    ],
)
def test_bad_input_is_answered_in_words(changes, message, org_manager_client):
    answer = org_manager_client.post(NEW, TYPED | changes)

    assert answer.status_code == 200
    assert message in text(answer)
    assert not Need.objects.exists()


def test_area_is_a_large_one_unless_the_office_allows_more(org_manager_client):
    large = District.objects.create(name="北の地域")
    small = District.objects.create(name="小さな地区", parent=large)
    far = District.objects.create(name="どこか遠く", kind="outside")

    shown = text(org_manager_client.get(NEW))
    refused = org_manager_client.post(NEW, TYPED | {"district": small.pk})
    PlatformSettings.objects.create(pk=1, allows_small_areas=True)
    allowed = org_manager_client.post(NEW, TYPED | {"district": small.pk})

    assert large.name in shown
    assert small.name not in shown
    assert far.name not in shown
    assert "一覧の中から選び直してください。" in text(refused)
    assert allowed.status_code == 302


@pytest.mark.parametrize("question", ["can_be_guessed", "is_rare", "is_unknown_to_them"])
def test_worrying_answer_leads_elsewhere_and_refuses_nothing(
    question, organisation, org_manager, org_manager_client
):
    need = draft(organisation, org_manager)
    worrying = ANSWERS | {question: "yes"}

    asked = text(org_manager_client.post(url(need, "send/"), worrying))
    need.refresh_from_db()
    assert need.state == "draft"
    for way in ("書き直す", "事務局だけに送る", "このまま送る", "個別の相談はこちら"):
        assert way in asked
    org_manager_client.post(url(need, "send/"), worrying | {"how": "anyway"})
    need.refresh_from_db()
    assert (need.state, need.audience, getattr(need, question), need.has_worry) == (
        "received", "members", True, True,
    )  # fmt: skip


def test_worrying_need_goes_to_the_office_alone(organisation, org_manager, org_manager_client):
    need = draft(organisation, org_manager)

    org_manager_client.post(url(need, "send/"), ANSWERS | {"is_rare": "yes", "how": "office"})

    need.refresh_from_db()
    assert (need.state, need.audience) == ("received", "office")


def test_pattern_is_one_question_with_one_press(organisation, org_manager, org_manager_client):
    need = draft(organisation, org_manager, body="090-0000-0001に電話を。")

    asked = text(org_manager_client.post(url(need, "send/"), ANSWERS))
    org_manager_client.post(url(need, "send/"), ANSWERS | {"how": "anyway"})

    assert "090-0000-0001" in asked
    need.refresh_from_db()
    assert (need.state, need.pattern_confirmed) == ("received", True)


def test_unanswered_questions_are_asked_again(organisation, org_manager, org_manager_client):
    need = draft(organisation, org_manager)

    answer = org_manager_client.post(url(need, "send/"), {"how": "anyway"})

    assert text(answer).count("「はい」か「いいえ」を選んでください。") >= 3
    assert Need.objects.get().state == "draft"


def test_somebody_else_s_change_is_shown_and_nothing_typed_is_lost(
    organisation, org_manager, org_editor, org_manager_client
):
    need = draft(organisation, org_manager)
    seen = {"seen_revision": need.revision, "lasts": "keep"}
    actions.save_need(
        need_id=need.pk,
        writing=actions.Writing(title="先の人の題", body="先の人", category="money", until=need.until),
        seen_revision=need.revision,
        by=org_editor,
    )

    late = org_manager_client.post(url(need, "edit/"), TYPED | seen | {"title": "あとの人の題"})

    assert late.status_code == 409
    assert "先の人の題" in text(late)
    assert "あとの人の題" in text(late)
    need.refresh_from_db()
    assert need.title == "先の人の題"
    again = org_manager_client.post(
        url(need, "edit/"), TYPED | seen | {"title": "あとの人の題", "seen_revision": need.revision}
    )
    assert again.status_code == 302
    need.refresh_from_db()
    assert need.title == "あとの人の題"


def test_sending_an_older_text_is_refused(organisation, org_manager, org_manager_client):
    need = draft(organisation, org_manager)
    Need.objects.update(revision=5, title="ほかの人が変えた")

    answer = org_manager_client.post(url(need, "send/"), ANSWERS | {"revision": "0"})

    assert "ほかの人が先に変更しました" in text(answer)
    assert Need.objects.get().state == "draft"


def test_open_need_is_not_rewritten(need, org_manager_client):
    answer = org_manager_client.post(url(need, "edit/"), TYPED | {"title": "別"}, follow=True)

    assert "もう直せません" in text(answer)
    need.refresh_from_db()
    assert need.title != "別"


def test_address_with_two_organisations_chooses(org_manager, org_manager_client):
    other = factories.make_organisation(slug="other")
    factories.make_membership(other, user=org_manager)

    assert "どの団体として出しますか" in text(org_manager_client.get(NEW))
    org_manager_client.post(NEW, TYPED | {"organisation": "other"})
    foreign = org_manager_client.post(NEW, TYPED | {"organisation": factories.make_organisation().slug})

    assert Need.objects.get().organisation == other
    assert foreign.status_code == 200


def test_what_was_typed_when_the_session_had_ended_is_given_back(org_manager, client):
    client.force_login(org_manager)
    answer = HttpResponse()
    remember_account(answer, org_manager)
    client.cookies["last_account"] = answer.cookies["last_account"].value
    UserSession.objects.all().delete()
    away = client.post(NEW, TYPED)
    client.force_login(org_manager)
    back = client.get(parse_qs(urlsplit(away.url).query)["next"][0])

    assert "まだ送られていません" in text(back)
    assert TYPED["title"] in text(back)


# --- what others see --------------------------------------------------------------------------------------------


def test_others_see_what_is_shared_and_nothing_else(organisation, org_neighbour_client):
    hidden = [
        factories.make_need(organisation, title="かくれ", **values)
        for values in (
            {"state": "draft"}, {"state": "received"}, {"state": "withdrawn"}, {"audience": "office"},
        )
    ]  # fmt: skip
    shared = [
        factories.make_need(organisation, title="みえる", **values)
        for values in ({}, {"state": "expired"}, {"state": "closed", "outcome": "helped"})
    ]

    everything = text(org_neighbour_client.get(f"{LIST}?state=all"))

    assert "かくれ" not in everything
    assert everything.count("card__title") == len(shared)
    for need in hidden:
        assert org_neighbour_client.get(url(need)).status_code == 404
        assert org_neighbour_client.get(url(need, "answer/")).status_code == 404
    for need in shared:
        assert org_neighbour_client.get(url(need)).status_code == 200


def test_address_shows_no_key_of_the_table(need, org_manager_client):
    assert org_manager_client.get(f"{LIST}{need.pk}/").status_code == 404
    assert not need.slug.isdigit()


def test_removed_member_with_an_open_tab_is_out(need, response, organisation, org_manager_client):
    organisation.memberships.update(ended_at=timezone.now())

    for tail in ("", "edit/", "send/", "responses/tonari/"):
        assert org_manager_client.get(url(need, tail)).status_code == 404
    for tail in ("withdraw/", "renew/", "outcome/", "responses/tonari/decide/"):
        assert org_manager_client.post(url(need, tail), {"do": "accept"}).status_code == 404
    assert Response.objects.get().state == "offered"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"食の困りごと", "家の困りごと"}),
        ("category=housing", {"家の困りごと"}),
        ("field=food", {"食の困りごと"}),
        ("state=closed", {"終わった困りごと"}),
        ("state=all", {"食の困りごと", "家の困りごと", "終わった困りごと"}),
        ("category=x&field=x&state=x&area=x&show=x", {"食の困りごと", "家の困りごと"}),
        ("page=99", {"食の困りごと", "家の困りごと"}),
        ("area=99999999999999", {"食の困りごと", "家の困りごと"}),
    ],
)
def test_list_is_filtered_by_its_address(query, titles, org_manager_client):
    factories.make_need(title="食の困りごと", field_of_work="food")
    factories.make_need(title="家の困りごと", category="housing")
    factories.make_need(title="終わった困りごと", state="closed", outcome="not")

    content = text(org_manager_client.get(f"{LIST}?{query}"))

    every = {"食の困りごと", "家の困りごと", "終わった困りごと"}
    assert {title for title in every if title in content} == titles


def test_area_finds_the_whole_city_and_its_parts(org_manager_client):
    north, south = (District.objects.create(name=name) for name in ("北の地域", "南の地域"))
    part = District.objects.create(name="北の地区", parent=north)
    for title, district in (("全域の", None), ("北の", north), ("地区の", part), ("南の", south)):
        factories.make_need(title=f"{title}困りごと", district=district)

    content = text(org_manager_client.get(f"{LIST}?area={north.pk}"))

    found = {title for title in ("全域の", "北の", "地区の", "南の") if f"{title}困りごと" in content}
    assert found == {"全域の", "北の", "地区の"}


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    count, org_manager_client, neighbour_org, org_neighbour, django_assert_num_queries
):
    for _ in range(count):
        answered(factories.make_need(factories.make_organisation()), neighbour_org, org_neighbour)

    # session, user; own memberships; how many, needs; settings, areas; the office in head and foot
    with django_assert_num_queries(8):
        answer = org_manager_client.get(LIST)

    assert text(answer).count("回答1件") == count


@pytest.mark.parametrize("count", [1, 3])
def test_need_costs_the_same_for_one_and_three_answers(
    count, need, org_manager_client, django_assert_num_queries
):
    for _ in range(count):
        place = factories.make_membership()
        answered(need, place.organisation, place.user)
        factories.make_resource(place.organisation, categories=["money"])

    # session, user; own memberships; need; answers; suggestions; the office in head and foot
    with django_assert_num_queries(7):
        answer = org_manager_client.get(url(need))

    assert text(answer).count("card__title") == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_thread_costs_the_same_for_one_and_three_messages(
    count, need, response, org_manager, org_manager_client, django_assert_num_queries
):
    for number in range(count):
        actions.write_message(response_id=response.pk, side="poster", text=f"言葉{number}", by=org_manager)

    # session, user; own memberships; response with its need; messages; the office in head and foot
    with django_assert_num_queries(6):
        answer = org_manager_client.get(url(need, "responses/tonari/"))

    assert text(answer).count("言葉") == count


# --- suggestions ------------------------------------------------------------------------------------------------


def test_suggestions_name_who_fits_and_why(
    organisation, org_manager, org_manager_client, org_neighbour_client
):
    north, south = (District.objects.create(name=name) for name in ("北の地域", "南の地域"))
    need = opened(organisation, org_manager, field_of_work="food", district=north)
    both = factories.make_organisation(name="両方の会")
    factories.make_resource(
        both, title="米", categories=["money"], fields_of_work=["food"], districts=[north.pk]
    )
    one = factories.make_organisation(name="分野だけの会")
    factories.make_resource(one, title="菓子", fields_of_work=["food"])
    for name, values in (
        ("遠い会", {"categories": ["money"], "districts": [south.pk]}),
        ("休みの会", {"categories": ["money"], "paused_at": timezone.now()}),
        ("関係ない会", {"categories": ["housing"]}),
        ("なんでもの会", {}),
    ):
        factories.make_resource(factories.make_organisation(name=name), **values)
    factories.make_resource(organisation, categories=["money"])

    content = text(org_manager_client.get(url(need)))

    assert content.index("両方の会") < content.index("分野だけの会")
    assert "「お金」・「食の支援」・北の地域に合う強み：米（食べもの）" in content
    assert "「食の支援」に合う強み：菓子（食べもの）" in content
    for name in ("遠い会", "休みの会", "関係ない会", "なんでもの会"):
        assert name not in content
    assert "両方の会" not in text(org_neighbour_client.get(url(need)))


def test_suggestions_are_at_most_five(need, org_manager_client):
    for _ in range(7):
        factories.make_resource(categories=["money"])

    assert text(org_manager_client.get(url(need))).count("card__title") == 5


# --- answering --------------------------------------------------------------------------------------------------


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


# --- the end ----------------------------------------------------------------------------------------------------


def test_renewing_is_one_press_when_the_end_is_near(need, org_manager_client):
    assert "期限を3か月のばす" not in text(org_manager_client.get(url(need)))
    Need.objects.update(until=timezone.localdate(), state="expired")

    assert "期限が過ぎました" in text(org_manager_client.get(url(need)))
    org_manager_client.post(url(need, "renew/"))

    assert Need.objects.get().state == "open"


@pytest.mark.parametrize("data", [{}, {"outcome": "x"}, {"outcome": "helped", "note": "あ" * 201}])
def test_outcome_needs_a_press_that_exists(data, need, org_manager_client):
    answer = org_manager_client.post(url(need, "outcome/"), data, follow=True)

    assert answer.redirect_chain[-1][0] == url(need)
    assert "notice--error" in text(answer)
    assert Need.objects.get().state == "open"


def test_withdrawing_from_the_page(organisation, org_manager, org_manager_client):
    need = send(draft(organisation, org_manager), org_manager)

    answer = org_manager_client.post(url(need, "withdraw/"), follow=True)

    assert "取り下げました。" in text(answer)
    assert need.title not in text(org_manager_client.get(f"{LIST}?show=mine"))
    assert need.title in text(org_manager_client.get(f"{LIST}?show=mine&state=all"))
