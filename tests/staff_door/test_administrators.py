"""What a superuser decides about an account in admin, and what not even a superuser does there."""

import pytest
from django.contrib.auth.models import Group, Permission

from portal.accounts.models import User
from portal.accounts.staff import accounts
from tests import factories
from tests.staff_door.entering import app_of, give_app
from tests.staff_door.managing import inside, make_colleague, make_manager, steps_of

pytestmark = pytest.mark.django_db


def change(client, user, **typed):
    data = {"email": user.email, "name": user.name, "is_staff": "on", **typed}
    return client.post(
        f"/admin/accounts/user/{user.pk}/change/", {key: data[key] for key in data if data[key]}
    )


def test_superuser_is_made_and_unmade_by_a_superuser_on_record(manager, manager_client):
    clerk = make_colleague("職員")

    change(manager_client, clerk, is_superuser="on")
    assert User.objects.get(pk=clerk.pk).is_superuser
    change(manager_client, clerk)

    assert not User.objects.get(pk=clerk.pk).is_superuser
    assert steps_of(clerk) == [
        ("role_given", "全体の管理者", manager.pk),
        ("role_taken", "全体の管理者", manager.pk),
    ]


def test_form_writes_neither_roles_nor_rights_nor_whether_the_account_is_closed(manager_client):
    clerk = make_colleague("職員", is_active=False)

    change(
        manager_client,
        clerk,
        is_active="on",
        groups=list(Group.objects.values_list("pk", flat=True)),
        user_permissions=list(Permission.objects.values_list("pk", flat=True)[:50]),
        password="tests-only-other",
    )

    clerk.refresh_from_db()
    assert (clerk.is_active, accounts.roles_of(clerk), clerk.user_permissions.count()) == (False, {"職員"}, 0)
    assert clerk.check_password("tests-only-password")


def test_nobody_changes_their_own_standing(manager, manager_client):
    make_manager()

    answer = change(manager_client, manager)

    assert "自分のものは、ほかの管理者に頼んでください" in answer.content.decode()
    assert User.objects.get(pk=manager.pk).is_superuser
    assert steps_of(manager) == []


def test_last_one_who_can_come_in_stays_staff_and_superuser(manager_client):
    only = factories.make_user(is_staff=True, is_superuser=True)
    give_app(only)

    for typed in ({"is_staff": ""}, {"is_superuser": ""}):
        answer = change(manager_client, only, **{"is_superuser": "on", **typed})
        assert "ほかにいなくなります" in answer.content.decode()
    kept = User.objects.get(pk=only.pk)
    assert (kept.is_staff, kept.is_superuser) == (True, True)
    app_of(only).delete()
    assert change(manager_client, only).status_code == 302


def test_who_is_no_longer_of_the_office_keeps_no_role_and_no_session(manager, manager_client):
    clerk = make_colleague("職員", "取扱注意")
    client = inside(clerk)

    change(manager_client, clerk, is_staff="")

    clerk = User.objects.get(pk=clerk.pk)
    assert (clerk.is_staff, clerk.groups.count(), clerk.has_perm("people.view_person")) == (False, 0, False)
    assert client.get("/admin/").status_code == 302
    assert [(verb, role) for verb, role, _by in steps_of(clerk)] == [
        ("closed", ""),
        ("role_taken", "取扱注意"),
        ("role_taken", "職員"),
    ]


def test_list_is_not_asked_for_hashes(manager_client):
    assert manager_client.get("/admin/accounts/user/?password__startswith=pbkdf2").status_code == 400
