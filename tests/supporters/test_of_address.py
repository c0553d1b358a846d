"""Which supporters an address belongs to, at any size of the registry."""

import pytest
from django.db import connection

from portal.people.models import Person
from supporters.models import Supporter
from tests.factories import make_person, make_supporter

pytestmark = pytest.mark.django_db


def test_address_is_found_in_any_case():
    supporter = make_supporter(person=make_person(email="Hanako@example.com"))
    make_supporter(person=make_person(email="taro@example.com"))

    assert list(Supporter.objects.of_address("hanako@EXAMPLE.com")) == [supporter]


def test_an_index_serves_the_search_for_an_address():
    make_person(email="hanako@example.com")
    with connection.cursor() as cursor:
        # A table of one row is read whole unless that is forbidden.
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Person.objects.filter(email__iexact="hanako@example.com").order_by().explain()

    assert "person_email_ignoring_case" in plan
