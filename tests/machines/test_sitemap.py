"""The sitemap names every public page and no other."""

from xml.etree import ElementTree

import pytest

from portal.bookings.models import Occasion
from tests.factories import in_days, make_event, make_organisation, make_training, make_video
from tests.pages.test_public_pages import PAGES

pytestmark = pytest.mark.django_db

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{SPACE}urlset"
    return {url.findtext(f"{SPACE}loc"): url.findtext(f"{SPACE}lastmod") for url in root}


def test_sitemap_names_every_public_page_that_answers(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    training = make_training(slug="next")
    make_training(slug="past")
    make_event(slug="symposium")
    make_event(slug="old-symposium")
    make_organisation(slug="mihon")
    make_video(slug="last")

    found = sitemap(client)

    paths = {address.removeprefix("https://portal.example.jp") for address in found}
    # The sheets are for printing.
    assert paths >= {page for page in PAGES if not page.endswith("/sheet/")}
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert found["https://portal.example.jp/trainings/next/"] == training.updated_at.isoformat(
        timespec="seconds"
    )
    assert found["https://portal.example.jp/orgs/mihon/"] is not None


def test_page_in_the_sitemap_may_be_indexed(client, office):
    make_training()

    for address in sitemap(client):
        assert "noindex" not in client.get(address.removeprefix("http://127.0.0.1:8000")).content.decode(), (
            address
        )


def test_sitemap_names_nothing_that_is_hidden(client, office):
    hidden = ({"state": Occasion.State.PLANNED}, {"is_listed": False}, {"hidden_from": in_days(-1)})
    for number, fields in enumerate(hidden):
        make_training(slug=f"secret-{number}", **fields)
    make_organisation(slug="secret-a", is_published=False)
    make_organisation(slug="secret-b", state="suspended")
    make_organisation(slug="secret-c", hidden_until=in_days(1))
    make_organisation(slug="seen")

    content = client.get("/sitemap.xml").content.decode()

    assert "secret" not in content
    assert "/orgs/seen/" in content


def test_robots_name_the_sitemap(client, settings):
    settings.SITE_URL = "https://portal.example.jp"

    assert "Sitemap: https://portal.example.jp/sitemap.xml" in client.get("/robots.txt").content.decode()
