"""わたしのページ as a supporter walks it, with and without JavaScript, on the smallest telephone."""

import re

import pytest

from portal.bookings.models import Booking
from supporters.models import Supporter
from tests import factories
from tests.accounts.signing_in import ADDRESS, codes_mailed
from tests.browser.checks import cut_off, scroll_width, violations
from tests.browser.states import Visit, press

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/supporters/me/"


@pytest.fixture
def hanako(office):
    person = factories.make_person(name="見本 花子", email=ADDRESS, contact_wish="mail", address="見本町1")
    factories.make_booking(factories.make_training(), contact=person)
    factories.make_training(slug="f", title="続きの研修", course_kind="follow_up", eligibility="supporters")
    return factories.make_supporter(person=person)


def sign_in(page):
    page.goto(ME)
    page.get_by_label("メールアドレス").fill(ADDRESS)
    press(page, "コードを受け取る")
    page.get_by_label("6けたのコード").fill(codes_mailed()[-1])
    press(page, "ログインする")


def _clear_name(page):
    page.locator("#id_name").fill("")
    press(page, "保存する")


def _ask_for_address(page):
    page.locator("#id_email").fill("new@example.com")
    press(page, "確認のメールを送る")


def visits():
    return [
        Visit("own page", ME),
        Visit("data", f"{ME}data/"),
        Visit("data with errors", f"{ME}data/", _clear_name),
        Visit("address", f"{ME}email/"),
        Visit("address asked", f"{ME}email/", _ask_for_address),
        Visit("apply", f"{ME}apply/f/"),
        Visit("end", f"{ME}end/"),
        Visit("resting", ME, lambda page: press(page, "お休みする")),
        Visit("account", "/accounts/"),
        Visit("ended", f"{ME}end/", lambda page: press(page, "登録をやめる")),
        Visit("nobody", ME),
    ]


def test_every_state_has_no_violation_and_fits_the_smallest_telephone(hanako, open_page):
    page = open_page(viewport={"width": 320, "height": 568})
    sign_in(page)

    found = {}
    for visit in visits():
        visit.make(page)
        found[visit.name] = (violations(page), scroll_width(page) > 320, cut_off(page))

    assert {name: bad for name, bad in found.items() if bad != ([], False, [])} == {}


def test_question_of_the_number_has_no_violation(hanako, open_page):
    factories.make_supporter(person=factories.make_person(email=ADDRESS))
    page = open_page(viewport={"width": 320, "height": 568})
    sign_in(page)
    assert (violations(page), scroll_width(page) > 320) == ([], False)

    page.get_by_label("登録番号").fill(hanako.number)
    press(page, "ページを開く")

    assert page.get_by_role("heading", level=1).inner_text() == "見本 花子 さんのページ"


def test_supporter_without_javascript_applies_rests_and_corrects(hanako, no_js_page):
    page = no_js_page
    sign_in(page)

    page.get_by_role("link", name=re.compile("申し込む.*続きの研修")).click()
    press(page, "申し込む")
    assert "/receipt/" in page.url
    page.goto(ME)
    press(page, "お休みする")
    assert page.get_by_role("status").inner_text() == "お休みにしました。いつでも再開できます。"
    press(page, "活動を再開する")
    page.get_by_role("link", name="情報を直す").click()
    page.locator("#id_address").fill("見本町2")
    press(page, "保存する")

    assert "見本町2" in page.locator("main").inner_text()
    assert Booking.objects.get(occasion__slug="f").status == "confirmed"
    assert Supporter.objects.get().state == "active"
