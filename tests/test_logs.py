"""What the log keeps: neither the keys to somebody's page nor what somebody typed."""

import logging

import pytest
from django.conf import settings
from django.core import mail
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import path, reverse

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


# --- a view that fails -------------------------------------------------------------------------------------


def _fails(request):
    person = factories.make_person(name="秘密 花子", telephone="0857511111")
    typed = request.POST.get("what", "")
    raise RuntimeError("it broke", len(typed), person)


urlpatterns = [path("breaks/", _fails)]


@pytest.mark.urls("tests.test_logs")
@pytest.mark.django_db
def test_view_that_fails_is_logged_without_what_somebody_typed_and_mailed_to_nobody(caplog, settings):
    settings.ADMINS = [("係", "admin@example.com")]
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(raise_request_exception=False)

    answer = client.post("/breaks/?q=秘密の質問", {"what": "角の家の灯り", "tel": "0857511111"})
    client.get("/breaks/?name=秘密の名前")

    said = shown(caplog.records)
    assert answer.status_code == 500
    # Django would mail locals, cookies and all that was typed to them.
    assert mail.outbox == []
    assert "RuntimeError" in said
    for secret in ("秘密", "灯り", "0857511111", "%E7%A7%98"):
        assert secret not in said
