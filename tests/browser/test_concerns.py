"""Telling the office of a worry as it goes on old telephones, and the inbox where it arrives."""

import pytest
from playwright.sync_api import expect

from portal.correspondence.models import CallListLine
from supporters.concerns import actions
from supporters.models import Concern
from tests.browser.checks import scroll_width
from tests.browser.concern_states import write
from tests.browser.states import follow, press
from tests.browser.test_staff import sign_in
from tests.supporters.concerns import make_call, make_concern

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = {"width": 320, "height": 568}


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_worry_is_told_at_320_pixels_without_cookies_with_or_without_java_script(
    open_page, office, java_script_enabled
):
    page = open_page(viewport=SMALL, java_script_enabled=java_script_enabled)
    widths = []

    page.goto("/")
    follow(page, "気になる人がいる")
    widths.append(scroll_width(page))
    follow(page, "文章で知らせる")
    widths.append(scroll_width(page))
    write(page, "隣の見本さんが心配です")
    expect(page.get_by_text("「見本さん」")).to_be_visible()
    follow(page, "書き直す")
    page.get_by_label("気になっていること").fill("隣の人が心配です")
    press(page, "確認へ進む")
    expect(page.get_by_text("お名前や住所が入っているようです")).to_have_count(0)
    widths.append(scroll_width(page))
    press(page, "この内容で送る")
    widths.append(scroll_width(page))

    concern = Concern.objects.get()
    assert (concern.what, concern.names_kept) == ("隣の人が心配です", False)
    number = page.locator(".receipt__number").inner_text()
    assert number.replace("-", "") == concern.receipt_number
    assert widths == [320] * 4
    assert page.context.cookies() == []


def test_telephone_wish_takes_three_pages(no_js_page, office):
    page = no_js_page
    page.goto("/supporters/concerns/new/")
    follow(page, "電話で話したい")
    page.get_by_label("あなたの電話番号").fill("０８５７－５１－１１１１")
    press(page, "確認へ進む")
    press(page, "この内容で送る")

    assert page.title().startswith("受け取りました")
    assert CallListLine.objects.get().message.recipient.telephone == "0857511111"


def test_danger_leads_to_telephones_and_to_no_form(no_js_page, office):
    page = no_js_page
    page.goto("/supporters/concerns/new/")
    follow(page, "いま、危険がある")

    expect(page.locator("main a[href='tel:119']")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)


def test_inbox_and_worry_have_no_violation_that_axe_knows(wide_page, office, manager, axe):
    page = wide_page
    concern = make_concern(
        what="隣の見本さんが心配です", reporter={"email": "a@example.com", "answer_wish": "mail"}
    )
    make_call(urgency="today")
    sign_in(page, manager)

    page.goto("/admin/supporters/concern/")
    axe(page)
    page.goto(f"/admin/supporters/concern/{concern.pk}/")
    press(page, "知らせてくれた人を見る")
    axe(page)
    actions.answer(concern_id=concern.pk, text="はい", by=manager, revision=0)
    for name in ("", "answer/", "close/", "assign/"):
        page.goto(f"/admin/supporters/concern/{concern.pk}/{name}")
        axe(page)
    page.goto("/admin/supporters/concern/enter/")
    press(page, "受け付ける")
    axe(page)
