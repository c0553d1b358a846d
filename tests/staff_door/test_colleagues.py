"""A manager helps a colleague in; nobody helps themselves; both names stay on record."""

import time

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.accounts.models import AccountStep, OneTimeSheet
from portal.accounts.staff import colleagues, sheets, signing_in, totp, tries
from portal.accounts.staff.errors import MayNotBeHelped, SameAccount
from tests import factories
from tests.staff_door.entering import codes_on, enter, give_app, is_inside, number_at
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

PRESSES = ("reset", "list", "revoke", "unlock", "end")


def url(name: str, user) -> str:
    return reverse(f"admin:colleague_{name}", args=[user.pk])


@pytest.fixture
def kanri(db):
    """A staff manager (管理者), who is no superuser."""
    user = factories.make_user(is_staff=True, name="管理 さくら")
    user.groups.set([Group.objects.get(name="管理者")])
    return user


@pytest.fixture
def kanri_client(kanri):
    client = Client()
    client.force_login(kanri)
    return client


@pytest.fixture
def clerk(db):
    user = factories.make_user(is_staff=True, name="職員 わかば", email="clerk@example.com")
    user.groups.set([Group.objects.get(name="職員")])
    return user


def test_reset_ends_everything_and_the_next_sign_in_begins_anew(kanri, kanri_client, clerk, office):
    give_app(clerk)
    lines = sheets.make_sheet(user=clerk, kind=OneTimeSheet.Kind.RECOVERY, by=clerk)
    enter(inside := Client(), clerk, number_of(clerk))
    assert is_inside(inside)

    answer = kanri_client.post(url("reset", clerk))

    assert answer.url == reverse("admin:colleague", args=[clerk.pk])
    assert not is_inside(inside)
    assert not signing_in.use_number(clerk.pk, lines[0])
    assert enter(Client(), clerk).url == "/admin/sign-in/first-day/"
    step = AccountStep.objects.get()
    assert (step.user, step.by, step.verb) == (clerk, kanri, "factor_reset")
    page = kanri_client.get(answer.url).content.decode()
    assert "二つめの確認を、はじめからにした（管理 さくら）" in page


def test_list_is_shown_once_and_opens_for_who_has_no_telephone(kanri_client, clerk, office):
    page = kanri_client.post(url("list", clerk))
    codes = codes_on(page)

    assert len(set(codes)) == 40
    assert "職員 わかば" in page.content.decode()
    assert codes[0][:4] not in kanri_client.get(reverse("admin:colleague", args=[clerk.pk])).content.decode()
    assert kanri_client.get(url("list", clerk)).status_code == 405
    enter(client := Client(), clerk, codes[0])
    assert is_inside(client)


def test_lost_list_is_revoked_and_the_app_stays(kanri_client, clerk):
    secret = give_app(clerk)
    codes = codes_on(kanri_client.post(url("list", clerk)))

    kanri_client.post(url("revoke", clerk))

    assert not signing_in.use_number(clerk.pk, codes[0])
    assert signing_in.use_number(clerk.pk, number_at(secret, time.time()))
    assert [step.verb for step in clerk.account_steps.all()] == ["sheet_revoked", "sheet_made"]


def test_token_is_entered_by_a_manager_and_works(kanri_client, clerk):
    bad = kanri_client.post(url("token", clerk), {"secret": "???", "period": "60"})
    answer = kanri_client.post(url("token", clerk), {"secret": "JBSW Y3DP EHPK 3PXP", "period": "60"})

    assert "機器の鍵を読み取れません" in bad.content.decode()
    assert answer.status_code == 302
    assert signing_in.use_number(clerk.pk, number_at("JBSWY3DPEHPK3PXP", time.time(), period=60))
    assert [step.verb for step in clerk.account_steps.all()] == ["token_given"]


def test_address_that_has_to_wait_is_let_in_by_a_manager(kanri_client, clerk):
    number_of(clerk)
    for _ in range(tries.MOST):
        enter(Client(), clerk, "000000", password="wrong")
    enter(refused := Client(), clerk, number_of(clerk))
    page = kanri_client.get(reverse("admin:colleague", args=[clerk.pk])).content.decode()

    kanri_client.post(url("unlock", clerk))
    enter(client := Client(), clerk, number_of(clerk))

    assert "まちがいが続いたので" in page
    assert (is_inside(refused), is_inside(client)) == (False, True)
    assert [step.verb for step in clerk.account_steps.all()] == ["unlocked"]


def test_sessions_of_a_colleague_are_seen_and_ended(kanri_client, clerk):
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    )
    inside = Client(headers={"user-agent": agent})
    enter(inside, clerk, number_of(clerk))
    page = kanri_client.get(reverse("admin:colleague", args=[clerk.pk])).content.decode()

    kanri_client.post(url("end", clerk))

    assert "Windows・Edge" in page
    assert inside.session.session_key is None or not is_inside(inside)
    assert [step.verb for step in clerk.account_steps.all()] == ["sessions_ended"]


def test_nobody_helps_themselves(kanri, kanri_client, manager, manager_client):
    for user, client in ((kanri, kanri_client), (manager, manager_client)):
        secret = give_app(user)
        assert {name: client.post(url(name, user)).status_code for name in PRESSES} == dict.fromkeys(
            PRESSES, 403
        )
        assert client.post(url("token", user), {"secret": secret, "period": "30"}).status_code == 403
        with pytest.raises(SameAccount):
            colleagues.reset_factor(user_id=user.pk, by=user)
        assert signing_in.has_factor(user.pk)
    assert not AccountStep.objects.exists()


def test_superuser_is_helped_by_superusers_only(kanri, kanri_client, manager, manager_client):
    other = factories.make_user(is_staff=True, is_superuser=True)
    give_app(manager)
    give_app(other)

    assert {name: kanri_client.post(url(name, manager)).status_code for name in PRESSES} == dict.fromkeys(
        PRESSES, 403
    )
    with pytest.raises(MayNotBeHelped):
        colleagues.issue_sheet(user_id=manager.pk, by=kanri)
    assert manager_client.post(url("reset", other)).status_code == 302
    assert (signing_in.has_factor(manager.pk), signing_in.has_factor(other.pk)) == (True, False)


@pytest.mark.parametrize("name", [*PRESSES, "token"])
def test_presses_climb_the_ladder(name, kanri_client, clerk, stranger, stranger_client, client):
    clerk_client = Client()
    clerk_client.force_login(clerk)
    colleague = factories.make_user(is_staff=True)

    assert clerk_client.post(url(name, colleague)).status_code == 403
    for each in (client, stranger_client):
        assert each.post(url(name, colleague)).url.startswith("/admin/login/")
    # An address of a member is no colleague's.
    assert kanri_client.post(url(name, stranger)).status_code == 404
    assert kanri_client.get(url(name, colleague)).status_code == (200 if name == "token" else 405)


@pytest.mark.parametrize("name", ["admin:colleagues", "admin:colleague"])
def test_pages_are_for_managers(name, kanri_client, clerk, client):
    page = reverse(name, args=[clerk.pk] if name == "admin:colleague" else [])
    clerk_client = Client()
    clerk_client.force_login(clerk)

    assert kanri_client.get(page).status_code == 200
    assert clerk_client.get(page).status_code == 403
    assert client.get(page).url.startswith("/admin/login/")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_colleagues_costs_the_same_for_any_number(rows, manager_client, django_assert_num_queries):
    for _ in range(rows):
        give_app(factories.make_user(is_staff=True))

    # Session, user; managers who can come in; the rows with what they have, their roles.
    with django_assert_num_queries(5):
        manager_client.get(reverse("admin:colleagues"))


def test_start_page_warns_while_fewer_than_two_managers_can_come_in(
    office, manager, manager_client, kanri, clerk
):
    warning = "ログインできる管理者が、一人以下です"
    give_app(clerk)
    give_app(manager)
    assert warning in manager_client.get("/admin/").content.decode()

    sheets.make_sheet(user=kanri, kind=OneTimeSheet.Kind.ISSUED, by=manager)
    assert warning not in manager_client.get("/admin/").content.decode()
    kanri.is_active = False
    kanri.save()
    assert warning in manager_client.get("/admin/").content.decode()
    clerk_client = Client()
    clerk_client.force_login(clerk)
    assert warning not in clerk_client.get("/admin/").content.decode()


def test_pressing_twice_is_harmless(kanri_client, clerk):
    for _ in range(2):
        for name in PRESSES:
            kanri_client.post(url(name, clerk))

    assert totp.codes_shown_in_demo() == []
    assert OneTimeSheet.objects.filter(user=clerk, revoked_at=None).count() <= 1
