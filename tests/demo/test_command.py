"""`manage.py seed_demo`: when it fills, when it refuses, what it prints."""

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.correspondence.models import OutboxMail
from portal.demo import staff
from portal.office.models import District
from portal.retention.models import RetentionRun
from tests import factories

pytestmark = pytest.mark.django_db


def seed(**options: Any) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


@override_settings(DEMO=True)
def test_seed_demo_on_an_empty_database_fills_it_and_prints_sign_ins_that_work() -> None:
    printed = seed()

    for role in staff.ROLES:
        user = authenticate(username=role.email, password=staff.password())
        assert isinstance(user, User)
        assert user.is_staff
        assert f"{role.email}  {staff.password()}" in printed
    # In tests the machinery of mails keeps in this list what it drops in the demo.
    assert len(mail.outbox) == OutboxMail.objects.filter(state=OutboxMail.State.SENT).count() > 50


@override_settings(DEMO=True)
def test_seed_demo_over_a_demo_refuses_and_with_if_empty_prints_the_sign_ins() -> None:
    staff.make_accounts()

    with pytest.raises(CommandError, match="holds data already"):
        seed()
    printed = seed(if_empty=True)

    assert f"{staff.MANAGER.email}  {staff.password()}" in printed
    assert not Booking.objects.exists()


@override_settings(DEMO=True)
def test_seed_demo_after_the_secret_key_changed_prints_a_password_that_works() -> None:
    staff.make_accounts()
    before = staff.password()

    with override_settings(SECRET_KEY="another-key"):
        printed = seed(if_empty=True)
        user = authenticate(username=staff.MANAGER.email, password=staff.password())

    assert user is not None
    assert before not in printed


@override_settings(DEMO=False)
def test_seed_demo_without_the_demo_setting_refuses() -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        seed()
    with pytest.raises(CommandError, match="DEMO=1"):
        seed(if_empty=True)

    assert not User.objects.exists()


@override_settings(DEMO=True)
@pytest.mark.parametrize(
    "make",
    [
        factories.make_person,
        factories.make_user,
        factories.make_office,
        factories.make_training,
        factories.make_organisation,
        lambda: factories.make_inquiry(body="ひとこと"),
        lambda: District.objects.create(name="国府地域"),
        lambda: RetentionRun.objects.create(day=datetime.date(2026, 4, 1)),
    ],
)
def test_seed_demo_refuses_a_database_with_real_data(make: Callable[[], object]) -> None:
    make()

    with pytest.raises(CommandError, match="holds data already"):
        seed()
    printed = seed(if_empty=True)

    assert printed == ""
    assert not Booking.objects.exists()
