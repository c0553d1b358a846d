"""Secrets of apps and tokens lie sealed with the keys of private text, and go along when these change."""

import base64
import hashlib
import time
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command

from portal.accounts.staff import signing_in
from portal.private import checks
from portal.private.keys import first_mark
from tests import factories
from tests.staff_door.entering import app_of, give_app, number_at

pytestmark = pytest.mark.django_db

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def old_way(secret: str, key: str) -> str:
    digest = hashlib.sha256(f"portal.accounts.staff:{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest)).encrypt(secret.encode()).decode()


def test_rotating_takes_the_factors_along(staff, settings, capsys):
    settings.DATA_KEYS = [OLD]
    secret, other = give_app(staff), factories.make_user(is_staff=True)
    settings.DATA_KEYS = [NEW, OLD]
    give_app(other)
    before = app_of(staff).data

    call_command("rotatekeys")
    call_command("rotatekeys")

    settings.DATA_KEYS = [NEW]
    assert capsys.readouterr().out.startswith("1 texts sealed anew")
    assert app_of(staff).data == {**before, "secret": app_of(staff).data["secret"]}
    assert app_of(staff).data["secret"].startswith(first_mark())
    assert signing_in.use_number(staff.pk, number_at(secret, time.time()))


def test_key_of_a_factor_that_is_gone_is_said_by_the_check(staff, settings):
    settings.DATA_KEYS = [OLD]
    give_app(staff)
    assert checks.keys_fit_the_data(None, databases=["default"]) == []

    settings.DATA_KEYS = [NEW]

    assert [each.id for each in checks.keys_fit_the_data(None, databases=["default"])] == ["private.E004"]


def test_factors_from_before_are_sealed_by_the_migration(staff, manager, settings):
    settings.SECRET_KEY_FALLBACKS = ["the-key-before"]
    secret = give_app(staff)
    give_app(manager)
    for user, key in ((staff, "the-key-before"), (manager, "a-key-that-is-gone")):
        row = app_of(user)
        row.data["secret"] = old_way(secret, key)
        row.save()
    number = number_at(secret, time.time())
    assert not signing_in.use_number(staff.pk, number)

    import_module("portal.accounts.migrations.0008_factors_under_data_keys").seal_factors(apps, None)
    call_command("rotatekeys")

    assert signing_in.use_number(staff.pk, number)
    assert signing_in.has_factor(manager.pk)
    assert not signing_in.use_number(manager.pk, number)
    assert Authenticator.objects.filter(data__secret__startswith=first_mark()).count() == 1
