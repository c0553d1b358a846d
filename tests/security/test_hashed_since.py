"""Drafts, receipts and sessions from before their tokens were hashed: whoever holds one goes on where they were."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations import RunSQL
from django.test import Client
from django.utils import timezone

from portal.accounts.models import UserSession
from portal.bookings.models import Booking, BookingDraft
from portal.private.tokens import at_rest
from tests import factories
from tests.bookings.test_apply_pages import typed
from tests.security.test_drafts import whole_database
from tests.security.test_machines_in_steps import KINDS

pytestmark = pytest.mark.django_db

HASHING = {
    "accounts": ("portal.accounts", "0010_session_keys_hashed"),
    "bookings": ("portal.bookings", "0020_draft_tokens_hashed", "0021_booked_keys_hashed"),
    "platform_orgs": ("platform_orgs", "0010_draft_tokens_hashed"),
    "supporters": ("supporters", "0009_draft_tokens_hashed"),
    "trainings": ("trainings", "0008_draft_tokens_hashed"),
}


def hash_rows(app: str) -> None:
    """What the migrations of this app do to its rows."""
    package, *names = HASHING[app]
    with connection.cursor() as cursor:
        for name in names:
            for operation in import_module(f"{package}.migrations.{name}").Migration.operations:
                if isinstance(operation, RunSQL):
                    cursor.execute(operation.sql)


def token_in(confirm: str) -> str:
    return confirm.removesuffix("/confirm/").rpartition("/")[2]


@pytest.fixture(params=KINDS)
def kind(request: Any, office: Any) -> Any:
    return KINDS[request.param]


def test_draft_from_before_is_confirmed_and_its_receipt_opens_as_does_one_from_before(client, kind):
    confirm = client.post(kind.path, kind.typed).url
    sent_before = client.post(kind.path, kind.typed | {"name": "別の人"}).url
    receipt_before = client.post(sent_before).url
    kind.draft.objects.update(token_hash=token_in(confirm))
    kind.sent.objects.update(submission_key=token_in(sent_before))

    hash_rows(kind.sent._meta.app_label)

    assert client.get(confirm).status_code == client.get(receipt_before).status_code == 200
    assert client.post(sent_before).url == receipt_before
    assert client.get(client.post(confirm).url).status_code == 200
    assert kind.sent.objects.count() == 2
    assert not [each for each in (confirm, sent_before) if token_in(each) in whole_database()]


@pytest.mark.parametrize("is_linked", [True, False])
def test_application_from_before_is_one_booking_also_where_its_draft_did_not_hear_of_it(
    client, office, is_linked
):
    training = factories.make_training()
    path = f"/trainings/{training.slug}/apply/"
    waiting, confirm = client.post(path, typed()).url, client.post(path, typed(name="別の人")).url
    receipt = client.post(confirm).url
    entered = factories.make_booking(training, submission_key="staff-key")
    if not is_linked:
        data = BookingDraft.objects.get(booking=None).data
        BookingDraft.objects.filter(booking__isnull=False).update(
            booking=None, data=data | {"name": ["別の人"]}
        )
    drafts = dict(zip(BookingDraft.objects.order_by("pk"), (waiting, confirm), strict=True))
    for draft, each in drafts.items():
        Booking.objects.filter(submission_key=draft.token_hash).update(submission_key=token_in(each))
        BookingDraft.objects.filter(pk=draft.pk).update(token_hash=token_in(each))

    hash_rows("bookings")

    assert client.post(confirm).url == receipt
    assert client.get(waiting).status_code == 200
    assert client.post(waiting).url != receipt
    assert Booking.objects.count() == 3
    assert token_in(confirm) not in whole_database()
    entered.refresh_from_db()
    assert entered.submission_key == "staff-key"


def test_session_from_before_goes_on_and_what_ran_out_stays_out(staff):
    running, over = Client(), Client()
    for each in (running, over):
        each.force_login(staff)
        key = each.cookies["sessionid"].value
        UserSession.objects.filter(session_key=at_rest(key)).update(session_key=key)
    UserSession.objects.filter(session_key=over.cookies["sessionid"].value).update(expire_date=timezone.now())

    hash_rows("accounts")

    assert [each.get("/admin/").status_code for each in (running, over)] == [200, 302]
    assert running.cookies["sessionid"].value not in whole_database()
