"""What holds on every public page in every state: for people who see little, zoom in, or do not see at all."""

import pytest

from tests.browser.checks import cut_off, enlarge_text, scroll_width, violations
from tests.browser.concern_states import concerns
from tests.browser.states import GROUPS

pytestmark = pytest.mark.django_db(transaction=True)

every_group = pytest.mark.parametrize("group", [*GROUPS, concerns], ids=lambda group: group.__name__)


@every_group
def test_page_in_any_state_has_no_violation_that_axe_knows(group, office, staff, open_page):
    page = open_page()

    found = {}
    for visit in group(staff):
        visit.make(page)
        found[visit.name] = violations(page)

    assert {name: broken for name, broken in found.items() if broken} == {}


@every_group
def test_page_320_pixels_wide_needs_no_sideways_scrolling(group, office, staff, open_page):
    page = open_page(viewport={"width": 320, "height": 568})

    widths, lost = {}, {}
    for visit in group(staff):
        visit.make(page)
        widths[visit.name] = scroll_width(page)
        lost[visit.name] = cut_off(page)

    assert {name: width for name, width in widths.items() if width > 320} == {}
    assert {name: texts for name, texts in lost.items() if texts} == {}


@every_group
def test_page_with_text_twice_as_large_loses_nothing(group, office, staff, open_page):
    page = open_page(viewport={"width": 640, "height": 900})

    widths, lost = {}, {}
    for visit in group(staff):
        visit.make(page)
        enlarge_text(page)
        widths[visit.name] = scroll_width(page)
        lost[visit.name] = cut_off(page)

    assert {name: width for name, width in widths.items() if width > 640} == {}
    assert {name: texts for name, texts in lost.items() if texts} == {}
