from io import StringIO

import pytest
from django.core.management import call_command

from portal.office.models import PostalTown
from portal.office.postal import towns_for

pytestmark = pytest.mark.django_db


def load(**options):
    out = StringIO()
    call_command("load_postal_codes", stdout=out, **options)
    return out.getvalue()


def test_load_postal_codes_fills_the_table_once_however_often_it_runs():
    load()
    first = PostalTown.objects.count()
    load()

    assert PostalTown.objects.count() == first
    assert first > 140_000
    assert [str(town) for town in towns_for("6800845")] == ["鳥取県鳥取市富安"]
    assert [str(town) for town in towns_for("6808571")] == ["鳥取県鳥取市幸町71番地"]  # an office's own code
    assert [str(town) for town in towns_for("6800000")] == ["鳥取県鳥取市"]  # no town
    assert len(towns_for("4520961")) == 66  # one code, many towns
    assert towns_for("0000000") == []


def test_load_postal_codes_if_empty_leaves_a_filled_table_alone():
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="見本")

    output = load(if_empty=True)

    assert output == ""
    assert PostalTown.objects.count() == 1


def test_load_postal_codes_replaces_an_old_list():
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="見本")

    load()

    assert [town.town for town in towns_for("6800845")] == ["富安"]
