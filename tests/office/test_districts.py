import pytest
from django.core.management import call_command

from portal.bookings.forms import ApplicationForm
from portal.office.models import District
from tests.factories import make_training

pytestmark = pytest.mark.django_db

LIST = "/admin/office/district/"


def typed(**fields):
    return {"name": "見本地区", "kind": "city", "parent": "", "position": "0"} | fields


def test_districts_stand_as_a_tree():
    second = District.objects.create(name="二", position=20)
    first = District.objects.create(name="一", position=10)
    District.objects.create(name="二のイ", parent=second, position=5)
    District.objects.create(name="一のロ", parent=first, position=90)
    District.objects.create(name="一のイ", parent=first, position=80)

    assert [d.indented_name for d in District.objects.all()] == [
        "一",
        "　一のイ",
        "　一のロ",
        "二",
        "　二のイ",
    ]
    choices = ApplicationForm(make_training()).fields["district"].choices
    assert [label for _value, label in choices][1:3] == ["一", "　一のイ"]


def test_city_comes_with_its_districts_neighbours_outside_and_unknown():
    call_command("loaddata", "tottori", verbosity=0)

    kinds = list(District.objects.values_list("kind", flat=True))
    assert [kinds.count(kind) for kind in District.Kind.values] == [9, 6, 1, 1]
    assert [d.name for d in District.objects.all()][-2:] == ["市外", "わからない"]


def test_staff_add_a_part_of_a_district(staff_client):
    region = District.objects.create(name="見本地域")

    assert staff_client.post(LIST + "add/", typed(parent=region.pk)).status_code == 302
    assert District.objects.get(name="見本地区").parent == region
    assert staff_client.get(LIST).status_code == 200


@pytest.mark.parametrize("wrong", ["part of a part", "itself", "has parts", "other kind"])
def test_tree_has_two_levels_of_one_kind(staff_client, wrong):
    region = District.objects.create(name="見本地域")
    part = District.objects.create(name="見本の一", parent=region)
    other = District.objects.create(name="岩美町", kind="neighbour")
    url, fields = {
        "part of a part": (LIST + "add/", typed(parent=part.pk)),
        "itself": (f"{LIST}{other.pk}/change/", typed(name="岩美町", kind="neighbour", parent=other.pk)),
        "has parts": (
            f"{LIST}{region.pk}/change/",
            typed(name="見本地域", kind="neighbour", parent=other.pk),
        ),
        "other kind": (LIST + "add/", typed(parent=other.pk)),
    }[wrong]

    page = staff_client.post(url, fields)

    assert set(page.context["adminform"].form.errors) & {"parent", "kind"}
    assert District.objects.filter(parent__isnull=False).count() == 1
