"""A need on its way: written, read by the office, answered, accepted, closed; each page looked over by axe."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from platform_orgs.models import Need
from tests import factories
from tests.browser.checks import cut_off, scroll_width, violations
from tests.browser.states import follow, press

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, user, live_server) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def look_over(page: Page) -> None:
    assert violations(page) == []
    assert cut_off(page) == []
    assert scroll_width(page) <= page.viewport_size["width"]


@pytest.mark.parametrize("has_script", [True, False])
def test_need_is_written_read_answered_and_closed(
    has_script, open_page: Callable[..., Page], live_server, office, staff, org_manager, org_neighbour
):
    poster = sign_in(open_page(), org_manager, live_server)
    responder = sign_in(open_page(java_script_enabled=has_script), org_neighbour, live_server)
    desk = sign_in(open_page(viewport={"width": 1280, "height": 900}), staff, live_server)

    def look(page: Page) -> None:
        # axe itself needs scripts.
        if page is not responder or has_script:
            look_over(page)

    poster.goto("/platform/needs/")
    look(poster)
    follow(poster, "困りごとを出す")
    look(poster)
    poster.get_by_label("ひとことで言うと").fill("冬の灯油代が払えない家が増えている")
    poster.get_by_label("どんな困りごとか").fill("古い家に住む人から、灯油代の相談が続いています。")
    poster.get_by_label("分類").select_option(label="お金")
    press(poster, "次へ（まだ送りません）")
    look(poster)
    for group in poster.locator("main fieldset").all():
        group.get_by_label("いいえ").check()
    poster.locator("main fieldset").first.get_by_label("はい").check()
    press(poster, "送る")
    expect(poster.get_by_role("alert")).to_contain_text("送る前に、もう一度考えてください")
    look(poster)
    press(poster, "だれのことか分からないので、このまま送る")
    expect(poster.get_by_text("事務局が確認しています")).to_be_visible()
    look(poster)

    need = Need.objects.get()
    desk.goto("/admin/platform_orgs/need/?waits=yes")
    follow(desk, need.title)
    look(desk)
    press(desk, "読んだ。募集を始める")

    responder.goto(f"/platform/needs/{need.slug}/")
    look(responder)
    follow(responder, "力を貸せます（回答する）")
    look(responder)
    responder.get_by_label("内容").fill("灯油を届けられます。090-0000-0001まで。")
    press(responder, "送る")
    look(responder)
    press(responder, "このまま送る")
    expect(responder.get_by_text("事務局が確認しています（")).to_be_visible()
    look(responder)

    desk.goto(f"/admin/platform_orgs/need/{need.pk}/")
    look(desk)
    press(desk, "読んだ。相手に見せる")

    poster.goto(f"/platform/needs/{need.slug}/")
    look(poster)
    follow(poster, "となりの会")
    press(poster, "お願いする")
    look(poster)
    poster.get_by_label("内容").fill("来週お願いします。")
    press(poster, "送る")
    follow(poster, "結果を記録して終わる")
    poster.get_by_label("ひとこと").fill("十軒に届いた")
    press(poster, "助けになった")
    expect(poster.get_by_text("十軒に届いた")).to_be_visible()
    look(poster)

    responder.reload()
    expect(responder.get_by_text("もう書けません")).to_be_visible()
    look(responder)


def test_office_does_it_on_behalf(wide_page: Page, live_server, office, staff, organisation, org_neighbour):
    desk = sign_in(wide_page, staff, live_server)
    neighbour = org_neighbour.platform_memberships.get().organisation
    factories.make_resource(neighbour, title="灯油", categories=["money"])

    desk.goto("/admin/platform_orgs/need/enter/")
    look_over(desk)
    desk.get_by_label("どの団体の困りごとですか").select_option(label=organisation.name)
    desk.get_by_label("ひとことで言うと").fill("冬の灯油代が払えない家が増えている")
    desk.get_by_label("どんな困りごとか").fill("相談が続いています。")
    desk.get_by_label("分類").select_option(label="お金")
    press(desk, "募集を始める")
    expect(desk.get_by_text("「お金」に合う強み：灯油")).to_be_visible()
    look_over(desk)
    follow(desk, "回答を入力する")
    look_over(desk)
    desk.get_by_label("だれの回答ですか").select_option(label=neighbour.name)
    desk.get_by_label("内容").fill("灯油を届けられます。")
    press(desk, "回答を入力する")
    follow(desk, "やりとりに書く")
    look_over(desk)
    desk.get_by_label("内容").fill("ありがとうございます。")
    press(desk, "やりとりに書く")
    press(desk, "お願いする")
    press(desk, "助けになった")
    look_over(desk)

    assert Need.objects.get().outcome == "helped"
    desk.goto("/admin/platform_orgs/need/minutes/")
    look_over(desk)
