import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import ROLES
from tests import factories

pytestmark = pytest.mark.django_db


def rights(group):
    labels = Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in labels}


@pytest.mark.parametrize("role", ROLES)
def test_role_has_exactly_the_declared_rights(role):
    declared = {
        f"{model.split('.')[0]}.{verb if '_' in verb else verb + '_' + model.split('.')[1]}"
        for model, verbs in ROLES[role].items()
        for verb in verbs
    }

    assert rights(role) == declared


def test_role_changed_by_hand_is_set_back_by_the_next_migration():
    group = Group.objects.get(name="職員")
    before = rights("職員")
    group.permissions.remove(Permission.objects.get(codename="view_booking"))
    group.permissions.add(Permission.objects.get(codename="delete_booking"))

    call_command("migrate", verbosity=0)

    assert rights("職員") == before


@pytest.mark.parametrize("role", ROLES)
def test_no_role_deletes_people_or_anything_about_seats(role):
    kept = {"bookings", "people", "correspondence", "trainings", "events", "accounts", "auth"}

    # Lines of an event's page, which nothing else points to.
    lines = {"events.delete_programmeitem", "events.delete_speaker"}

    assert {r for r in rights(role) if ".delete_" in r and r.split(".")[0] in kept} <= lines


def test_every_declared_model_exists():
    assert all(apps.get_model(model) for rights in ROLES.values() for model in rights)


@pytest.mark.parametrize("name", ["changelist", "change"])
def test_accounts_are_changed_in_admin_by_superusers_only(
    name, staff, staff_client, manager_client, stranger_client
):
    url = reverse(f"admin:accounts_user_{name}", args=[staff.pk] if name == "change" else [])

    assert manager_client.get(url).status_code == 200
    assert staff_client.get(url).status_code == 403
    assert stranger_client.get(url).status_code == 302
    assert Client().get(url).status_code == 302


def test_account_is_made_inactive_and_not_deleted(staff, manager_client):
    url = reverse("admin:accounts_user_delete", args=[staff.pk])

    assert manager_client.post(url, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=staff.pk).exists()


def test_somebody_without_any_right_is_told_so(office):
    client = Client()
    client.force_login(factories.make_user(is_staff=True))

    text = client.get(reverse("admin:index")).content.decode()

    assert "ひらける画面がありません" in text
