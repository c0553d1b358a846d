"""What the log keeps: neither the keys to somebody's page nor what somebody typed."""

import logging

import pytest
from django.conf import settings
from django.db import Error, connection, transaction
from django.urls import reverse

from portal.bookings.links import booking_token
from portal.logs import AddressMask, Formatter
from tests import factories
from tests.bookings.seats import apply_for

pytestmark = pytest.mark.django_db


def shown(records: list[logging.LogRecord]) -> str:
    """The records as the console shows them."""
    mask, formatter = AddressMask(), Formatter()
    return "\n".join(formatter.format(record) for record in records if mask.filter(record))


def test_console_uses_the_mask_and_the_formatter():
    handler = settings.LOGGING["handlers"]["console"]

    assert (handler["filters"], handler["formatter"]) == (["mask_addresses"], "default")


def test_log_of_a_refused_request_names_the_page_but_not_the_token(client, office, caplog):
    token = booking_token(apply_for(factories.make_training()))

    client.put(reverse("bookings:cancel", args=[token]))
    client.get(f"/bookings/{token})/more/")

    said = shown(caplog.records)
    assert token not in said
    assert "Method Not Allowed (PUT): /bookings/" in said
    assert "Not Found: /bookings/" in said


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("UPDATE people_person SET kana = NULL", "violates not-null constraint"),
        ("""SELECT '{"name": "花子", "x": "\\u0000"}'::jsonb""", "unsupported Unicode escape sequence"),
    ],
)
def test_log_of_a_database_error_holds_no_values(caplog, sql, reason):
    factories.make_person(name="見本\n花子")

    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    logging.getLogger("tests").error("it failed", exc_info=caught.value)

    said = shown(caplog.records)
    assert "花子" in str(caught.value)
    assert "花子" not in said
    assert reason in said
