"""What holds on every public page in every state: for people who see little, zoom in, or do not see at all."""

import pytest

from tests.browser.checks import cut_off, enlarge_text, scroll_width, violations
from tests.browser.concern_states import concerns
from tests.browser.states import GROUPS

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 568}
TELEPHONE = {"width": 390, "height": 844}
ZOOMED_IN = {"width": 640, "height": 900}


@pytest.mark.parametrize("group", [*GROUPS, concerns], ids=lambda group: group.__name__)
def test_page_in_any_state_breaks_no_rule_of_axe_and_loses_nothing_narrow_or_enlarged(
    group, office, staff, open_page
):
    """Opened and brought into its state once, where that is hardest: on the narrowest screen."""
    page = open_page(viewport=NARROW)

    broken, widths, lost = {}, {}, {}
    for visit in group(staff):
        page.set_viewport_size(NARROW)
        visit.make(page)
        widths[visit.name], lost[visit.name] = scroll_width(page), cut_off(page)
        page.set_viewport_size(TELEPHONE)
        broken[visit.name] = violations(page)
        page.set_viewport_size(ZOOMED_IN)
        enlarge_text(page)
        # Half as wide a screen would be for text that is twice as large.
        widths[f"{visit.name}, enlarged"] = scroll_width(page) / 2
        lost[f"{visit.name}, enlarged"] = cut_off(page)

    assert {name: rules for name, rules in broken.items() if rules} == {}
    assert {name: width for name, width in widths.items() if width > 320} == {}
    assert {name: texts for name, texts in lost.items() if texts} == {}
