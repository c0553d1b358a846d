"""What staff do goes on record: once, with who, what, when and from where, and without what a record says."""

import json
import logging

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse

from portal.audit.keeping import forget_old
from portal.audit.models import Entry
from portal.audit.pages import doing
from portal.people.merging import merge_people
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

LIST = "/admin/audit/entry/"


def entries(**about):
    return [(each.verb, each.what, each.number) for each in Entry.objects.filter(**about).order_by("pk")]


@pytest.fixture
def booking():
    return apply_for(factories.make_training(), people=[person(name="見本 花子", telephone="0857000001")])


def test_opening_changing_and_exporting_are_one_entry_each(staff, staff_client, booking):
    Entry.objects.all().delete()
    page = reverse("admin:bookings_booking_page", args=[booking.pk])
    cancel = reverse("admin:bookings_booking_cancel", args=[booking.pk])
    export = reverse("admin:bookings_occasion_export", args=[booking.occasion_id])

    with time_machine.travel(factories.local(2026, 6, 4, 10), tick=False):
        staff_client.get(page, REMOTE_ADDR="192.0.2.7")
    staff_client.post(cancel, {"revision": booking.revision})
    staff_client.post(export, staff_client.get(export).context["form"].initial)

    made = Entry.objects.order_by("pk").first()
    assert (made.by, made.at, made.address) == (staff, factories.local(2026, 6, 4, 10), "192.0.2.7")
    assert entries()[:2] == [
        ("opened", "bookings.booking", str(booking.pk)),
        ("changed", "bookings.booking", str(booking.pk)),
    ]
    assert ("exported", "bookings.occasion", str(booking.occasion_id)) in entries()[2:]


def test_address_is_the_one_that_our_own_proxy_says(staff_client, booking, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    page = reverse("admin:bookings_booking_page", args=[booking.pk])

    staff_client.get(page, headers={"X-Forwarded-For": "203.0.113.5, 192.0.2.7"})
    staff_client.get(page, headers={"X-Forwarded-For": "nonsense"})

    found = Entry.objects.filter(what="bookings.booking").order_by("pk").values_list("address", flat=True)
    assert list(found) == ["192.0.2.7", None]


def test_what_was_not_done_is_not_on_record(booking, staff_client):
    missing = reverse("admin:bookings_booking_page", args=[999999])
    note = reverse("admin:desk_note", args=[booking.contact_id])
    lesser = Client()
    lesser.force_login(factories.make_user(is_staff=True))
    Entry.objects.all().delete()

    staff_client.get(missing)
    staff_client.post(note, {"text": ""})
    lesser.get(reverse("admin:bookings_booking_page", args=[booking.pk]))
    Client().get(reverse("admin:bookings_booking_page", args=[booking.pk]))

    assert entries() == []


def test_entry_and_log_line_hold_numbers_only(booking, staff_client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.audit"):
        staff_client.get(reverse("admin:people_person_change", args=[booking.contact_id]))
        staff_client.get(reverse("admin:bookings_occasion_roster", args=[booking.occasion_id]), {"q": "見本"})

    lines = [record.getMessage() for record in caplog.records if record.name == "portal.audit"]
    assert [json.loads(line)["what"] for line in lines[-2:]] == ["people.person", "bookings.occasion"]
    stored = json.dumps([*Entry.objects.values_list("what", "number", "page"), lines])
    for private in ("見本", "花子", "0857000001"):
        assert private not in stored
        assert json.dumps(private)[1:-1] not in stored


def test_what_cannot_be_recorded_is_not_shown(booking, staff_client, monkeypatch):
    page = reverse("admin:bookings_booking_page", args=[booking.pk])
    monkeypatch.setattr(Entry._meta, "db_table", "no_such_table")
    staff_client.raise_request_exception = False

    answer = staff_client.get(page)

    assert answer.status_code == 500
    assert "見本" not in answer.content.decode()


def test_signing_in_of_staff_and_failures_are_on_record_and_members_are_not(staff, stranger):
    client = Client()
    client.post("/admin/login/", {"username": "staff@example.com", "password": "secret-typed-here"})
    client.force_login(stranger)

    assert entries() == [("failed", "", "")]
    client.force_login(staff)
    assert entries()[1:] == [("signed_in", "accounts.user", str(staff.pk))]
    assert "secret" not in str(list(Entry.objects.values()))


def test_nobody_changes_the_record(manager_client, booking):
    manager_client.get(reverse("admin:bookings_booking_page", args=[booking.pk]))
    entry = Entry.objects.filter(what="bookings.booking").get()

    page = manager_client.get(LIST).content.decode()

    assert f"申込 {booking.pk}" in page
    assert manager_client.get(f"{LIST}add/").status_code == 403
    for path in (f"{LIST}{entry.pk}/delete/", f"{LIST}{entry.pk}/change/"):
        assert manager_client.post(path, {"post": "yes"}).status_code == 403
    assert Entry.objects.filter(pk=entry.pk).exists()
    assert "delete_selected" not in admin.site._registry[Entry].get_actions(
        manager_client.get(LIST).wsgi_request
    )


def test_record_is_for_managers(staff, manager_client, stranger_client):
    clerk = Client()
    clerk.force_login(factories.make_user(is_staff=True))
    for path in (LIST, f"{LIST}person/1/", f"{LIST}accounts/"):
        assert manager_client.get(path).status_code == 200
        assert clerk.get(path).status_code == 403
        assert stranger_client.get(path).status_code == 302
        assert Client().get(path).status_code == 302


def test_person_s_page_names_who_saw_them_on_rosters_and_under_a_record_now_merged(
    manager, manager_client, staff_client, booking
):
    other = factories.make_person()
    staff_client.get(reverse("admin:people_person_change", args=[other.pk]))
    staff_client.get(reverse("admin:bookings_occasion_roster", args=[booking.occasion_id]))
    staff_client.get(reverse("admin:people_person_change", args=[factories.make_person().pk]))
    merge_people(keep_id=booking.contact_id, drop_id=other.pk, by=manager)

    rows = manager_client.get(f"{LIST}person/{booking.contact_id}/").context["rows"]

    assert [(entry.by.name, about) for entry, about in rows] == [
        ("事務 花子", f"研修・催し {booking.occasion_id}"),
        ("事務 花子", f"人 {other.pk}"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(count, manager_client, django_assert_num_queries):
    for _each in range(count):
        manager_client.get(f"{LIST}person/1/")

    # session, user; who is in the record, kinds in it; count, rows; bounds and days of the dates
    with django_assert_num_queries(8):
        assert manager_client.get(LIST).status_code == 200


def test_old_entries_go_after_a_year(staff):
    old = Entry.objects.create(by=staff, verb="opened", at=factories.in_days(-366))
    young = Entry.objects.create(by=staff, verb="opened", at=factories.in_days(-364))

    forget_old()

    assert list(Entry.objects.filter(pk__in=[old.pk, young.pk])) == [young]


# The frame, and figures without anybody in them.
_SILENT = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n",
    "view_on_site", "app_list", "hidden", "retention", "personal_files", "personal_files_csv", "own_sign_in",
    "sign_in_again", "first_day",
}  # fmt: skip


def office_addresses(patterns, prefix="", app_name=""):
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from office_addresses(pattern.url_patterns, here, pattern.app_name or app_name)
        elif here.startswith("admin/") and pattern.name:
            yield pattern.name, app_name


class _Match:
    def __init__(self, name, app_name):
        self.url_name, self.app_name, self.kwargs = name, app_name, {"kind": "office.helpline"}


def test_every_press_in_the_office_is_about_a_known_kind_of_record():
    from django.apps import apps

    found = list(office_addresses(get_resolver().url_patterns))
    assert len(found) > 300

    unknown = []
    for name, app_name in found:
        done = doing(_Match(name, app_name), is_press=True)
        if done is None:
            assert name in _SILENT, name
            continue
        try:
            apps.get_model(done.what)
        except (LookupError, ValueError):
            unknown.append(name)
    assert unknown == []


def test_list_says_kinds_in_words_and_leads_to_the_review_of_accounts(manager_client, booking):
    manager_client.get(reverse("admin:bookings_booking_page", args=[booking.pk]))

    page = manager_client.get(LIST).content.decode()

    assert '<a href="?what=bookings.booking">' in page
    shown = page[page.index('<a href="?what=bookings.booking">') :]
    assert shown.split(">", 1)[1].split("<")[0].strip() == "申込"
    assert (
        f'href="{reverse("admin:audit_entry_accounts")}">職員アカウントの棚卸し（印刷できます）</a>' in page
    )


def test_what_is_printed_says_when_and_by_whom(manager_client, booking):
    manager_client.get(reverse("admin:bookings_booking_page", args=[booking.pk]))

    sheets = [
        manager_client.get(f"{LIST}{path}").content.decode()
        for path in ("accounts/", f"person/{booking.contact_id}/")
    ]

    assert ["所長 太郎 が作成" in sheet for sheet in sheets] == [True, True]
    # The names of addresses are for those who look after the system: they stand in the entry only.
    shown = [sheets[1], manager_client.get(LIST).content.decode()]
    entry = Entry.objects.get(page="bookings_booking_page")
    closer = manager_client.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert ["bookings_booking_page" in page for page in (*shown, closer)] == [False, False, True]
