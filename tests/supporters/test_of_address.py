"""Which supporters an address belongs to, at any size of the registry."""

import pytest
from django.db import connection

from supporters.models import Supporter
from tests.factories import make_person, make_supporter

pytestmark = pytest.mark.django_db


def test_address_is_found_by_its_index_in_any_case():
    supporter = make_supporter(person=make_person(email="Hanako@example.com"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    found = Supporter.objects.of_address("hanako@EXAMPLE.com")

    assert list(found) == [supporter]
    assert "person_email_ignoring_case" in found.explain()
