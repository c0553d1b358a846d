"""The office's working place for the platform: who may open it, and what is done there."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.models import Invitation, JoinApplication, Membership, Organisation, Profile, YearlyCheck
from portal.correspondence.models import Message, OutboxMail
from tests import factories
from tests.platform_orgs.joining import TYPED, make_application
from tests.platform_orgs.test_profile import TYPED as PAGE
from tests.platform_orgs.test_profile import own_storage, save, send

pytestmark = pytest.mark.django_db

__all__ = ["own_storage"]  # a fixture that this file uses too


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def url(name, *args):
    return reverse(f"admin:platform_orgs_{name}", args=args)


def org(name, organisation, *args):
    return url(f"organisation_{name}", organisation.pk, *args)


@pytest.fixture
def application(db):
    return make_application()


@pytest.fixture
def waiting(organisation, org_manager):
    return send(organisation, org_manager, appeal="新しい言葉", telephone="0857112233")


# --- the ladder -----------------------------------------------------------------------------------------------

LADDER = [
    ("joinapplication_changelist", "view_joinapplication", ""),
    ("joinapplication_enter", "add_joinapplication", ""),
    ("joinapplication_page", "view_joinapplication", "application"),
    ("joinapplication_accept", "change_joinapplication", "application"),
    ("joinapplication_decline", "change_joinapplication", "application"),
    ("organisation_changelist", "view_organisation", ""),
    ("organisation_page", "view_organisation", "organisation"),
    ("organisation_history", "view_organisation", "organisation"),
    ("organisation_enter", "change_organisation", "organisation"),
    ("organisation_people", "change_organisation", "organisation"),
    ("organisation_end", "change_organisation", "organisation"),
    ("organisation_send-back", "change_organisation", "organisation"),
    ("organisation_publish", "change_organisation", "press"),
    ("organisation_trust", "change_organisation", "press"),
    ("organisation_note", "change_organisation", "press"),
    ("organisation_confirm", "change_organisation", "press"),
    ("organisation_ask", "change_organisation", "press"),
    ("organisation_revive", "change_organisation", "press"),
    ("yearlycheck_changelist", "view_yearlycheck", ""),
    ("yearlycheck_sheets", "view_yearlycheck", ""),
]


@pytest.mark.parametrize(("name", "permission", "about"), LADDER)
def test_page_opens_to_the_right_people_only(
    name, permission, about, application, organisation, waiting, staff_client, stranger_client, org_manager
):
    row = {"application": [application.pk]}.get(about, [organisation.pk] if about else [])
    address = url(name, *row)
    lesser = factories.make_user(is_staff=True)
    wider = {permission, permission.replace("view_", "change_"), permission.replace("view_", "add_")}
    lesser.user_permissions.set(Permission.objects.exclude(codename__in=wider))
    lesser_client, org_client = Client(), Client()
    lesser_client.force_login(lesser)
    org_client.force_login(org_manager)
    ask = "post" if about == "press" else "get"

    assert staff_client.get(address).status_code == (405 if about == "press" else 200)
    assert getattr(lesser_client, ask)(address).status_code == 403
    for client in (stranger_client, org_client, Client()):
        answer = getattr(client, ask)(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if about:
        assert getattr(staff_client, ask)(url(name, 999999)).status_code == 404


@pytest.mark.parametrize("name", ["person", "sheet", "withdraw"])
def test_pages_about_somebody_of_another_organisation_are_not_found(name, organisation, staff_client, staff):
    other = factories.make_organisation()
    membership = factories.make_membership(other)
    invitation = actions.invite(
        organisation_id=other.pk, person=factories.make_person(), email="", role="editor", by=staff
    )
    number = membership.pk if name == "person" else invitation.pk
    ask = staff_client.get if name == "sheet" else staff_client.post

    assert ask(org(name, organisation, number), {"do": "remove"}).status_code == 404
    assert ask(org(name, other, number), {"do": "remove"}).status_code in (200, 302)


# --- applications ---------------------------------------------------------------------------------------------


def test_from_the_application_to_the_organisation(application, staff_client):
    listed = staff_client.get(url("joinapplication_changelist")).content.decode()
    shown = staff_client.get(url("joinapplication_page", application.pk)).content.decode()
    accepted = staff_client.post(
        url("joinapplication_accept", application.pk),
        {"revision": 0, "slug": "takahara", "answer": "ようこそ"},
        follow=True,
    )

    assert "髙原 こどもの居場所の会" in listed
    for fact in ("髙橋 花子", "こども・子育て、食の支援", "毎週土曜日に夕ごはんを出しています。"):
        assert fact in shown
    content = accepted.content.decode()
    assert "参加を承認しました" in content
    assert "hanako@example.com" in content
    assert Organisation.objects.get().slug == "takahara"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": ""}, "ページのアドレスを入力してください。"),
        ({"slug": "join"}, "このページのアドレスは使えません。"),
        ({"slug": "日本"}, "slug"),
        ({"slug": "mihon"}, "このページのアドレスは、もう使われています。"),
        ({"revision": 7}, "ほかの人が先に変更しました"),
    ],
)
def test_mistake_in_accepting_is_said(changes, message, application, organisation, staff_client):
    answer = staff_client.post(
        url("joinapplication_accept", application.pk), {"revision": 0, "slug": "takahara"} | changes
    )

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert JoinApplication.objects.get().state == "new"


def test_namesake_that_had_left_is_offered_for_coming_back(organisation, staff, staff_client):
    actions.end(organisation_id=organisation.pk, state="left", on=timezone.localdate(), reason="x", by=staff)
    application = make_application(name="見本の会", kana="ミホンノカイ")
    page = staff_client.get(url("joinapplication_page", application.pk)).content.decode()

    staff_client.post(
        url("joinapplication_accept", application.pk), {"revision": 0, "revives": organisation.pk}
    )

    assert "同じ名前の団体があります" in page
    organisation.refresh_from_db()
    assert organisation.is_active


def test_declining_needs_words(application, staff_client):
    empty = staff_client.post(url("joinapplication_decline", application.pk), {"revision": 0})
    staff_client.post(
        url("joinapplication_decline", application.pk), {"revision": 0, "answer": "個人の方です。"}
    )

    assert "お断りの理由を入力してください。" in empty.content.decode()
    assert JoinApplication.objects.get().answer == "個人の方です。"


def test_application_on_paper_is_entered_once(staff_client):
    typed = TYPED | {"channel": "fax", "submission_key": "key"}

    answers = [staff_client.post(url("joinapplication_enter"), typed) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert JoinApplication.objects.get().channel == "fax"


# --- pages of organisations -----------------------------------------------------------------------------------


def test_staff_see_each_difference_and_publish(organisation, waiting, staff_client, client):
    page = staff_client.get(org("page", organisation)).content.decode()
    staff_client.post(org("publish", organisation), {"version": waiting.pk})
    again = staff_client.post(org("publish", organisation), {"version": waiting.pk}, follow=True)

    assert "新しい言葉" in page
    assert "0857-11-2233（見せる範囲：プラットフォームの団体だけ）" in page
    assert "新しい言葉" in client.get("/orgs/mihon/").content.decode()
    assert "もう確認が済んでいるか" in again.content.decode()


def test_staff_publish_what_they_looked_at_and_nothing_newer(
    organisation, waiting, org_manager, staff_client
):
    newer = send(organisation, org_manager, appeal="もっと新しい言葉")

    answer = staff_client.post(org("publish", organisation), {"version": waiting.pk}, follow=True)

    assert "新しい内容が送られています" in answer.content.decode()
    newer.refresh_from_db()
    assert newer.state == "waiting"


@pytest.mark.parametrize("version", ["", "x", "999999", "²", "9" * 40])
def test_made_up_version_is_not_found(version, organisation, waiting, staff_client):
    assert staff_client.post(org("publish", organisation), {"version": version}).status_code == 404
    assert staff_client.get(org("logo", organisation), {"version": version}).status_code == 404


def test_version_of_another_organisation_is_not_found(organisation, waiting, staff_client):
    other = factories.make_organisation()

    assert staff_client.post(org("publish", other), {"version": waiting.pk}).status_code == 404


def test_staff_send_back_with_words(organisation, waiting, staff_client):
    empty = staff_client.post(org("send-back", organisation), {"remark": ""})
    staff_client.post(org("send-back", organisation), {"remark": "時間を書いてください。"})
    nothing_waits = staff_client.get(org("send-back", organisation))

    assert "直してほしいことを入力してください。" in empty.content.decode()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.remark) == ("sent_back", "時間を書いてください。")
    assert nothing_waits.status_code == 404


def test_staff_enter_what_came_by_fax(organisation, staff_client, client):
    typed = PAGE | {"channel": "fax", "received_on": "2026-11-20"}

    staff_client.post(org("enter", organisation), typed)

    organisation.refresh_from_db()
    version = organisation.published
    assert (version.channel, version.received_on) == ("fax", datetime.date(2026, 11, 20))
    assert "だれでも来られる夕ごはん" in client.get("/orgs/mihon/").content.decode()
    history = staff_client.get(org("history", organisation)).content.decode()
    assert "FAX" in history
    assert "2026年11月20日" in history


def test_staff_who_enter_are_shown_what_others_saved(organisation, org_manager, staff_client):
    save(organisation, org_manager, appeal="団体の言葉", hours="毎日")
    warned = staff_client.get(org("enter", organisation)).content.decode()
    typed = PAGE | {"channel": "phone", "received_on": "2026-11-20"}

    refused = staff_client.post(org("enter", organisation), typed)
    staff_client.post(
        org("enter", organisation),
        typed | {"seen_revision": refused.context["form"]["seen_revision"].value(), "hours": "毎日"},
    )

    assert "まだ公開していない内容が入っています" in warned
    assert refused.status_code == 409
    assert "団体の言葉" in refused.content.decode()
    assert refused.context["form"]["channel"].value() == "phone"
    organisation.refresh_from_db()
    assert (organisation.published.appeal, organisation.published.hours) == (
        "だれでも来られる夕ごはん",
        "毎日",
    )


def test_trust_lets_an_organisation_publish_by_itself(organisation, staff_client):
    staff_client.post(org("trust", organisation), {"is_trusted": "yes"})
    assert Organisation.objects.get().is_trusted
    staff_client.post(org("trust", organisation), {"is_trusted": "no"})
    assert not Organisation.objects.get().is_trusted


def test_note_stands_on_record(organisation, staff_client):
    staff_client.post(org("note", organisation), {"text": "電話で話した"})
    empty = staff_client.post(org("note", organisation), {"text": ""})

    assert "メモを書き足すを入力してください。" in empty.content.decode()
    assert "電話で話した" in staff_client.get(org("page", organisation)).content.decode()


# --- people ---------------------------------------------------------------------------------------------------

NEWCOMER = {
    "name": "新 代表",
    "kana": "しん だいひょう",
    "role": "manager",
    "checked": "登録の電話番号にかけた",
    "contact_wish": "telephone",
    "telephone": "0857112233",
}


def test_new_representative_is_invited_after_a_check_by_telephone(organisation, staff_client):
    staff_client.post(org("people", organisation), NEWCOMER | {"how": "mail", "email": "new@example.com"})

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.checked) == ("new@example.com", "登録の電話番号にかけた")
    assert OutboxMail.objects.count() == 1


def test_new_representative_gets_a_sheet(organisation, staff_client):
    answer = staff_client.post(org("people", organisation), NEWCOMER | {"how": "sheet"}, follow=True)

    content = answer.content.decode()
    assert "/orgs/invitation/sheet/" in content
    assert "<svg" in content
    assert not OutboxMail.objects.exists()


def test_representative_without_mail_is_entered(organisation, staff_client):
    staff_client.post(org("people", organisation), NEWCOMER | {"how": "office"})

    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.person.telephone) == (None, "manager", "0857112233")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"how": "mail", "email": ""}, "招待のメールを送るには、メールアドレスを入力してください。"),
        ({"how": "sheet", "checked": ""}, "本人をどう確かめましたかを入力してください。"),
        ({"how": "mail", "email": "org-editor@example.com"}, "もうこの団体の担当者です"),
    ],
)
def test_mistake_in_adding_somebody_is_said(changes, message, organisation, org_editor, staff_client):
    answer = staff_client.post(org("people", organisation), NEWCOMER | changes)

    assert message in answer.content.decode()
    assert not Invitation.objects.exists()


def test_staff_change_and_remove_people(organisation, org_editor, staff_client):
    place = Membership.objects.get()

    staff_client.post(org("person", organisation, place.pk), {"do": "manager"})
    place.refresh_from_db()
    assert place.role == "manager"
    assert staff_client.post(org("person", organisation, place.pk), {"do": "x"}).status_code == 404
    staff_client.post(org("person", organisation, place.pk), {"do": "remove"})
    assert not Membership.objects.live().exists()
    assert Message.objects.get().kind == "platform_orgs.member_went"


# --- the end --------------------------------------------------------------------------------------------------


def test_staff_end_and_revive(organisation, org_manager, staff_client):
    heir = factories.make_organisation()
    typed = {
        "revision": 0,
        "state": "merged",
        "on": "2026-04-01",
        "reason": "合併",
        "successor": heir.pk,
    }

    stale = staff_client.post(org("end", organisation), typed | {"revision": 5})
    staff_client.post(org("end", organisation), typed)
    ended = staff_client.get(org("page", organisation)).content.decode()
    staff_client.post(org("revive", organisation))

    assert "ほかの人が先に変更しました" in stale.content.decode()
    assert heir.name in ended
    assert "合併" in ended
    assert Organisation.objects.get(pk=organisation.pk).is_active


def test_staff_let_an_organisation_pause(organisation, org_manager, staff_client):
    staff_client.post(
        org("end", organisation),
        {"revision": 0, "state": "suspended", "on": "2026-04-01", "reason": "改修"},
    )

    assert Organisation.objects.get().state == "suspended"
    assert Membership.objects.live().exists()


# --- the yearly check -----------------------------------------------------------------------------------------


@pytest.fixture
def asked(organisation, org_manager):
    Membership.objects.get().person.__class__.objects.update(contact_wish="mail")
    return actions.ask(organisation_id=organisation.pk)


def test_list_says_who_is_overdue_and_which_address_fails(asked, organisation, staff_client):
    YearlyCheck.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    OutboxMail.objects.update(state="failed")

    content = staff_client.get(url("yearlycheck_changelist")).content.decode()
    listed = staff_client.get(url("organisation_changelist"), {"attention": "overdue"}).content.decode()

    assert "遅れている" in content
    assert "メール：送れなかった" in content
    assert "見本の会" in listed


def test_sheet_that_came_back_confirms_by_its_number(asked, organisation, staff_client):
    wrong = staff_client.post(url("yearlycheck_changelist"), {"number": "00000000"})
    changes = staff_client.post(url("yearlycheck_changelist"), {"number": asked.number, "changes": "1"})
    assert YearlyCheck.objects.get().answered_at is None
    right = staff_client.post(
        url("yearlycheck_changelist"), {"number": f"{asked.number[:4]}-{asked.number[4:]}"}, follow=True
    )

    assert "この番号はありません" in wrong.content.decode()
    assert changes.url == org("enter", organisation)
    assert "内容を確かめた日を、きょうにしました" in right.content.decode()
    assert YearlyCheck.objects.get().how == "sheet"


def test_who_may_only_look_records_no_sheet(asked):
    looker = factories.make_user(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_yearlycheck"))
    client = Client()
    client.force_login(looker)

    answer = client.post(url("yearlycheck_changelist"), {"number": asked.number})

    assert "確認を記録する権限がありません" in answer.content.decode()
    assert YearlyCheck.objects.get().answered_at is None


def test_sheets_are_printed_for_all_or_one(asked, organisation, staff_client):
    other = factories.make_organisation(name="別の会")
    actions.ask(organisation_id=other.pk)

    everybody = staff_client.get(url("yearlycheck_sheets")).content.decode()
    one = staff_client.get(url("yearlycheck_sheets"), {"number": asked.number}).content.decode()

    assert everybody.count('class="paper-page"') == 2
    assert one.count('class="paper-page"') == 1
    assert f"{asked.number[:4]}-{asked.number[4:]}" in one


def test_staff_ask_and_confirm_by_telephone(organisation, org_manager, staff_client):
    staff_client.post(org("ask", organisation))
    waits = staff_client.get(org("page", organisation)).content.decode()
    staff_client.post(org("confirm", organisation))

    assert "返事を待っています" in waits
    assert YearlyCheck.objects.get().how == "telephone"


# --- lists ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_organisations_cost_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for _ in range(count):
        factories.make_organisation()

    # session, user, permissions of user and groups; count twice, organisations
    with django_assert_num_queries(7):
        answer = staff_client.get(url("organisation_changelist"))

    assert answer.content.decode().count("NPO法人</td>") == count


@pytest.mark.parametrize("count", [1, 3])
def test_applications_cost_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for number in range(count):
        make_application(str(number))

    # session, user, permissions of user and groups; count twice, applications
    with django_assert_num_queries(7):
        staff_client.get(url("joinapplication_changelist"))


@pytest.mark.parametrize("count", [1, 3])
def test_yearly_list_costs_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for _ in range(count):
        organisation = factories.make_membership().organisation
        actions.ask(organisation_id=organisation.pk)

    # session, user, permissions of user and groups; checks; messages, their mails and papers
    with django_assert_num_queries(8):
        answer = staff_client.get(url("yearlycheck_changelist"))

    assert answer.content.decode().count("電話する相手の一覧にある") == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "みほんのかい"}, {"見本の会", "人のいない会"}),
        ({"attention": "waiting"}, {"見本の会"}),
        ({"attention": "nobody"}, {"人のいない会"}),
        ({"state__exact": "left"}, {"去った会"}),
        ({"q": "\x00"}, {"見本の会", "人のいない会", "去った会"}),
    ],
)
def test_organisations_are_found(query, found, organisation, waiting, staff_client):
    factories.make_organisation(name="人のいない会")
    factories.make_organisation(name="去った会", kana="サッタカイ", state="left")

    listed = staff_client.get(url("organisation_changelist"), query).context["cl"].queryset

    assert {organisation.name for organisation in listed} == found


def test_start_page_has_a_line_while_organisations_wait(staff_client, application, waiting):
    lines = {line.label: line for line in staff_client.get(reverse("admin:index")).context["work"]}

    line = lines["団体の申込み・ページの確認"]
    assert (line.count, line.url) == (2, org_list := url("organisation_changelist") + "?attention=waiting")
    assert Profile.objects.filter(state="waiting").count() == 1
    assert staff_client.get(org_list).status_code == 200
