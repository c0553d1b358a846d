"""The directory and the pages of organisations, as everybody sees them."""

import pytest

from platform_orgs.models import Organisation
from portal.office.models import District
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office_exists(office):
    """Head and foot name the office."""


@pytest.fixture
def north(db):
    return District.objects.create(name="北地区")


@pytest.fixture
def three(north):
    """A food bank in the north, a cooperative everywhere, a clinic in the south."""
    south = District.objects.create(name="南地区")
    factories.make_organisation(
        name="フードバンク北",
        slug="food",
        page={"fields_of_work": ["food"], "districts": [north.pk], "appeal": "余った食べものを届けます"},
    )
    factories.make_organisation(
        name="生協みほん", slug="coop", kind="cooperative", page={"fields_of_work": ["food", "elderly"]}
    )
    factories.make_organisation(
        name="みほん医院",
        slug="clinic",
        kind="medical",
        page={"fields_of_work": ["health"], "districts": [south.pk]},
    )


def found(client, query=""):
    page = client.get(f"/orgs/{query}").context["page_obj"]
    return {organisation.slug for organisation in page}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", {"food", "coop", "clinic"}),
        ("?field=food", {"food", "coop"}),
        ("?kind=medical", {"clinic"}),
        ("?q=ふーどばんく", {"food"}),
        ("?q=届けます", {"food"}),
        ("?field=food&kind=cooperative", {"coop"}),
        ("?q=%00", {"food", "coop", "clinic"}),
        ("?kind=x&field=y&area=z&page=q", {"food", "coop", "clinic"}),
        ("?area=99999999999999999999", {"food", "coop", "clinic"}),
        ("?q=ありえないことば", set()),
    ],
)
def test_directory_is_filtered_by_its_address(query, slugs, client, three):
    assert found(client, query) == slugs


def test_who_names_no_district_works_in_all_of_them(client, three, north):
    assert found(client, f"?area={north.pk}") == {"food", "coop"}


def test_directory_names_neither_who_has_ended_nor_who_has_no_page(client):
    for state in ("left", "dissolved", "merged", "excluded", "suspended"):
        factories.make_organisation(state=state)
    factories.make_organisation(is_published=False)
    factories.make_organisation(slug="here")

    assert found(client) == {"here"}


@pytest.mark.parametrize("count", [1, 3])
def test_directory_costs_the_same_for_one_and_three(count, client, django_assert_num_queries):
    for _ in range(count):
        factories.make_organisation(page={"fields_of_work": ["food"]})

    # count, organisations with their pages, districts, the office
    with django_assert_num_queries(4):
        answer = client.get("/orgs/?field=food")

    assert answer.content.decode().count('class="card"') == count


def test_directory_keeps_its_filters_from_page_to_page(client):
    for _ in range(51):
        factories.make_organisation(page={"fields_of_work": ["food"]})

    content = client.get("/orgs/?field=food").content.decode()

    assert "51団体" in content
    assert "?field=food&amp;page=2" in content


def test_page_shows_public_contacts_with_a_link_to_a_map(client):
    factories.make_organisation(
        slug="mihon",
        page={
            "telephone": "0857112233",
            "telephone_seen_by": "public",
            "address": "見本町1-1 & 2",
            "address_seen_by": "public",
            "representative": "代表 花子",
            "contact_name": "担当 太郎",
            "contact_name_seen_by": "office",
            "about": "<script>alert(1)</script>",
        },
    )

    content = client.get("/orgs/mihon/").content.decode()

    assert 'href="tel:0857112233"' in content
    assert "query=%E8%A6%8B%E6%9C%AC%E7%94%BA1-1%20%26%202" in content
    assert "代表 花子" not in content
    assert "担当 太郎" not in content
    assert "&lt;script&gt;" in content
    assert "市全域" in content


def test_page_says_when_it_was_last_confirmed(client, organisation):
    published = client.get("/orgs/mihon/").content.decode()
    Organisation.objects.filter(pk=organisation.pk).update(confirmed_on="2026-04-01")

    assert "に公開しました。" in published
    assert "2026年4月1日（水）に団体が確かめました。" in client.get("/orgs/mihon/").content.decode()


@pytest.mark.parametrize("slug", ["unknown", "x" * 80, "UPPER"])
def test_unknown_organisation_is_not_found(slug, client):
    assert client.get(f"/orgs/{slug}/").status_code == 404
    assert client.get(f"/orgs/{slug}/logo/").status_code == 404


def test_organisation_without_a_page_is_not_found(client):
    factories.make_organisation(slug="new", is_published=False)

    assert client.get("/orgs/new/").status_code == 404


def test_page_that_is_no_more_on_the_disk_has_no_logo(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.make_organisation(slug="mihon", page={"logo": "logos/gone.webp"})

    assert client.get("/orgs/mihon/").status_code == 200
    assert client.get("/orgs/mihon/logo/").status_code == 404


@pytest.mark.parametrize("path", ["/orgs/", "/orgs/mihon/", "/orgs/mihon/logo/", "/orgs/left/", "/orgs/?q=x"])
def test_public_page_sends_no_cookie(path, client, organisation):
    factories.make_organisation(slug="left", state="left")

    answer = client.get(path)

    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
