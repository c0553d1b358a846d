"""An organisation says what it can do and where one can go, answers a meeting, and sees the gaps; then the office does
the same for it. Every page is looked over on the way, as a telephone and at a desk."""

import pytest
from playwright.sync_api import Page

from platform_orgs.models import Gathering, Meeting, MeetingReply, PlatformSettings, Resource
from tests import factories
from tests.browser.states import follow, press
from tests.browser.test_needs import look_over, sign_in
from tests.browser.test_staff import sign_in as sign_in_as_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(office, settings, tmp_path):
    """A meeting ahead, enough needs for a table, one clear gap."""
    settings.MEDIA_ROOT = tmp_path
    PlatformSettings.objects.create(pk=1, table_from_needs=5)
    for _ in range(5):
        factories.make_need(category="housing")
    factories.make_meeting(title="第4回会議", agenda="冬の見守り", online_url="https://meet.example.com/room")


@pytest.mark.parametrize("width", [320, 1280])
def test_member_shares_answers_and_sees_the_gap(width, open_page, live_server, organisation, org_manager):
    page = sign_in(open_page(viewport={"width": width, "height": 800}), org_manager, live_server)
    page.goto("/platform/")
    look_over(page)
    _shares(page)
    _answers_the_meeting(page)
    page.goto("/platform/")
    follow(page, "はざまを見る")
    follow(page, "困りごと 5件")
    look_over(page)

    assert page.locator(".gaps__gap strong").inner_text() == "はざま"
    assert page.locator("#needs").inner_text() == "住まい・市全域"
    assert page.locator(".card__title").count() == 5
    resource, reply = Resource.objects.get(), MeetingReply.objects.get()
    assert (resource.title, bool(resource.paused_at)) == ("車を出せます", True)
    assert (reply.answer, reply.people) == ("online", 2)
    page.goto("/places/")
    look_over(page)
    assert page.get_by_text("毎週 月・水曜日 10:00〜12:00").is_visible()


def _shares(page: Page) -> None:
    follow(page, "自分たちの強み・リソース")
    look_over(page)
    follow(page, "強み・リソースを足す")
    press(page, "保存する")
    look_over(page)  # with every mistake that an empty form has
    page.get_by_label("種類").select_option("transport")
    page.get_by_label("できること").fill("車を出せます")
    press(page, "保存する")
    with page.expect_navigation():
        page.get_by_role("button", name="お休みにする").click()
    follow(page, "行ける場所を足す")
    page.locator("summary").get_by_text("もっとくわしく書く").click()
    look_over(page)
    page.get_by_label("名前").fill("ふれあい喫茶")
    page.get_by_label("場所").fill("見本公民館")
    for day in ("月", "水"):
        page.get_by_label(day, exact=True).check()
    page.get_by_label("始まる時刻").fill("10:00")
    page.get_by_label("終わる時刻").fill("12:00")
    press(page, "保存する")
    look_over(page)
    page.goto("/platform/resources/")
    look_over(page)


def _answers_the_meeting(page: Page) -> None:
    page.goto("/platform/meetings/")
    look_over(page)
    follow(page, "第4回会議")
    press(page, "返事を送る")
    look_over(page)
    page.get_by_label("オンラインで出席").check()
    page.get_by_label("人数").fill("２")
    press(page, "返事を送る")
    look_over(page)


def test_office_does_it_for_an_organisation(wide_page, staff, organisation, axe):
    page = wide_page
    sign_in_as_staff(page, staff)
    page.goto("/admin/platform_orgs/resource/enter/")
    page.locator("#id_organisation").select_option(label=organisation.name)
    page.get_by_label("種類").select_option("place")
    page.get_by_label("できること").fill("部屋を貸せます")
    press(page, "保存する")
    axe(page)
    page.goto("/admin/platform_orgs/gathering/enter/")
    axe(page)
    page.get_by_label("名前").fill("土曜の会")
    page.get_by_label("場所").fill("集会所")
    page.get_by_label("土", exact=True).check()
    press(page, "保存する")
    axe(page)
    page.get_by_label("出典").fill("市報12月号")
    press(page, "保存する")
    meeting = Meeting.objects.get()
    page.goto(f"/admin/platform_orgs/meeting/{meeting.pk}/")
    axe(page)
    follow(page, "電話で聞いた出欠を入れる")
    page.locator("#id_organisation").select_option(label=organisation.name)
    page.get_by_label("出席", exact=True).check()
    press(page, "入れる")
    axe(page)
    for name in ("edit", "cancel", "minutes"):
        page.goto(f"/admin/platform_orgs/meeting/{meeting.pk}/{name}/")
        axe(page)

    assert Resource.objects.get().organisation == organisation
    assert Gathering.objects.get().source == "市報12月号"
    assert MeetingReply.objects.get().membership is None
