"""Each door that the library, Django's admin or an older session would leave open beside the staff's own."""

import re
import time

import pytest
import time_machine
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from platform_orgs.models import Role
from portal.accounts.models import User
from portal.accounts.staff.mark import KEY
from tests import factories
from tests.accounts.signing_in import ask, codes_mailed, is_signed_in
from tests.accounts.signing_in import enter as enter_code
from tests.staff_door.entering import LOGIN, enter, is_inside
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db


def login_without_the_mark(user: User) -> Client:
    """A session as Django and allauth begin it: whose it is, and nothing of a second factor."""
    client = Client()
    client.force_login(user)
    session = client.session
    del session[KEY]
    session.save()
    return client


def names(resolver: URLResolver | None = None) -> set[str]:
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern)
        else:
            found.add(pattern.name or "")
    return found


def test_no_page_of_the_library_has_an_address():
    theirs = re.compile(r"^(account_|mfa_|socialaccount_|password_reset|usersessions_)")

    assert {name for name in names() if theirs.match(name)} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/login/code/confirm/",
        "/accounts/password/reset/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/",
        "/accounts/2fa/authenticate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/signup/",
        "/admin/password_reset/",
    ],
)
def test_addresses_that_the_library_would_have_are_not_found(path, staff_client):
    assert staff_client.get(path).status_code == 404
    assert staff_client.post(path).status_code == 404


def test_staff_do_not_come_in_by_a_mailed_code_whatever_else_their_address_is(client, office, staff):
    factories.make_supporter(person=factories.make_person(email=staff.email))
    factories.make_membership(user=staff, role=Role.MANAGER)

    ask(client, staff.email)
    client.get("/accounts/code/")
    enter_code(client, "000000")

    assert mail.outbox == []
    assert codes_mailed() == []
    assert not is_signed_in(client)


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_library_begins_no_session_for_staff(flag, rf):
    user = factories.make_user(**{flag: True})
    request = rf.get("/accounts/")
    request.session = Client().session
    request._messages = FallbackStorage(request)

    with pytest.raises(PermissionDenied):
        perform_login(request, user, email=user.email)

    assert SESSION_KEY not in request.session


def test_member_who_was_staff_once_still_comes_in_by_a_code(client, office, staff):
    number_of(staff)
    factories.make_supporter(person=factories.make_person(email=staff.email))
    User.objects.filter(pk=staff.pk).update(is_staff=False)

    ask(client, staff.email)
    enter_code(client, codes_mailed()[0])

    assert is_signed_in(client)
    assert client.get("/accounts/").status_code == 200


PAGES = (
    "admin:index",
    "admin:desk",
    "admin:handover",
    "figures:figures",
    "admin:own_sign_in",
    "admin:password_change",
)


@pytest.mark.parametrize("page", PAGES)
def test_session_without_the_mark_opens_no_page_of_the_office(page, office, manager):
    number_of(manager)
    client = login_without_the_mark(manager)

    answer = client.get(reverse(page))

    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next={reverse(page)}")


def test_session_without_the_mark_is_nobodys_at_the_door_and_on_the_members_pages(office, manager):
    training = factories.make_training(starts_at=factories.in_days(0))
    door = reverse("door:screen", args=[training.dates.get().pk])
    inside, outside = Client(), login_without_the_mark(manager)
    inside.force_login(manager)
    assert inside.get(door).status_code == 200

    assert outside.get(door).url == f"{LOGIN}?next={door}"
    assert manager.email in inside.get("/accounts/").content.decode()
    assert manager.email not in outside.get("/accounts/").content.decode()


def test_mark_of_somebody_else_is_worth_nothing(manager, staff):
    client = login_without_the_mark(manager)
    session = client.session
    session[KEY] = {
        "user": staff.pk,
        "began_at": time.time(),
        "confirmed_at": time.time(),
        "used_at": time.time(),
    }
    session.save()

    assert not is_inside(client)


def test_member_signed_in_by_a_code_who_becomes_staff_goes_through_the_staffs_door(office):
    factories.make_supporter(person=factories.make_person(email="hanako@example.com"))
    client = Client()
    ask(client)
    enter_code(client, codes_mailed()[0])
    user = User.objects.get(email="hanako@example.com")
    before = client.session.session_key
    user.set_password("tests-only-password")
    user.is_staff = user.is_superuser = True
    user.save()
    # Setting a password ends sessions by itself; as if it had not, because only the flag was set:
    session = client.session
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()

    assert not is_inside(client)
    enter(client, user, number_of(user))
    assert is_inside(client)
    # The key that somebody may have planted or seen before opens nothing.
    assert client.session.session_key != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert not is_inside(planted)


def test_planted_session_key_does_not_become_that_of_staff(client, staff):
    client.get(LOGIN)
    session = client.session
    session["anything"] = "planted"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    enter(client, staff, number_of(staff))

    assert is_inside(client)
    assert client.session.session_key != planted
    assert "anything" not in client.session


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_way_back_leads_nowhere_else(wanted, staff):
    for name in ("body", "address"):
        client = Client()
        data = {"username": staff.email, "password": "tests-only-password", "number": number_of(staff)}
        answer = (
            client.post(LOGIN, {**data, "next": wanted})
            if name == "body"
            else client.post(f"{LOGIN}?next={wanted}", data)
        )
        assert answer.url == "/admin/"


def test_door_leads_whoever_is_inside_on_and_a_member_to_the_form(staff_client, stranger_client):
    assert staff_client.get(f"{LOGIN}?next=/admin/desk/").url == "/admin/desk/"
    page = stranger_client.get(f"{LOGIN}?next=/admin/").content.decode()
    assert "stranger@example.com でログインしています" in page


def test_change_of_the_password_keeps_this_session_and_ends_the_others(staff):
    here, there = Client(), Client()
    for client in (here, there):
        enter(client, staff, number_of(staff))
    typed = {
        "old_password": "tests-only-password",
        "new_password1": "another-long-one-9",
        "new_password2": "another-long-one-9",
    }

    answer = here.post("/admin/password_change/", typed)

    assert answer.status_code == 302
    assert (is_inside(here), is_inside(there)) == (True, False)
    assert [(step.verb, step.by) for step in staff.account_steps.all()] == [("password", staff)]
    assert staff.sessions.count() == 1


def test_staff_session_ends_after_its_idle_hours_and_lasts_while_it_is_used(staff, settings):
    settings.STAFF_SESSION_HOURS = 12
    start = time.time()
    with time_machine.travel(start):
        enter(client := Client(), staff, number_of(staff))
    for hours in (11, 22, 33):
        with time_machine.travel(start + hours * 3600):
            assert is_inside(client)

    with time_machine.travel(start + (33 + 12.1) * 3600):
        assert not is_inside(client)


def test_members_session_lasts_as_before(office):
    factories.make_supporter(person=factories.make_person(email="hanako@example.com"))
    start = time.time()
    client = Client()
    ask(client)
    enter_code(client, codes_mailed()[0])

    with time_machine.travel(start + 13 * 24 * 3600):
        assert "hanako@example.com" in client.get("/accounts/").content.decode()


def test_use_within_minutes_writes_nothing(staff, django_assert_num_queries):
    enter(client := Client(), staff, number_of(staff))

    # Session, user; permissions (two); factor and lists; sessions; steps.
    with django_assert_num_queries(8):
        client.get("/admin/sign-in/")


def test_secrets_have_no_page_in_admin(manager_client):
    assert Authenticator._meta.label == "mfa.Authenticator"
    assert manager_client.get("/admin/mfa/authenticator/").status_code == 404


def test_logging_out_ends_the_session(staff):
    enter(client := Client(), staff, number_of(staff))

    client.post("/admin/logout/")

    assert not is_inside(client)
    assert staff.sessions.count() == 0
