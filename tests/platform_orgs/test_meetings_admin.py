"""The office plans meetings, notes what it hears by telephone, and publishes papers and minutes."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from platform_orgs.meetings import actions
from platform_orgs.models import Meeting, MeetingReply
from tests import factories
from tests.platform_orgs.files import pdf
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "第3回会議",
    "starts_at_0": "2999-12-05",
    "starts_at_1": "14:00",
    "ends_at_0": "2999-12-05",
    "ends_at_1": "16:00",
    "place": "市役所",
}


@pytest.fixture(autouse=True)
def storage(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def meeting(db):
    return factories.make_meeting()


def url(name, *args):
    return reverse(f"admin:platform_orgs_meeting_{name}", args=args)


LADDER = [
    ("changelist", "view", False),
    ("plan", "add", False),
    ("page", "view", True),
    ("edit", "change", True),
    ("cancel", "change", True),
    ("reply", "change", True),
    ("minutes", "change", True),
    ("call", "press", True),
    ("paper-add", "press", True),
]


@pytest.mark.parametrize(("name", "permission", "about_one"), LADDER)
def test_page_opens_to_the_right_people_only(
    name, permission, about_one, meeting, staff_client, stranger_client, org_manager_client
):
    args = [meeting.pk] if about_one else []
    is_press = permission == "press"
    ask = "post" if is_press else "get"
    lesser, lesser_client = factories.make_user(is_staff=True), Client()
    wider = {f"{verb}_meeting" for verb in {"change" if is_press else permission, "change", "add"}}
    give_rights(lesser, Permission.objects.exclude(codename__in=wider))
    lesser_client.force_login(lesser)

    assert staff_client.get(url(name, *args)).status_code == (405 if is_press else 200)
    assert getattr(lesser_client, ask)(url(name, *args)).status_code == 403
    for client in (stranger_client, org_manager_client, Client()):
        answer = getattr(client, ask)(url(name, *args))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if about_one:
        assert getattr(staff_client, ask)(url(name, 999999)).status_code == 404


@pytest.mark.parametrize("name", ["paper", "paper-remove"])
def test_paper_opens_to_staff_only(name, meeting, staff, staff_client, stranger_client):
    paper = actions.add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=staff)
    other = factories.make_meeting()
    ask = "get" if name == "paper" else "post"

    assert getattr(staff_client, ask)(url(name, other.pk, paper.pk)).status_code == 404
    assert getattr(stranger_client, ask)(url(name, meeting.pk, paper.pk)).url.startswith("/admin/login")
    assert getattr(staff_client, ask)(url(name, meeting.pk, paper.pk)).status_code in (200, 302)
    assert meeting.papers.exists() == (name == "paper")


def test_from_the_plan_to_the_minutes(organisation, org_manager, staff_client, staff):
    staff_client.post(url("plan"), TYPED)
    meeting = Meeting.objects.get()
    staff_client.post(url("paper-add", meeting.pk), {"title": "資料1", "file": pdf()})
    called = staff_client.post(url("call", meeting.pk), follow=True).content.decode()
    waiting = staff_client.get(url("page", meeting.pk)).content.decode()
    staff_client.post(
        url("reply", meeting.pk), {"organisation": organisation.pk, "answer": "comes", "people": "2"}
    )
    staff_client.post(
        url("minutes", meeting.pk), {"text": "決まったこと", "publish": "1", "seen_revision": 1}
    )
    shown = staff_client.get(url("page", meeting.pk)).content.decode()

    assert "それぞれの連絡方法で知らせます" in called
    assert "返事を待っている団体" in waiting
    reply = MeetingReply.objects.get()
    assert (reply.organisation, reply.people, reply.membership) == (organisation, 2, None)
    for fact in ("資料1", "事務局が入力", "決まったこと", "出席 2人", "見本の会：出席"):
        assert fact in shown
    meeting.refresh_from_db()
    assert meeting.minutes_published_at


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "名前を入力してください。"),
        ({"starts_at_0": ""}, "日付を入力してください。"),
        ({"ends_at_1": "13:00"}, "終了は、開始より後にしてください。"),
        ({"place": ""}, "場所か、オンラインのアドレスを入力してください。"),
        ({"online_url": "javascript:alert(1)"}, "Webサイトのアドレスを確かめてください。"),
        ({"starts_at_0": "", "starts_at_1": ""}, "開始の日付と時刻を入力してください。"),
    ],
)
def test_mistake_in_a_plan_is_said(changes, message, staff_client):
    answer = staff_client.post(url("plan"), TYPED | changes)

    assert message in answer.content.decode()
    assert not Meeting.objects.exists()


def test_older_form_is_refused_with_both_values(meeting, staff_client):
    staff_client.post(url("edit", meeting.pk), TYPED | {"title": "先の名前", "seen_revision": 0})
    late = staff_client.post(url("edit", meeting.pk), TYPED | {"title": "あとの名前", "seen_revision": 0})
    minutes = staff_client.post(url("minutes", meeting.pk), {"text": "x", "seen_revision": 0})

    assert "いま保存されている内容：先の名前" in late.content.decode()
    assert "ほかの人が先に変更しました" in minutes.content.decode()
    assert Meeting.objects.get().title == "先の名前"


def test_cancelling_needs_a_reason_and_the_newest_screen(meeting, staff_client):
    missing = staff_client.post(url("cancel", meeting.pk), {"seen_revision": 0, "reason": " "})
    stale = staff_client.post(url("cancel", meeting.pk), {"seen_revision": 9, "reason": "大雪"})
    staff_client.post(url("cancel", meeting.pk), {"seen_revision": 0, "reason": "大雪"})

    assert "中止の理由を入力してください。" in missing.content.decode()
    assert "ほかの人が先に変更しました" in stale.content.decode()
    assert Meeting.objects.get().is_off


def test_bad_file_is_said_beside_the_field(meeting, staff_client):
    page = staff_client.post(url("paper-add", meeting.pk), {"title": "資料", "file": pdf("a.exe")})

    assert "のファイルを選んでください。" in page.content.decode()
    assert not meeting.papers.exists()


def test_empty_minutes_are_not_published(meeting, staff_client):
    page = staff_client.post(url("minutes", meeting.pk), {"text": "", "publish": "1", "seen_revision": 0})

    assert "議事録を入力してください。" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for _ in range(count):
        factories.make_meeting()

    # session, user, rights (2), count twice, rows
    with django_assert_num_queries(7):
        staff_client.get(url("changelist"))
