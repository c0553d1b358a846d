"""Asked for a number once more: before what cannot be taken back, after a quarter of an hour, and for nothing else."""

import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.accounts.staff import tries
from portal.audit.models import Entry
from portal.people.models import PersonMerge
from portal.retention.models import PersonRequest
from supporters.models import RegistryExport
from tests import factories
from tests.staff_door.entering import enter, errors_on, give_app, number_at

pytestmark = pytest.mark.django_db

AGAIN = "/admin/sign-in/again/"
MINUTE = 60


@pytest.fixture
def secret(manager):
    return give_app(manager)


@pytest.fixture
def inside(manager, secret, office):
    """A manager's session that began just now."""
    client = Client()
    enter(client, manager, number_at(secret, time.time()))
    return client


def later(minutes: float):
    return time_machine.travel(time.time() + minutes * MINUTE)


def guarded(manager) -> dict[str, str]:
    colleague = factories.make_user(is_staff=True)
    keep, drop = factories.make_person(), factories.make_person()
    return {
        "merging, choosing": reverse("admin:people_person_merge", args=[keep.pk]),
        "merging": reverse("admin:people_person_merge_with", args=[keep.pk, drop.pk]),
        "registry": reverse("admin:supporters_supporter_export"),
        "account": reverse("admin:accounts_user_change", args=[colleague.pk]),
        "new account": reverse("admin:colleague_add"),
        "roles": reverse("admin:colleague_roles", args=[colleague.pk]),
        "closing": reverse("admin:colleague_close", args=[colleague.pk]),
        "token": reverse("admin:colleague_token", args=[colleague.pk]),
        "own factor": reverse("admin:own_factor"),
        "handing over": reverse("admin:handover_move", args=[colleague.pk]),
    }


def test_pages_that_ask_again_open_at_once_after_the_sign_in_and_ask_after_a_quarter_of_an_hour(
    inside, manager
):
    pages = guarded(manager)
    assert {name: inside.get(page).status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)

    with later(16):
        answers = {name: inside.get(page) for name, page in pages.items()}

    assert {name: (a.status_code, a.url) for name, a in answers.items()} == {
        name: (302, reverse("admin:sign_in_again", query={"next": page})) for name, page in pages.items()
    }


def test_number_leads_back_and_holds_for_another_quarter_of_an_hour(inside, secret):
    export = reverse("admin:supporters_supporter_export")
    with later(60):
        asked = inside.get(inside.get(export).url)
        answer = inside.post(AGAIN, {"number": number_at(secret, time.time()), "next": export})
        assert asked.status_code == 200
        assert (answer.status_code, answer.url) == (302, export)
        assert inside.get(export).status_code == 200
    with later(76):
        assert inside.get(export).status_code == 302


def test_press_on_an_old_page_does_nothing_and_asks(inside):
    with later(29):
        assert inside.post(reverse("admin:supporters_supporter_export")).status_code == 200
    with later(31):
        assert inside.post(reverse("admin:supporters_supporter_export")).status_code == 302
    assert RegistryExport.objects.count() == 1
    assert Entry.objects.filter(verb="exported").count() == 1


def test_merging_by_a_press_alone_is_asked_for_a_number(inside):
    keep, drop = factories.make_person(), factories.make_person()
    page = reverse("admin:people_person_merge_with", args=[keep.pk, drop.pk])
    with later(31):
        inside.post(page, {"keep_revision": keep.revision, "drop_revision": drop.revision})

    assert not PersonMerge.objects.exists()


def test_download_of_one_person_and_a_last_day_are_asked_for_and_nothing_is_done(inside):
    person, colleague = factories.make_person(), factories.make_user(is_staff=True, name="転出 一")
    download = reverse("admin:retention_export", args=[person.pk, "json"])
    leaving = reverse("admin:handover_person", args=[colleague.pk])
    with later(31):
        answers = [inside.post(download), inside.post(leaving, {"last_day": "2030-01-01"})]
        seen = inside.get(leaving).status_code
    assert [answer.url for answer in answers] == [
        reverse("admin:sign_in_again", query={"next": page})
        for page in (reverse("admin:retention_erase", args=[person.pk]), leaving)
    ]
    assert seen == 200
    assert not PersonRequest.objects.exists()
    colleague.refresh_from_db()
    assert colleague.last_day is None
    assert inside.post(download).status_code == 200


def test_wrong_or_used_number_confirms_nothing_and_counts(inside, manager, secret):
    used = number_at(secret, time.time())
    answers = [inside.post(AGAIN, {"number": number}) for number in (used, "000000", "12345678")]

    assert {tuple(errors_on(answer)) for answer in answers} == {
        ("番号がちがうか、もう使われています。新しい番号を入れてください。",)
    }
    for _ in range(tries.MOST):
        answer = inside.post(AGAIN, {"number": "000000"})
    assert "お待ちください" in errors_on(answer)[0]


def test_way_back_leads_nowhere_else(inside, secret):
    with later(5):
        answer = inside.post(
            AGAIN, {"number": number_at(secret, time.time()), "next": "https://evil.example/"}
        )

    assert answer.url == "/admin/"


def test_ordinary_work_and_prints_are_never_asked(inside, staff):
    training = factories.make_training()
    person = factories.make_person()
    pages = [
        reverse("admin:index"),
        reverse("admin:desk"),
        reverse("admin:desk_person", args=[person.pk]),
        reverse("admin:handover"),
        reverse("admin:colleagues"),
        reverse("admin:bookings_occasion_roster", args=[training.pk]),
        reverse("admin:bookings_occasion_paper_sheet_pdf", args=[training.pk]),
        reverse("admin:bookings_occasion_venue_pack", args=[training.pk, training.dates.get().pk]),
        reverse("admin:supporters_supporter_print"),
        reverse("admin:bookings_occasion_export", args=[training.pk]),
    ]
    with later(10 * 60):
        assert {page: inside.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_page_that_asks_is_for_staff_inside(client, stranger_client):
    for each in (client, stranger_client):
        assert each.get(AGAIN).url.startswith("/admin/login/")
        assert each.post(AGAIN, {"number": "000000"}).url.startswith("/admin/login/")
