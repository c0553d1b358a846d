"""What a machine may have sent is marked for the office; nobody is refused, and no answer differs."""

import re

import pytest
from django.urls import reverse

from portal.bookings.links import booking_token
from portal.bookings.models import Booking, BookingDraft
from portal.inquiries.models import Inquiry
from tests import factories
from tests.bookings.test_apply_pages import typed

pytestmark = pytest.mark.django_db

MARK = "機械かもしれません"
FORM = "/contact/form/"
NOBODYS = ["x", "https://spam.example", "\x00", "あ" * 10_000, "\ud800"]


@pytest.fixture
def apply_url(office):
    return f"/trainings/{factories.make_training().slug}/apply/"


def signs_on(page: str) -> dict[str, str]:
    (opened,) = re.findall(r'name="opened" value="([^"]*)"', page)
    return {"homepage": "", "opened": opened}


def opened_form(client, url: str, time_machine, *, seconds: float) -> dict[str, str]:
    """The hidden part of a form that was opened and is sent so many seconds later."""
    time_machine.move_to("2026-11-02T10:15:00+09:00", tick=False)
    signs = signs_on(client.get(url).content.decode())
    time_machine.shift(seconds)
    return signs


def apply(client, url: str, **signs: str) -> Booking:
    sent = client.post(url, typed(**signs))
    assert (sent.status_code, sent.cookies) == (302, {})
    draft = BookingDraft.objects.latest("pk")
    assert not {"homepage", "opened"} & set(draft.data)
    client.get(sent.url)
    assert client.post(sent.url).status_code == 302
    return Booking.objects.latest("pk")


def inquire(client, **signs: str) -> Inquiry:
    key = f"key-{Inquiry.objects.count()}"
    sent = client.post(
        FORM, {"body": "教えてください", "answer_wish": "none", "submission_key": key, **signs}
    )
    assert (sent.status_code, sent.url) == (302, "/contact/thanks/")
    return Inquiry.objects.latest("pk")


def test_form_that_a_person_fills_in_is_not_marked(client, apply_url, time_machine):
    assert not apply(
        client, apply_url, **opened_form(client, apply_url, time_machine, seconds=20)
    ).may_be_machine
    assert not inquire(client, **opened_form(client, FORM, time_machine, seconds=20)).may_be_machine


@pytest.mark.parametrize("homepage", NOBODYS)
def test_field_that_nobody_sees_marks_whatever_is_in_it(client, apply_url, time_machine, homepage):
    for url, send in (
        (apply_url, lambda **s: apply(client, apply_url, **s)),
        (FORM, lambda **s: inquire(client, **s)),
    ):
        signs = opened_form(client, url, time_machine, seconds=20)
        assert send(**{**signs, "homepage": homepage.encode("utf-8", "replace").decode()}).may_be_machine


@pytest.mark.parametrize("opened", [None, "", "x", ":1wOZ8P:forged", "\x00", "あ" * 10_000])
def test_form_without_its_page_or_sent_at_once_is_marked(client, apply_url, time_machine, opened):
    signs = {} if opened is None else {"opened": opened}

    assert apply(client, apply_url, **signs).may_be_machine
    assert inquire(client, **signs).may_be_machine
    assert apply(client, apply_url, **opened_form(client, apply_url, time_machine, seconds=2)).may_be_machine
    assert inquire(client, **opened_form(client, FORM, time_machine, seconds=2)).may_be_machine


def test_person_whose_draft_became_invalid_is_not_marked_for_correcting_it(client, apply_url, time_machine):
    signs = opened_form(client, apply_url, time_machine, seconds=20)
    confirm = client.post(apply_url, typed(**signs)).url
    BookingDraft.objects.update(data={})

    again = signs_on(client.get(confirm).content.decode())
    time_machine.shift(20)
    client.post(client.post(confirm.removesuffix("confirm/"), typed(**again)).url)

    assert not Booking.objects.get().may_be_machine


def test_marked_application_gets_the_same_seat_page_and_message(client, apply_url, time_machine):
    signs = opened_form(client, apply_url, time_machine, seconds=20)
    person = apply(client, apply_url, **signs)
    machine = apply(
        client, apply_url, **{**signs, "homepage": "x", "name": "見本 次郎", "kana": "みほんじろう"}
    )

    assert (person.may_be_machine, machine.may_be_machine) == (False, True)
    assert machine.status == person.status == Booking.Status.CONFIRMED
    assert MARK not in client.get(f"/bookings/{booking_token(machine)}/").content.decode()


def test_mark_stays_when_the_draft_is_corrected_and_errors_are_the_same(client, apply_url, time_machine):
    signs = opened_form(client, apply_url, time_machine, seconds=20)
    pages = [
        client.post(apply_url, typed(**signs | {"name": ""} | more)).content.decode()
        for more in ({}, {"homepage": "x"})
    ]
    assert signs_on(pages[0])["opened"] == signs["opened"]
    assert pages[0].count("error") == pages[1].count("error") > 0

    sent = client.post(apply_url, typed(**{**signs, "homepage": "x"}))
    edit = sent.url.removesuffix("confirm/")
    again = client.post(edit, typed(**opened_form(client, edit, time_machine, seconds=60)))
    client.post(again.url)

    assert Booking.objects.get().may_be_machine


def test_office_sees_the_mark_in_lists_and_pages_and_can_look_for_it(
    client, manager_client, apply_url, time_machine
):
    marked = apply(client, apply_url)
    inquiry = inquire(client)
    pages = [
        reverse("admin:bookings_booking_changelist"),
        reverse("admin:bookings_booking_page", args=[marked.pk]),
        reverse("admin:bookings_occasion_roster", args=[marked.occasion_id]),
        reverse("admin:inquiries_inquiry_changelist"),
        reverse("admin:inquiries_inquiry_page", args=[inquiry.pk]),
    ]
    span = f'<span class="mark mark--soft">{MARK}</span>'

    assert [manager_client.get(page).content.decode().count(span) for page in pages] == [1] * 5
    factories.make_booking(marked.occasion)
    found = manager_client.get(f"{pages[0]}?check=machine").context["cl"]
    assert list(found.queryset) == [marked]
    Booking.objects.update(may_be_machine=False)
    Inquiry.objects.update(may_be_machine=False)
    assert [manager_client.get(page).content.decode().count(span) for page in pages] == [0] * 5


def test_trap_is_out_of_sight_and_tempts_no_password_manager(client, manager_client, apply_url):
    for url in (apply_url, FORM):
        page = client.get(url).content.decode()
        (trap,) = re.findall(r"<div hidden>(.*?)</div>", page, re.DOTALL)
        (field,) = re.findall(r"<input[^>]*>", trap)
        for name in ("data-1p-ignore", "data-lpignore", "data-bwignore"):
            assert f'{name}="true"' in field
        for attribute in ('autocomplete="off"', 'tabindex="-1"', 'data-form-type="other"'):
            assert attribute in field
        assert "required" not in field
        assert "style" not in trap
        # No name of the kinds that browsers know to fill in (HTML, autofill field names).
        assert 'name="homepage"' in field
        assert "何も書かないでください" in trap
        assert page.count("homepage") == 3
    entry = reverse("admin:bookings_occasion_enter", args=[factories.make_training().pk])
    assert "homepage" not in manager_client.get(entry).content.decode()
