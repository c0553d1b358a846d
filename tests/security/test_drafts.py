"""What waits between form and confirmation is opened by a token that lies in no table."""

import pytest
from django.apps import apps
from django.db import connection

from tests import factories
from tests.bookings.test_apply_pages import typed as application
from tests.platform_orgs.joining import TYPED as JOINING
from tests.supporters.concerns import TYPED as WORRY
from tests.trainings.visits import TYPED as VISIT

pytestmark = pytest.mark.django_db


def whole_database() -> str:
    with connection.cursor() as cursor:
        parts = []
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            parts.append(str(cursor.fetchall()))
        return "".join(parts)


@pytest.mark.parametrize("kind", ["application", "visit", "joining", "worry"])
def test_token_of_a_draft_and_of_its_receipt_is_nowhere_in_the_database(kind, client, office):
    path, sent = {
        "application": (f"/trainings/{factories.make_training().slug}/apply/", application()),
        "visit": ("/trainings/visits/form/", VISIT),
        "joining": ("/orgs/join/", JOINING),
        "worry": ("/supporters/concerns/new/write/", WORRY),
    }[kind]
    confirm = client.post(path, sent).url
    token = confirm.removesuffix("/confirm/").rpartition("/")[2]

    assert client.get(confirm).status_code == 200
    assert token not in whole_database()
    (held,) = _hashes()
    assert client.get(confirm.replace(token, held)).status_code == 404

    receipt = client.post(confirm).url
    assert client.get(receipt).status_code == 200
    assert client.post(confirm).url == client.get(confirm).url == receipt
    assert token not in whole_database()
    if kind != "application":
        assert client.get(receipt.replace(token, held)).status_code == 404


def _hashes() -> list[str]:
    drafts = [
        model
        for model in apps.get_models()
        if hasattr(model, "token_hash") and "draft" in model.__name__.lower()
    ]
    return [draft.token_hash for model in drafts for draft in model._default_manager.all()]
