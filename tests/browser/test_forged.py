"""A page of another site that sends one of our forms by itself, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from portal.inquiries.models import Inquiry
from tests.browser.checks import violations
from tests.browser.states import press
from tests.factories import make_helpline

pytestmark = pytest.mark.django_db(transaction=True)

TRAP = "http://127.0.0.1:18080/trap/"
_SENDS = """<!doctype html><title>罠</title><form method="post" action="{url}">
<input name="body" value="頼んでいません"><input name="answer_wish" value="none">
<input name="submission_key" value="{key}"></form><script>document.forms[0].submit()</script>"""


def _lay_trap(page: Page, body: str, policy: str) -> None:
    headers = {"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": policy}

    def answer(route: Route) -> None:
        route.fulfill(body=body, headers=headers)

    page.route(TRAP, answer)


def test_form_that_another_site_sends_by_itself_is_refused(
    page: Page, browser: Browser, live_server, office
) -> None:
    make_helpline()
    page.goto("/contact/form/")
    page.get_by_label("お問い合わせの内容").fill("自分で書きました")
    page.get_by_label("返事はいりません").check()
    press(page, "送る")
    expect(page.get_by_role("heading", name="受け取りました")).to_be_visible()

    for key, policy in (("named", "unsafe-url"), ("unnamed", "no-referrer")):
        elsewhere = browser.new_page()
        _lay_trap(elsewhere, _SENDS.format(url=f"{live_server.url}/contact/form/", key=key), policy)
        elsewhere.goto(TRAP)
        expect(elsewhere.get_by_role("heading", name="このサイトの画面から送ってください")).to_be_visible()
        assert violations(elsewhere) == []
        elsewhere.get_by_role("link", name="このサイトの画面を開く").click()
        expect(elsewhere.get_by_label("お問い合わせの内容")).to_have_value("")
        elsewhere.close()

    assert [each.body for each in Inquiry.objects.all()] == ["自分で書きました"]
