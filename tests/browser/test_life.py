"""Life happens: the family telephones, staff see what follows and press; a mark is taken back."""

import pytest

from portal.bookings.models import Booking
from portal.people.models import Person
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.browser.checks import violations
from tests.browser.states import press, unfold
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_family_telephones_and_staff_stop_everything_and_find_who_takes_over(wide_page, staff, office):
    booking = apply_for(
        factories.make_training(), people=[person("見本 花子"), person("見本 次郎", telephone="")]
    )
    page = wide_page
    sign_in(page, staff)
    page.goto(f"/admin/desk/person/{booking.contact_id}/")

    unfold(page)
    page.get_by_role("link", name="亡くなられた").click()
    foreseen = page.locator(".follows").inner_text()
    page.get_by_label("だれから聞いたか").fill("お姉さんからお電話")
    press(page, "「亡くなられた」と記録する")
    followed = page.locator(".follows").inner_text()
    page.get_by_role("link", name="連絡先がいなくなる申込").click()
    page.get_by_role("link", name="連絡先を替える").click()
    page.get_by_label("その人の電話番号").fill("0857-51-0295")
    press(page, "連絡先を替える")

    assert foreseen == followed
    assert Person.objects.get(pk=booking.contact_id).has_died
    assert Booking.objects.get().contact.name == "見本 次郎"
    page.goto(f"/admin/people/person/{booking.contact_id}/marks/died/undo/")
    page.get_by_label("理由").fill("別の方でした")
    press(page, "元に戻す")
    assert Person.objects.get(pk=booking.contact_id).may_be_contacted


def test_pages_about_people_have_no_violation_that_axe_knows(wide_page, manager, office):
    booking = apply_for(factories.make_training(), people=[person("見本 花子"), person("見本 次郎")])
    hidden = factories.make_person(handle_with_care=True, telephone="0857510295")
    one, other = booking.contact_id, hidden.pk
    page = wide_page
    sign_in(page, manager)

    # Not the stock form: its style sheet imports another one, which axe would load by an inline style.
    found = {}
    for path in (
        f"{one}/marks/",
        f"{one}/marks/moved_away/",
        f"{one}/marks/moved_away/undo/",
        f"{other}/open/",
        f"{one}/merge/",
        f"{one}/merge/{other}/",
    ):
        page.goto(f"/admin/people/person/{path}")
        unfold(page)
        found[path] = violations(page)
    for path in (f"/admin/desk/person/{other}/", f"/admin/bookings/booking/{booking.pk}/contact/"):
        page.goto(path)
        unfold(page)
        found[path] = violations(page)

    assert {path: problems for path, problems in found.items() if problems} == {}
