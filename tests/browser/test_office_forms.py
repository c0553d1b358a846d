"""The office's own forms in admin, as axe and a telephone see them: settings, notices, helplines, what is hidden."""

import datetime

import pytest

from portal.office.models import HelplineHours, HelplineWindow, NoticeFile
from tests.browser.checks import scroll_width, violations
from tests.browser.states import press, unfold
from tests.browser.test_staff import sign_in
from tests.factories import in_days, make_helpline, make_notice

pytestmark = pytest.mark.django_db(transaction=True)


def test_forms_of_the_office_have_no_violation_that_axe_knows(page, office, manager, organisation):
    notice = make_notice(is_pinned=True, hidden_from=in_days(1))
    NoticeFile.objects.create(notice=notice, label="募集要項", file="a.pdf", size=1)
    line = make_helpline(opening="hours")
    HelplineHours.objects.create(
        helpline=line, weekdays=[0, 4], opens_at=datetime.time(9), closes_at=datetime.time(17)
    )
    HelplineWindow.objects.create(helpline=line, opens_at=in_days(1), closes_at=in_days(2))
    sign_in(page, manager)

    found = {}
    for path in (
        "office/office/1/change/",
        f"office/notice/{notice.pk}/change/",
        f"office/helpline/{line.pk}/change/",
        "hidden/",
        f"hidden/platform_orgs.organisation/{organisation.pk}/",
    ):
        page.goto(f"/admin/{path}")
        unfold(page)
        found[path] = (violations(page, reads_sheets=False), scroll_width(page))
    page.locator("#id_hidden_from_0").fill("2027-02-01")
    page.locator("#id_hidden_until_0").fill("2027-01-01")
    press(page, "保存する")
    found["refused"] = (violations(page, reads_sheets=False), scroll_width(page))

    assert {path: seen for path, seen in found.items() if seen != ([], 390)} == {}
