"""The page that an organisation keeps true: saved, sent, looked at, published; two editors at once."""

import io
import os

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from platform_orgs import actions, logos
from platform_orgs.actions.profile import draft_of
from platform_orgs.errors import PageChangedMeanwhile, ReasonMissing, VersionIsDecided
from platform_orgs.models import Membership, Organisation, Profile, ProfileEdit
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from portal.errors import PortalError
from portal.office.models import District
from tests import factories
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db

URL = "/platform/orgs/mihon/profile/"
TYPED = {
    "name": "見本の会",
    "kana": "みほんのかい",
    "kind": "npo",
    "fields_of_work": ["food"],
    "appeal": "だれでも来られる夕ごはん",
    "about": "毎週土曜日に開いています。",
    "telephone": "0857-11-2233",
    "telephone_seen_by": "public",
    "email": "kai@example.com",
    "email_seen_by": "members",
    "address": "見本町1-1",
    "address_seen_by": "office",
    "website": "example.org",
    "website_seen_by": "public",
    "seen_revision": "0",
}


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def values_of(organisation, **changes):
    return draft_of(organisation).values() | changes


def save(organisation, by, seen=None, **changes):
    draft = draft_of(organisation)
    return actions.save_page(
        organisation_id=organisation.pk,
        values=draft.values() | changes,
        seen_revision=draft.revision if seen is None else seen,
        by=by,
    )


def send(organisation, by, **changes):
    if changes:
        save(organisation, by, **changes)
    return actions.send_page(organisation_id=organisation.pk, by=by)


def picture(kind="PNG", size=(900, 600), mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size, "green" if mode == "RGB" else None).save(file, kind)
    return file.getvalue()


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content, "image/png")


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


# --- two editors ----------------------------------------------------------------------------------------------


def test_changes_of_two_in_different_places_are_taken_together(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="代表の言葉")

    with pytest.raises(PageChangedMeanwhile) as met:
        actions.save_page(
            organisation_id=organisation.pk,
            values=organisation.published.values() | {"hours": "毎日"},
            seen_revision=0,
            by=org_editor,
        )

    meanwhile = met.value
    assert (meanwhile.clashes, meanwhile.taken_over, meanwhile.by) == ({}, ["appeal"], "代表 一子")
    assert (meanwhile.merged["appeal"], meanwhile.merged["hours"]) == ("代表の言葉", "毎日")
    assert draft_of(organisation).hours == ""
    actions.save_page(
        organisation_id=organisation.pk,
        values=meanwhile.merged,
        seen_revision=meanwhile.revision,
        by=org_editor,
    )
    assert (draft_of(organisation).appeal, draft_of(organisation).hours) == ("代表の言葉", "毎日")


def test_later_editor_sees_both_values_where_both_wrote_and_decides(
    organisation, org_manager, org_editor_client
):
    save(organisation, org_manager, appeal="代表の言葉", hours="毎日")

    refused = org_editor_client.post(URL, TYPED | {"send": "1"})
    content = refused.content.decode()
    form = refused.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    org_editor_client.post(URL, again | {"send": "1"})

    assert refused.status_code == 409
    assert "代表 一子さんが、先に保存しました" in content
    assert "代表の言葉" in content
    assert "だれでも来られる夕ごはん" in content
    assert "開いている日と時間" in content
    draft = draft_of(organisation)
    assert (draft.appeal, draft.hours) == ("だれでも来られる夕ごはん", "毎日")


def test_editor_who_changed_nothing_takes_nothing_back(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="代表の言葉")

    draft = actions.save_page(
        organisation_id=organisation.pk,
        values=organisation.published.values(),
        seen_revision=0,
        by=org_editor,
    )

    assert (draft.appeal, draft.revision) == ("代表の言葉", 1)


def test_same_change_by_both_is_no_clash(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="同じ")

    draft = save(organisation, org_editor, seen=0, appeal="同じ")

    assert (draft.appeal, draft.revision) == ("同じ", 1)


def test_without_a_record_of_what_was_seen_every_difference_is_shown(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="代表の言葉")
    ProfileEdit.objects.filter(revision=0).delete()

    with pytest.raises(PageChangedMeanwhile) as met:
        actions.save_page(
            organisation_id=organisation.pk,
            values=organisation.published.values(),
            seen_revision=0,
            by=org_editor,
        )

    assert met.value.clashes == {"appeal": "代表の言葉"}


@pytest.mark.django_db(transaction=True)
def test_two_editors_saving_at_once_lose_nothing():
    factories.make_office()
    organisation = factories.make_organisation()
    one, two = (factories.make_membership(organisation).user for _ in range(2))

    def job(by, **changes):
        def run():
            try:
                actions.save_page(
                    organisation_id=organisation.pk,
                    values=organisation.published.values() | changes,
                    seen_revision=0,
                    by=by,
                )
            except PortalError as error:
                return error.merged
            return None

        return run

    done = at_once([job(one, appeal="一"), job(two, hours="二")])

    merged = next(result for result in done if result is not None)
    assert done.count(None) == 1
    assert (merged["appeal"], merged["hours"]) == ("一", "二")


@pytest.mark.django_db(transaction=True)
def test_two_sending_at_once_leave_one_waiting():
    factories.make_office()
    organisation = factories.make_organisation()
    users = [factories.make_membership(organisation).user for _ in range(2)]
    save(organisation, users[0], appeal="一")

    done = at_once([lambda u=u: actions.send_page(organisation_id=organisation.pk, by=u).pk for u in users])

    assert len(set(done)) == 1
    assert organisation.profiles.filter(state="waiting").count() == 1


# --- logo -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("GIF", "P"), ("WEBP", "RGB")])
def test_logo_is_drawn_anew_small_and_under_a_name_nobody_guesses(
    kind, mode, organisation, org_editor_client, staff, client
):
    org_editor_client.post(URL, TYPED | {"logo": upload(picture(kind, mode=mode)), "send": "1"})
    draft = org_editor_client.get(f"{URL}logo/")
    unseen = client.get("/orgs/mihon/logo/")
    actions.publish_page(profile_id=organisation.profiles.get(state="waiting").pk, by=staff)
    shown = client.get("/orgs/mihon/logo/")

    name = draft_of(organisation).logo.name
    assert len(name) > 30
    assert unseen.status_code == 404
    assert draft.status_code == shown.status_code == 200
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    with Image.open(io.BytesIO(shown.content)) as drawn:
        assert (drawn.format, max(drawn.size)) == ("WEBP", 480)
    assert '<img src="/orgs/mihon/logo/"' in client.get("/orgs/mihon/").content.decode()


def odd_exif():
    """A picture whose camera says its resolution in letters, and that it stands on its side."""
    said = Image.Exif()
    said[0x0112], said[0x010E] = 6, "x"
    drawn = io.BytesIO()
    exif = said.tobytes().replace(b"\x0e\x01", b"\x1a\x01").replace(b"\x01\x0e", b"\x01\x1a")
    Image.new("RGB", (9, 9)).save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SVG, "この画像は使えません。"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "この画像は使えません。"),
        (picture()[:300], "この画像は使えません。"),
        (b"%PDF-1.7 x", "この画像は使えません。"),
        (b"<html>", "この画像は使えません。"),
        (odd_exif(), "この画像は使えません。"),
        (picture(size=(9000, 9000)), "画像の縦と横が大きすぎます。"),
        (picture(size=(20000, 20000)), "この画像は使えません。"),
        (b"x" * (8 * 1024 * 1024 + 1), "画像が大きすぎます。"),
    ],
    ids=["svg", "broken", "cut", "pdf", "html", "exif", "large", "bomb", "heavy"],
)
def test_what_is_no_usable_picture_is_refused_with_words(content, message, organisation, org_editor_client):
    answer = org_editor_client.post(URL, TYPED | {"logo": upload(content), "send": "1"})

    assert message in answer.content.decode()
    assert draft_of(organisation).revision == 0
    assert not default_storage.exists("logos")


def test_logo_need_not_be_chosen_again_after_a_mistake(organisation, org_editor_client):
    wrong = org_editor_client.post(URL, TYPED | {"name": "", "logo": upload(picture()), "send": "1"})
    kept = wrong.context["form"]["kept_logo"].value()

    org_editor_client.post(URL, TYPED | {"kept_logo": kept, "send": "1"})

    assert draft_of(organisation).logo.name.startswith("logos/")


def test_made_up_name_of_a_logo_is_ignored(organisation, org_editor_client):
    org_editor_client.post(URL, TYPED | {"kept_logo": "../portal/settings.py", "send": "1"})

    assert draft_of(organisation).logo.name == ""


def test_logo_stays_until_it_is_removed_and_goes_from_the_disk_when_nothing_names_it(
    organisation, org_editor_client
):
    org_editor_client.post(URL, TYPED | {"logo": upload(picture()), "look": "1"})
    name = draft_of(organisation).logo.name
    org_editor_client.post(URL, TYPED | {"seen_revision": "1", "appeal": "別", "look": "1"})
    assert draft_of(organisation).logo.name == name
    org_editor_client.post(URL, TYPED | {"seen_revision": "2", "remove_logo": "on", "look": "1"})
    stray = logos.store_logo(upload(picture()))

    assert draft_of(organisation).logo.name == ""
    assert logos.clear_unused() == 0  # it has just come
    for old in (stray, name):
        os.utime(default_storage.path(old), (0, 0))
    assert logos.clear_unused() == 1
    assert not default_storage.exists(stray)
    assert default_storage.exists(name)  # the record of what was saved still names it


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
