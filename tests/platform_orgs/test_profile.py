"""The page that an organisation keeps true: saved, sent, looked at, published."""

import pytest

from platform_orgs import actions
from platform_orgs.actions.profile import draft_of
from platform_orgs.errors import ReasonMissing, VersionIsDecided
from platform_orgs.models import Membership, Organisation, Profile, ProfileEdit
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from portal.office.models import District
from tests.platform_orgs.pages import TYPED, URL, save, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]

# --- one page, one button -------------------------------------------------------------------------------------


def test_editor_sends_and_the_public_page_stays_until_staff_publish(
    organisation, org_editor, org_editor_client, staff, client
):
    sent = org_editor_client.post(URL, TYPED | {"send": "1"}, follow=True)
    before = client.get("/orgs/mihon/").content.decode()
    waiting = organisation.profiles.get(state="waiting")
    actions.publish_page(profile_id=waiting.pk, by=staff)
    after = client.get("/orgs/mihon/").content.decode()

    assert "送りました。職員が確認します。" in sent.content.decode()
    assert "だれでも来られる夕ごはん" not in before
    for shown in ("だれでも来られる夕ごはん", "0857-11-2233", "https://example.org"):
        assert shown in after
    for hidden in ("kai@example.com", "見本町1-1"):
        assert hidden not in after
    organisation.refresh_from_db()
    assert organisation.published == waiting
    assert "公開しました" in render(Message.objects.get(kind="platform_orgs.page_published")).mail
    with pytest.raises(VersionIsDecided):
        actions.publish_page(profile_id=waiting.pk, by=staff)


def test_members_see_what_is_meant_for_members_and_only_its_own_people_the_rest(
    organisation, org_manager, staff, org_neighbour_client
):
    send(
        organisation,
        org_manager,
        email="kai@example.com",
        email_seen_by="members",
        address="見本町1-1",
        address_seen_by="office",
    )
    actions.publish_page(profile_id=organisation.profiles.get(state="waiting").pk, by=staff)

    page = org_neighbour_client.get("/platform/orgs/mihon/").content.decode()

    assert "kai@example.com" in page
    assert "見本町1-1" not in page
    assert "ページの内容を直す" not in page


def test_version_never_changes_while_the_draft_does(organisation, org_manager):
    version = send(organisation, org_manager, appeal="一")

    save(organisation, org_manager, appeal="二")

    version.refresh_from_db()
    assert (version.appeal, draft_of(organisation).appeal) == ("一", "二")


def test_sending_again_replaces_what_waits(organisation, org_manager):
    first = send(organisation, org_manager, appeal="一")
    again = send(organisation, org_manager)
    second = send(organisation, org_manager, appeal="二")

    assert again == first
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("replaced", "waiting", 3)


def test_sending_what_is_public_already_says_that_it_is_right(organisation, org_manager):
    assert organisation.confirmed_on is None

    assert send(organisation, org_manager) is None

    organisation.refresh_from_db()
    assert organisation.confirmed_on is not None
    assert not organisation.profiles.filter(state="waiting").exists()


def test_trusted_organisation_publishes_at_once(organisation, org_manager, org_manager_client, staff):
    actions.set_trusted(organisation_id=organisation.pk, is_trusted=True, by=staff)

    answer = org_manager_client.post(URL, TYPED | {"name": "新しい名前", "send": "1"}, follow=True)

    assert "公開しました。" in answer.content.decode()
    organisation.refresh_from_db()
    assert (organisation.name, organisation.published.decided_by) == ("新しい名前", None)
    assert set(Organisation.objects.matching("夕ごはん")) == {organisation}


def test_page_sent_back_says_why_until_a_newer_one_is_sent(
    organisation, org_editor, org_manager, org_editor_client, staff
):
    version = send(organisation, org_editor, appeal="一")
    with pytest.raises(ReasonMissing):
        actions.send_page_back(profile_id=version.pk, remark=" ", by=staff)
    actions.send_page_back(profile_id=version.pk, remark="電話番号を確かめてください。", by=staff)

    told = Message.objects.filter(kind="platform_orgs.page_sent_back")
    assert "電話番号を確かめてください。" in org_editor_client.get(URL).content.decode()
    assert {m.recipient.platform_memberships.get().user for m in told} == {org_editor, org_manager}
    assert "電話番号を確かめてください。" in render(told[0]).mail
    send(organisation, org_editor, appeal="二")
    assert "電話番号を確かめてください。" not in org_editor_client.get(URL).content.decode()
    with pytest.raises(NoLongerTrue):
        render(told[0])


def test_preview_shows_the_draft_as_everybody_would_see_it_and_sends(organisation, org_editor_client, client):
    shown = org_editor_client.post(URL, TYPED | {"look": "1"}, follow=True)
    content = shown.content.decode()
    assert "だれでも来られる夕ごはん" in content
    assert "kai@example.com" not in content
    assert "メールアドレス" in content  # named as what only members see
    assert not organisation.profiles.filter(state="waiting").exists()

    stale = org_editor_client.post(f"{URL}preview/", {"revision": "0"}, follow=True)
    org_editor_client.post(f"{URL}preview/", {"revision": "1"})

    assert "ほかの人が先に変更しました" in stale.content.decode()
    assert organisation.profiles.get(state="waiting").appeal == "だれでも来られる夕ごはん"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "団体の名前を入力してください。"),
        ({"name": "会" * 5000}, "100文字以内で入力してください（いま5000文字）。"),
        ({"website": "javascript:alert(1)"}, "Webサイトのアドレスを確かめてください。"),
        ({"social": "data:text/html,x"}, "Webサイトのアドレスを確かめてください。"),
        ({"fields_of_work": ["food", "children", "young", "health"]}, "三つまで選んでください（いま4個）。"),
        ({"telephone": "12"}, "市外局番から"),
        ({"email_seen_by": "everybody"}, "一覧の中から選び直してください。"),
        ({"seen_revision": "x"}, "エラー："),
    ],
)
def test_mistake_is_said_and_nothing_is_lost_or_saved(changes, message, org_editor_client, organisation):
    answer = org_editor_client.post(URL, TYPED | changes | {"send": "1"})

    content = answer.content.decode()
    assert answer.status_code == 200
    assert message in content
    assert "毎週土曜日に開いています。" in content
    assert draft_of(organisation).revision == 0


def test_districts_of_work_are_offered_where_the_office_has_some(organisation, org_editor_client, staff):
    assert "活動する地区" not in org_editor_client.get(URL).content.decode()
    district = District.objects.create(name="見本地区")

    org_editor_client.post(URL, TYPED | {"districts": [str(district.pk)], "send": "1"})

    assert organisation.profiles.get(state="waiting").districts == [district.pk]


# --- history --------------------------------------------------------------------------------------------------


def test_history_says_who_changed_what(organisation, org_editor, org_editor_client, staff):
    version = send(organisation, org_editor, appeal="新しい言葉")
    actions.publish_page(profile_id=version.pk, by=staff)
    send(organisation, org_editor, appeal="その次の言葉", telephone="0857112233")

    content = org_editor_client.get(f"{URL}history/").content.decode()

    for told in ("編集 二子", "新しい言葉", "その次の言葉", "0857-11-2233", "公開中", "最初の内容です"):
        assert told in content


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_for_one_and_three(
    count, organisation, org_manager, org_manager_client, django_assert_num_queries
):
    for number in range(count):
        send(organisation, org_manager, appeal=str(number))

    # session, user, membership, versions, the office in head and foot
    with django_assert_num_queries(5):
        org_manager_client.get(f"{URL}history/")


def test_membership_of_the_sender_is_recorded(organisation, org_editor):
    version = send(organisation, org_editor, appeal="一")

    assert version.sent_by == org_editor
    assert list(ProfileEdit.objects.filter(revision=1).values_list("by", flat=True)) == [org_editor.pk]
    assert Membership.objects.get(user=org_editor).organisation == organisation
    assert isinstance(version, Profile)
