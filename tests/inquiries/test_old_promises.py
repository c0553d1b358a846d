"""Inquiries from before the portal promised when it reads are late to nobody."""

import datetime
import importlib

import pytest
from django.apps import apps
from django.utils import timezone

from portal.inquiries.models import Inquiry
from tests.factories import local, make_inquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

take_back_promises = importlib.import_module(
    "portal.inquiries.migrations.0006_old_ones_were_promised_nothing"
).take_back_promises


def test_stamp_of_the_migration_is_no_promise_and_a_promise_stays(staff_client):
    stamped, promised = make_inquiry(), make_inquiry(received_at=local(2026, 11, 2, 9))
    Inquiry.objects.filter(pk=stamped.pk).update(read_by=timezone.now().replace(microsecond=1))

    take_back_promises(apps, None)

    stamped.refresh_from_db()
    promised.refresh_from_db()
    later = timezone.now() + datetime.timedelta(days=30)
    assert (stamped.read_by, promised.read_by) == (None, local(2026, 11, 4, 17, 15))
    assert [(row, row.is_late) for row in Inquiry.objects.in_order(later)] == [
        (promised, True),
        (stamped, False),
    ]
    assert (promised.is_read_late(later), stamped.is_read_late(later)) == (True, False)
    page = staff_client.get(f"/admin/inquiries/inquiry/{stamped.pk}/").content.decode()
    assert "読む約束" not in page
