"""`manage.py createadmin`: the first administrator, and the last way back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import User
from portal.accounts.staff import signing_in
from tests.staff_door.entering import enter, give_app, is_inside
from tests.staff_sessions import number_of

pytestmark = pytest.mark.django_db

ADDRESS = "first@example.com"


def run(**options) -> str:
    out = StringIO()
    call_command("createadmin", stdout=out, **{"email": ADDRESS, "name": "初代 管理", **options})
    return out.getvalue()


def password_in(printed: str) -> str:
    (line,) = [line for line in printed.splitlines() if "@example.com" in line]
    return line.split()[-1]


def test_first_administrator_comes_in_with_the_printed_password_and_must_change_it(client, office):
    printed = run()
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser, user.must_change_password) == (
        ADDRESS,
        True,
        True,
        True,
    )

    answer = enter(client, user, password=password_in(printed))

    assert answer.url == "/admin/sign-in/first-day/"
    assert "自分のパスワードを決めてください" in client.get(answer.url).content.decode()
    assert not is_inside(client)
    assert [(step.verb, step.by) for step in user.account_steps.all()] == [("created", None)]


def test_each_run_prints_another_password():
    assert password_in(run()) != password_in(run(email="second@example.com"))


def test_command_asks_for_what_was_not_said(monkeypatch):
    answers = {"メールアドレス: ": " First@Example.com ", "表示名: ": "初代 管理"}
    monkeypatch.setattr("builtins.input", answers.__getitem__)

    run(email=None, name=None)

    assert (User.objects.get().email, User.objects.get().name) == (ADDRESS, "初代 管理")


@pytest.mark.parametrize("options", [{"email": "nonsense"}, {"name": " "}, {"again": True}])
def test_command_refuses_what_cannot_be(options):
    with pytest.raises(CommandError):
        run(**options)

    assert not User.objects.exists()


def test_command_leaves_an_account_alone_that_is_there(staff):
    with pytest.raises(CommandError, match="もうあります"):
        run(email=staff.email)
    with pytest.raises(CommandError):
        run(email=staff.email, again=True)

    assert staff.check_password("tests-only-password")


def test_administrator_who_lost_everything_begins_anew(manager, office):
    give_app(manager)
    enter(inside := Client(), manager, number_of(manager))

    printed = run(email=manager.email, again=True)

    assert not is_inside(inside)
    assert not signing_in.has_factor(manager.pk)
    manager.refresh_from_db()
    assert (manager.check_password(password_in(printed)), manager.must_change_password) == (True, True)
    assert enter(Client(), manager, password=password_in(printed)).url == "/admin/sign-in/first-day/"
    assert [(step.verb, step.by) for step in manager.account_steps.all()] == [("renewed", None)]
