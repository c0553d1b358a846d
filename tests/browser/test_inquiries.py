"""A question to the office, from the form to its end, as resident and staff see it."""

import pytest
from playwright.sync_api import expect

from portal.correspondence.outbox import send_due
from portal.inquiries.models import Inquiry
from tests.browser.states import follow, press
from tests.browser.test_staff import sign_in
from tests.factories import make_helpline

pytestmark = pytest.mark.django_db(transaction=True)


def test_question_is_written_taken_answered_by_mail_and_closed(
    no_js_page, wide_page, office, staff, axe, mailoutbox
):
    make_helpline()
    resident, desk = no_js_page, wide_page
    resident.goto("/contact/")
    follow(resident, "文章で送る")
    resident.get_by_label("お問い合わせの内容").fill("土曜の研修はありますか")
    resident.get_by_label("メールで返事がほしい").check()
    resident.get_by_label("メールアドレス").fill("hanako@example.com")
    press(resident, "送る")
    expect(resident.get_by_role("heading", name="受け取りました")).to_be_visible()

    sign_in(desk, staff)
    desk.goto("/admin/inquiries/inquiry/")
    axe(desk)
    follow(desk, f"#{Inquiry.objects.get().pk}")
    axe(desk)
    press(desk, "担当になる")
    follow(desk, "返事を書く")
    press(desk, "この返事を送る")
    expect(desk.locator("#error-summary")).to_be_visible()
    axe(desk)
    desk.get_by_label("返事 ※必須").fill("はい、12月にあります。")
    press(desk, "この返事を送る")
    expect(desk.get_by_text("返事が伝わるのを待っています")).to_be_visible()
    send_due()
    desk.reload()
    axe(desk)

    assert Inquiry.objects.get().state == Inquiry.State.ANSWERED
    assert [(mail.to, "はい、12月にあります。" in mail.body) for mail in mailoutbox] == [
        (["hanako@example.com"], True)
    ]
    press(desk, "もう一度始める")
    follow(desk, "返事をせずに終わりにする")
    press(desk, "終わりにする")
    expect(desk.get_by_text("終わりにしました。")).to_be_visible()
    axe(desk)
    assert Inquiry.objects.get().state == Inquiry.State.CLOSED
