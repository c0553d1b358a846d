"""The verb of an entry says what was done: seen is not taken out, asked for a number is not done."""

import pytest
from django.urls import get_resolver, reverse

from portal.audit.models import Entry
from portal.audit.pages import doing
from tests import factories
from tests.audit.test_recording import office_addresses
from tests.bookings.seats import apply_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


class _Address:
    app_name = ""
    kwargs: dict[str, str] = {}

    def __init__(self, name):
        self.url_name = name


@pytest.mark.parametrize(
    ("name", "pressed", "verb", "what"),
    [
        ("people_person_changelist", False, "listed", "people.person"),
        ("people_person_change", False, "opened", "people.person"),
        ("people_person_change", True, "changed", "people.person"),
        ("people_person_merge_with", True, "merged", "people.person"),
        ("bookings_booking_same", True, "merged", "bookings.booking"),
        ("retention_erase", True, "deleted", "people.person"),
        ("retention_export", True, "exported", "people.person"),
        ("supporters_supporter_export", True, "exported", "supporters.supporter"),
        ("supporters_supporter_print", False, "printed", "supporters.supporter"),
        ("correspondence_letterrun_letters", False, "printed", "correspondence.letterrun"),
        ("bookings_occasion_venue_pack", False, "printed", "bookings.occasion"),
        ("bookings_occasion_enter", True, "created", "bookings.occasion"),
        ("supporters_concern_reporter", True, "opened", "supporters.concern"),
        ("colleague_roles", True, "granted", "accounts.user"),
    ],
)
def test_address_says_what_is_done_with_what(name, pressed, verb, what):
    # An address that is gone would prove nothing.
    assert name in {each for each, _app in office_addresses(get_resolver().url_patterns)}

    done = doing(_Address(name), is_press=pressed)

    assert (done.verb, done.what) == (verb, what)


def test_page_before_a_download_is_seen_and_the_download_alone_is_taken_out(staff_client):
    booking = apply_for(factories.make_training(), people=[person(name="見本 花子")])
    export = reverse("admin:bookings_occasion_export", args=[booking.occasion_id])

    form = staff_client.get(export).context["form"]
    staff_client.post(export, form.initial)

    found = Entry.objects.filter(what="bookings.occasion").order_by("pk")
    assert [(each.verb, each.number) for each in found] == [
        ("opened", str(booking.occasion_id)),
        ("exported", str(booking.occasion_id)),
    ]


@pytest.mark.parametrize("form", ["html", "json", "csv"])
def test_what_is_handed_over_of_a_person_is_on_record_as_a_page_too(manager_client, form):
    someone = factories.make_person()

    manager_client.post(reverse("admin:retention_export", args=[someone.pk, form]))

    found = Entry.objects.filter(what="people.person")
    assert [(each.verb, each.number) for each in found] == [("exported", str(someone.pk))]
