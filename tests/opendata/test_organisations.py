"""The two files of organisations: only what everybody may read, and nobody's name."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from portal.office.models import District
from tests.factories import in_days, make_organisation, make_resource

pytestmark = pytest.mark.django_db

SCHEMA = json.loads((Path(__file__).parent / "hsds_organization.json").read_text())
CONTACTS = {
    "representative": "代表 花子",
    "contact_name": "担当 太郎",
    "telephone": "0857112233",
    "fax": "0857112244",
    "email": "public@example.com",
    "address": "鳥取市見本町1-1",
    "website": "https://example.com/",
    "social": "https://social.example.com/mihon",
}


def page(seen_by, **fields):
    return CONTACTS | {f"{name}_seen_by": seen_by for name in CONTACTS} | fields


def table(client):
    text = client.get("/opendata/organisations.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def hsds(client):
    data = json.loads(client.get("/opendata/organisations.json").content)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(data, SCHEMA, format_checker=jsonschema.FormatChecker())
    return data


def test_schema_refuses_what_the_specification_does_not_know():
    good = {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "n", "description": "d"}
    bad = [
        {**good, "id": "7"},
        {**good, "nmae": "x"},
        {**good, "email": "x"},
        {"id": good["id"], "name": "n"},
    ]
    shell = {
        "total_items": 1,
        "total_pages": 1,
        "page_number": 1,
        "size": 1,
        "first_page": True,
        "last_page": True,
    }
    checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())

    assert checker.is_valid({**shell, "contents": [good]})
    assert [checker.is_valid({**shell, "contents": [each]}) for each in bad] == [False] * len(bad)


def test_public_page_in_both_files(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    north = District.objects.create(name="北地区")
    organisation = make_organisation(
        slug="mihon",
        name="見本の会",
        page=page(
            "public",
            fields_of_work=["food", "elderly"],
            districts=[north.pk],
            appeal="届けます",
            about="一行\n二行",
        ),
    )
    make_resource(organisation, title="米")

    (row,) = table(client)
    data = hsds(client)
    (found,) = data["contents"]

    assert row["団体名"] == "見本の会"
    assert row["活動の分野"] == "食の支援;高齢"
    assert row["活動する地区"] == "北地区"
    assert row["活動の内容"] == "一行 二行"
    assert row["できること"] == "米"
    assert row["電話番号"] == "0857-11-2233"
    assert row["メールアドレス"] == "public@example.com"
    assert row["URL"] == found["uri"] == "https://portal.example.jp/orgs/mihon/"
    assert row["ID"] == found["id"]
    assert [(phone["type"], phone["number"]) for phone in found["phones"]] == [
        ("voice", "0857-11-2233"),
        ("fax", "0857-11-2244"),
    ]
    assert found["locations"][0]["addresses"][0]["address_1"] == "鳥取市見本町1-1"
    assert (data["total_items"], data["empty"]) == (1, False)


@pytest.mark.parametrize("path", ["/opendata/organisations.csv", "/opendata/organisations.json"])
def test_files_hold_nothing_that_the_public_may_not_read(client, office, path):
    for seen_by in ("members", "office"):
        organisation = make_organisation(name=f"見える会 {seen_by}", page=page(seen_by))
        make_resource(organisation, title="団体だけに見せる力", is_public=False)
        make_resource(organisation, title="やめた力", ended_at="2026-01-01T00:00Z")
    make_organisation(name="名前を公開した会", page=page("public"))
    make_resource(organisation, title="しばらく見せる力なし", hidden_from=in_days(-1))
    hidden = [
        {"is_published": False},
        {"state": "suspended"},
        {"state": "left"},
        {"hidden_from": in_days(-1)},
    ]
    for number, fields in enumerate(hidden):
        make_organisation(name=f"見えない会{number}", **fields)

    content = client.get(path).content.decode()

    assert "見える会 members" in content
    assert "見えない会" not in content
    assert "見せる力" not in content
    assert "やめた力" not in content
    # Those of the one organisation that shows them, and nobody's name.
    assert content.count("public@example.com") == 1
    assert content.count("0857-11-2233") == 1
    assert content.count("鳥取市見本町1-1") == 1
    assert "花子" not in content
    assert "太郎" not in content


def test_organisation_keeps_its_id_under_another_name(client, office):
    organisation = make_organisation(
        slug="old", name="旧", page={"address": "見本町", "address_seen_by": "public"}
    )
    before = hsds(client)["contents"][0]
    organisation.slug = "new"
    organisation.save()
    organisation.published.name = "新"
    organisation.published.save()

    after = hsds(client)["contents"][0]

    assert (before["name"], after["name"]) == ("旧", "新")
    assert before["id"] == after["id"]
    assert before["locations"] == after["locations"]


def test_directory_without_anybody_is_valid(client, office):
    data = hsds(client)

    assert (data["contents"], data["empty"]) == ([], True)
    assert table(client) == []


@pytest.mark.parametrize("path", ["/opendata/organisations.csv", "/opendata/organisations.json"])
@pytest.mark.parametrize("count", [1, 3])
def test_files_cost_the_same_for_one_and_three(client, office, django_assert_num_queries, count, path):
    north = District.objects.create(name="北地区")
    for _ in range(count):
        make_resource(make_organisation(page={"districts": [north.pk]}))

    # Organisations with their pages, their resources, the districts, the office.
    with django_assert_num_queries(4):
        client.get(path)
