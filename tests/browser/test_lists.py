"""The office's lists on a telephone: rows are cards, and nothing pushes the page sideways."""

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.browser.checks import violations
from tests.browser.test_staff import roster, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = [
    "trainings/trainingsession",
    "supporters/supporter",
    "inquiries/inquiry",
    "platform_orgs/organisation",
    "platform_orgs/need",
    "correspondence/outboxmail",
    "events/event",
    "office/notice",
    "audit/entry",
]
LONG = "つながりサポーター養成研修ととても長い名前の会場で開くいくつもの催しのための見本の題名"


def test_ten_most_used_lists_do_not_scroll_sideways_at_390_pixels(page: Page, manager: User, office) -> None:
    training = factories.make_training(title=LONG)
    address = "a-rather-long-address-of-somebody@example.com"
    hanako = person("見本 花子", email=address, contact_wish="mail")
    apply_for(training, people=[hanako])
    factories.make_supporter()
    factories.make_inquiry(body=LONG)
    factories.make_need(factories.make_organisation(name=LONG), title=LONG[:40])
    factories.make_event(title=LONG)
    factories.make_notice(LONG)
    sign_in(page, manager)

    widths = {}
    for address in [roster(training), *(f"/admin/{name}/" for name in LISTS)]:
        page.goto(address)
        widths[address] = page.evaluate("document.scrollingElement.scrollWidth")
        # Without anything in it no list would be too wide.
        assert page.locator("#content-main :is(.roster, #result_list) tbody tr, .told li").count(), address

    assert widths == dict.fromkeys(widths, 390)
    page.goto("/admin/office/notice/")
    card = page.locator("#result_list tbody tr")
    expect(page.locator("#result_list thead")).to_be_hidden()
    assert card.get_by_role("link", name=LONG).bounding_box()["width"] > 150
    assert violations(page) == []
