"""The pages on which managers decide about accounts, and what somebody sends there by hand."""

import time

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from portal.accounts.models import AccountStep, User
from portal.accounts.staff import accounts
from portal.audit.models import Entry
from tests import factories
from tests.staff_door.entering import enter, errors_on
from tests.staff_door.managing import inside, make_colleague, make_manager, steps_of
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

ADD = "/admin/colleagues/add/"
NEW = {"email": "new@example.com", "name": "新人 一", "main": "職員"}
PRESSES = ("first", "reopen")
PAGES = ("roles", "close")


def url(name: str, user: User) -> str:
    return reverse(f"admin:colleague_{name}", args=[user.pk])


@pytest.fixture
def boss(db):
    return make_manager(name="管理 さくら")


@pytest.fixture
def boss_client(boss):
    return inside(boss)


@pytest.fixture
def clerk(db):
    return make_colleague("職員", name="職員 わかば", email="clerk@example.com")


def test_manager_opens_an_account_and_hands_over_what_is_printed(boss_client, office):
    sheet = boss_client.post(ADD, {**NEW, "further": ["気づきの担当"]})

    user = User.objects.get(email="new@example.com")
    page = sheet.content.decode()
    assert sheet.status_code == 200
    assert "no-store" in sheet["Cache-Control"]
    assert "新人 一" in page
    password = page.split('<strong class="code">')[1].split("<")[0]
    assert user.check_password(password)
    assert accounts.roles_of(user) == {"職員", "気づきの担当"}
    assert enter(Client(), user, password=password).url == "/admin/sign-in/first-day/"
    # Nothing leads back to it.
    assert password not in boss_client.get(reverse("admin:colleague", args=[user.pk])).content.decode()
    assert Entry.objects.filter(verb="created", what="accounts.user", page="colleague_add").count() == 1


def test_what_is_missing_or_taken_is_said(boss_client, clerk):
    assert errors_on(boss_client.post(ADD, {})) == [
        "メールアドレスを入力してください。",
        "表示名を入力してください。",
        "役割を選んでください。",
    ]
    (taken,) = errors_on(boss_client.post(ADD, {**NEW, "email": "Clerk@example.com"}))
    assert taken.startswith("このメールアドレスのアカウントは、もうあります。")
    assert User.objects.filter(is_staff=True).count() == 2


def test_roles_are_changed_and_everybody_can_read_by_whom(boss, boss_client, clerk):
    page = boss_client.get(url("roles", clerk))
    seen = page.context["form"]["seen"].value()

    answer = boss_client.post(url("roles", clerk), {"main": "管理者", "further": [], "seen": seen})

    assert answer.url == reverse("admin:colleague", args=[clerk.pk])
    assert accounts.roles_of(clerk) == {"管理者"}
    text = boss_client.get(answer.url).content.decode()
    assert "役割を渡した「管理者」（管理 さくら）" in text
    assert "役割を外した「職員」（管理 さくら）" in text
    assert Entry.objects.filter(verb="granted", number=str(clerk.pk), by=boss).count() == 1


def test_form_from_before_somebody_else_changed_roles_shows_what_is_there_now(boss, boss_client, clerk):
    accounts.change_roles(user_id=clerk.pk, roles={"職員", "取扱注意"}, seen={"職員"}, by=boss)

    answer = boss_client.post(
        url("roles", clerk), {"main": "職員", "further": ["配慮の手配"], "seen": "職員"}
    )

    assert answer.status_code == 200
    assert "ほかの管理者が役割を変えました" in answer.content.decode()
    assert answer.context["form"]["further"].value() == ["取扱注意"]
    assert accounts.roles_of(clerk) == {"職員", "取扱注意"}


def test_further_role_alone_is_refused(boss_client, clerk):
    answer = boss_client.post(url("roles", clerk), {"further": ["取扱注意"], "seen": "職員"})

    assert errors_on(answer) == ["加える役割を渡すときは、職員か管理者も選んでください。"]


def test_account_is_closed_and_opened_again(boss, boss_client, clerk, office):
    assert "記録は残り" in boss_client.get(url("close", clerk)).content.decode()

    boss_client.post(url("close", clerk))
    closed = boss_client.get(reverse("admin:colleague", args=[clerk.pk])).content.decode()
    boss_client.post(url("reopen", clerk))

    assert "このアカウントは閉じています" in closed
    assert steps_of(clerk) == [("closed", "", boss.pk), ("reopened", "", boss.pk)]
    assert set(Entry.objects.filter(number=str(clerk.pk), by=boss).values_list("verb", flat=True)) == {
        "closed", "reopened", "opened",
    }  # fmt: skip
    assert enter(Client(), clerk, number_of(clerk)).url == "/admin/"


@pytest.mark.parametrize("name", PAGES)
def test_last_manager_is_kept_with_a_clear_word(name, boss):
    # Somebody with every right, but who could not come in again.
    by = factories.make_user(is_staff=True, is_superuser=True)
    answer = inside(by).post(url(name, boss), {"main": "職員", "seen": "管理者"})

    assert answer.status_code == 200
    assert "ログインできる管理者が、ほかにいなくなります" in answer.content.decode()
    assert accounts.roles_of(boss) == {"管理者"}
    assert not AccountStep.objects.exists()


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*PAGES, *PRESSES])
def test_pages_climb_the_ladder(name, boss, boss_client, clerk, manager, stranger, stranger_client, client):
    other = make_colleague("職員")

    assert boss_client.post(url(name, other), {"main": "職員", "seen": "職員"}).status_code in (200, 302)
    assert inside(clerk).post(url(name, other)).status_code == 403
    for each in (client, stranger_client):
        assert each.post(url(name, other)).url.startswith("/admin/login/")
    assert boss_client.get(url(name, other)).status_code == (200 if name in PAGES else 405)
    # An address of a member is no colleague's; oneself and superusers are not decided about.
    assert boss_client.post(url(name, stranger)).status_code == 404
    assert boss_client.post(url(name, boss)).status_code == 403
    assert boss_client.post(url(name, manager)).status_code == 403
    assert steps_of(boss) == steps_of(manager) == []


def test_page_of_a_new_account_climbs_the_ladder(boss_client, clerk, stranger_client, client):
    assert boss_client.get(ADD).status_code == 200
    assert inside(clerk).post(ADD, NEW).status_code == 403
    for each in (client, stranger_client):
        assert each.post(ADD, NEW).url.startswith("/admin/login/")
    assert not User.objects.filter(email="new@example.com").exists()


def test_everything_asks_for_a_number_again(boss, clerk, office):
    enter(client := Client(), boss, number_of(boss))
    with time_machine.travel(time.time() + 31 * 60):
        answers = [
            client.post(ADD, NEW),
            *(
                client.post(url(name, clerk), {"main": "管理者", "seen": "職員"})
                for name in [*PAGES, *PRESSES]
            ),
        ]

    assert {answer.url.partition("?")[0] for answer in answers} == {"/admin/sign-in/again/"}
    assert steps_of(clerk) == []
    assert not User.objects.filter(email="new@example.com").exists()


# --- sent by hand -------------------------------------------------------------------------------------------


def _grabbed(**more: object) -> dict[str, object]:
    return {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:50]),
        "groups": list(Group.objects.values_list("pk", flat=True)),
        **more,
    }


def test_rights_that_the_form_does_not_offer_are_not_taken(boss_client, clerk):
    Group.objects.create(name="なんでも")

    refused = boss_client.post(url("roles", clerk), _grabbed(main="なんでも", seen="職員"))
    further = boss_client.post(url("roles", clerk), _grabbed(main="職員", further=["なんでも"], seen="職員"))
    boss_client.post(url("roles", clerk), _grabbed(main="職員", seen="職員"))
    boss_client.post(ADD, _grabbed(**NEW))

    assert (refused.status_code, further.status_code) == (200, 200)
    for user in (clerk, User.objects.get(email="new@example.com")):
        user.refresh_from_db()
        assert (user.is_superuser, accounts.roles_of(user)) == (False, {"職員"})
        assert user.groups.count() == 1
        assert not user.user_permissions.exists()


def test_stock_admin_of_accounts_is_shut_to_managers(boss, boss_client, clerk):
    stock = f"/admin/accounts/user/{clerk.pk}/"
    data = _grabbed(email=clerk.email, name="取られた")
    for path in (
        "/admin/accounts/user/", "/admin/accounts/user/add/", f"{stock}change/", f"{stock}history/",
        f"{stock}delete/", f"/admin/accounts/user/{boss.pk}/change/",
    ):  # fmt: skip
        assert boss_client.get(path).status_code == 403, path
        assert boss_client.post(path, data).status_code == 403, path
    # Its form for passwords is no longer there.
    password = boss_client.post(f"{stock}password/", {"password1": "x", "password2": "x"}, follow=True)
    assert password.status_code == 403
    query = {"app_label": "accounts", "model_name": "handover", "field_name": "leaver"}
    assert boss_client.get("/admin/autocomplete/", query).status_code == 403

    clerk.refresh_from_db()
    assert (clerk.is_superuser, clerk.name, accounts.roles_of(clerk)) == (False, "職員 わかば", {"職員"})
    assert clerk.check_password("tests-only-password")
    assert not AccountStep.objects.exists()
