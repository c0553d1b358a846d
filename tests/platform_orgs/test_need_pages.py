"""The members' pages about needs: writing one, sending it, and ending it."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.utils import timezone

from platform_orgs.models import Need, PlatformSettings
from platform_orgs.needs import actions
from portal.accounts.keeping import remember_account
from portal.accounts.models import UserSession
from portal.office.models import District
from tests import factories
from tests.platform_orgs.needing import ANSWERS, TYPED, draft, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

LIST = "/platform/needs/"
NEW = f"{LIST}new/"


def url(need, tail=""):
    return f"{LIST}{need.slug}/{tail}"


def text(answer):
    return answer.content.decode()


# --- writing and sending --------------------------------------------------------------------------------------


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


# --- the end --------------------------------------------------------------------------------------------------


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
