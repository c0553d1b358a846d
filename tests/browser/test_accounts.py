"""A manager opens an account, hands over its first password, gives a role and closes it, on a telephone under axe."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.accounts.staff.accounts import roles_of
from tests.browser.checks import scroll_width, violations
from tests.browser.states import follow, press
from tests.browser.test_staff import sign_in
from tests.staff_door.managing import make_manager

pytestmark = pytest.mark.django_db(transaction=True)


def test_account_is_opened_printed_given_a_role_and_closed(page: Page, office: Any) -> None:
    found = {}

    def look(name: str, heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        found[name] = (scroll_width(page), violations(page))

    sign_in(page, make_manager(name="管理 さくら"))
    page.goto("/admin/colleagues/")
    look("list", "職員のログイン")
    follow(page, "アカウントを開く")
    press(page, "アカウントを開く")
    look("mistakes", "アカウントを開く")
    page.get_by_label("メールアドレス").fill("ｎｅｗ＠Example.com")
    page.get_by_label("表示名").fill("新人 一")
    press(page, "アカウントを開く")
    look("printed", "最初のパスワード（新人 一）")
    follow(page, "印刷したので、つぎへ進む")
    look("colleague", "新人 一")
    follow(page, "役割を変える")
    look("roles", "役割を変える")
    page.get_by_label("気づきの担当：").check()
    press(page, "保存する")
    look("given", "新人 一")
    user = User.objects.get(email="new@example.com")
    assert roles_of(user) == {"職員", "気づきの担当"}
    follow(page, "アカウントを閉じる")
    look("close", "アカウントを閉じる")
    press(page, "アカウントを閉じる")
    expect(page.get_by_text("このアカウントは閉じています。")).to_be_visible()
    look("closed", "新人 一")

    assert found == dict.fromkeys(found, (390, []))
    user.refresh_from_db()
    assert not user.is_active
