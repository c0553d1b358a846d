"""The office's work on one organisation: its page, its people, its end."""

import datetime

import pytest

from platform_orgs.models import Invitation, Membership, Organisation
from portal.correspondence.models import Message, OutboxMail
from tests import factories
from tests.platform_orgs.desk import org
from tests.platform_orgs.pages import TYPED as PAGE
from tests.platform_orgs.pages import save, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]


@pytest.fixture
def waiting(organisation, org_manager):
    return send(organisation, org_manager, appeal="新しい言葉", telephone="0857112233")


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
