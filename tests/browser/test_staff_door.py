"""The first day of somebody of the office, by keyboard and pointer, and every page of it under axe."""

import time

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import OneTimeSheet
from tests.browser.checks import violations
from tests.browser.states import press
from tests.browser.test_staff import sign_in
from tests.staff_door.entering import number_at
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db(transaction=True)


def fill_door(page: Page, user, number: str = "") -> None:
    page.goto("/admin/desk/")
    page.get_by_label("メールアドレス").fill(user.email)
    page.get_by_label("パスワード").fill("tests-only-password")
    page.get_by_label("確認の番号").fill(number)
    press(page, "ログインする")


@pytest.mark.parametrize("width", [390, 1280])
def test_first_day_from_the_door_to_the_printed_numbers(width, open_page, office, staff):
    page = open_page(viewport={"width": width, "height": 844}, java_script_enabled=width == 390)
    found = {}
    page.goto("/admin/")
    found["door"] = violations(page) if width == 390 else []

    fill_door(page, staff)
    expect(page.get_by_role("heading", name="認証アプリを登録してください")).to_be_visible()
    assert page.locator(".panel svg.qr").is_visible()
    found["factor"] = violations(page) if width == 390 else []
    secret = page.locator(".code--secret").inner_text().replace(" ", "")
    page.get_by_label("いま表示されている6けたの番号").fill(number_at(secret, time.time()))
    press(page, "登録する")
    expect(page.get_by_role("heading", name="予備の番号", exact=True)).to_be_visible()
    assert page.locator(".one-time-codes li").count() == 10
    found["sheet"] = violations(page) if width == 390 else []
    page.get_by_role("link", name="印刷したので、つぎへ進む").click()

    expect(page.get_by_role("heading", name="電話受付")).to_be_visible()
    assert OneTimeSheet.objects.filter(user=staff).count() == 1
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_pages_of_the_door_have_no_violation_that_axe_knows(wide_page, office, staff, manager):
    page = wide_page
    number_of(staff)
    fill_door(page, staff, "000000")
    assert page.title().startswith("エラー：")
    found = {"refused": violations(page)}
    sign_in(page, manager)
    for path in (
        "/admin/sign-in/",
        "/admin/sign-in/again/",
        "/admin/sign-in/factor/",
        "/admin/colleagues/",
        f"/admin/colleagues/{staff.pk}/",
        f"/admin/colleagues/{staff.pk}/token/",
    ):
        page.goto(path)
        found[path] = violations(page)
    page.goto(f"/admin/colleagues/{staff.pk}/")
    press(page, "使い切りの番号表を作る")
    expect(page.get_by_role("heading", name="使い切りの番号表", exact=True)).to_be_visible()
    found["list"] = violations(page)

    assert {path: broken for path, broken in found.items() if broken} == {}
