"""Coming in by a code, as on a telephone: with and without JavaScript, by keyboard, at any size."""

import re

import pytest

from portal.accounts.models import SignInCode
from tests import factories
from tests.accounts.signing_in import ADDRESS, another_code, codes_mailed
from tests.browser.checks import cut_off, enlarge_text, scroll_width, violations
from tests.browser.states import Visit, press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hanako(office):
    return factories.make_supporter(person=factories.make_person(email=ADDRESS))


def ask(page):
    page.get_by_label("メールアドレス").fill(ADDRESS)
    press(page, "コードを受け取る")


def enter(page, code):
    page.get_by_label("6けたのコード").fill(code)
    press(page, "ログインする")


def visits():
    """Each state of the sign-in, in the order in which one browser comes through them."""
    return [
        Visit("address", "/accounts/?next=/help/%3Fkept%3Dx"),
        Visit("no address", "/accounts/", lambda page: press(page, "コードを受け取る")),
        Visit("code", "/accounts/", ask),
        Visit("wrong code", "/accounts/code/", lambda page: enter(page, another_code(codes_mailed()[-1]))),
        Visit("asked again", "/accounts/code/", lambda page: press(page, "コードをもう一度送る")),
        Visit("signed in", "/accounts/code/", lambda page: enter(page, codes_mailed()[-1])),
        Visit("signed out", "/accounts/", lambda page: press(page, "ログアウト")),
    ]


def test_every_state_has_no_violation_that_axe_knows(page, hanako):
    found = {}
    for visit in visits():
        visit.make(page)
        found[visit.name] = violations(page)

    assert {name: broken for name, broken in found.items() if broken} == {}
    assert page.locator("h1").inner_text() == "ログイン"


@pytest.mark.parametrize(("width", "is_enlarged"), [(320, False), (640, True)])
def test_every_state_fits_a_small_screen_and_large_text(open_page, hanako, width, is_enlarged):
    page = open_page(viewport={"width": width, "height": 800})
    widths, lost = {}, {}
    for visit in visits():
        visit.make(page)
        if is_enlarged:
            enlarge_text(page)
        widths[visit.name] = scroll_width(page)
        lost[visit.name] = cut_off(page)

    assert {name: found for name, found in widths.items() if found > width} == {}
    assert {name: texts for name, texts in lost.items() if texts} == {}


def test_without_javascript_the_way_leads_in_and_back_to_the_page_that_was_wanted(no_js_page, hanako):
    no_js_page.goto("/accounts/?next=/help/")
    ask(no_js_page)
    enter(no_js_page, codes_mailed()[0])

    assert no_js_page.url.endswith("/help/")
    no_js_page.goto("/accounts/")
    assert ADDRESS in no_js_page.locator("main").inner_text()


def test_page_is_there_again_after_a_look_into_the_mails_in_another_tab(page, hanako):
    page.goto("/accounts/")
    ask(page)
    other_tab = page.context.new_page()
    other_tab.goto("/accounts/")

    assert re.search(r"ha…@example\.com あてのコードを、\d+:\d\dに", other_tab.locator("main").inner_text())
    enter(other_tab, codes_mailed()[0])
    page.reload()
    assert page.locator("h1").inner_text() == "あなたのページ"


def test_code_is_pasted_with_spaces_and_sent_by_the_enter_key(page, hanako):
    page.goto("/accounts/")
    page.get_by_label("メールアドレス").fill(ADDRESS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/code/")
    code = codes_mailed()[0]
    page.get_by_label("6けたのコード").focus()
    page.keyboard.insert_text(f" {code[:3]}　{code[3:]} ")
    page.keyboard.press("Enter")

    page.wait_for_url("**/accounts/")
    assert page.locator("h1").inner_text() == "あなたのページ"


def test_wrong_code_brings_the_reader_to_what_is_to_be_corrected(page, hanako):
    page.goto("/accounts/")
    ask(page)
    enter(page, another_code(SignInCode.objects.get().code))

    assert page.title().startswith("エラー")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.locator("#error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "id_code"
