"""The registry on paper: what somebody works with is everybody's in the office, all of it the managers'."""

import pytest

from tests.factories import make_supporter
from tests.staff_door.managing import inside, make_colleague

pytestmark = pytest.mark.django_db

PRINT = "/admin/supporters/supporter/print/"


def test_more_than_two_hundred_on_one_paper_are_for_who_may_export_the_registry():
    for _each in range(201):
        make_supporter()
    make_supporter(number="2025-0001", state="paused")
    clerk, manager = inside(make_colleague("職員")), inside(make_colleague("管理者"))

    refused = clerk.get(f"{PRINT}?state__exact=active", follow=True)
    narrowed = clerk.get(f"{PRINT}?q=2025-0001")

    assert refused.redirect_chain == [("/admin/supporters/supporter/?state__exact=active", 302)]
    assert "一度に印刷できるのは200人までです" in refused.content.decode()
    assert len(narrowed.context["supporters"]) == 1
    assert len(manager.get(PRINT).context["supporters"]) == 202
