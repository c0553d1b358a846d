"""Canonical address, description, Open Graph: what is seen where a page's address is passed on."""

import re

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from tests.factories import make_organisation, make_training
from tests.machines.schema_org import as_attribute, meta
from tests.pages.test_public_pages import PAGES, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def page(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_can_be_passed_on(client, world, settings, path):  # noqa: F811 - the fixture
    settings.SITE_URL = "https://portal.example.jp"

    content = page(client, f"{path}?utm=x")

    found = meta(content)
    if found.get("robots") == "noindex":
        assert "canonical" not in content
        assert not [name for name in found if name.startswith(("og:", "twitter:"))]
        return
    address = f"https://portal.example.jp{path}"
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', content) == [address]
    assert found["og:url"] == address
    assert found["og:title"] == TITLE.findall(content)[0] != ""
    assert found["og:description"] == found.get(
        "description", "孤独・孤立について、相談・研修・つながりを案内します。"
    )
    assert found["og:image"] == "https://portal.example.jp/static/img/share.png"
    assert found["twitter:card"] == "summary_large_image"
    assert "<" not in "".join(found.values())


def test_page_of_something_says_its_own_words_safely(client, office):
    make_training(slug="t", title='"><script>', summary='ひと"こと<b>')
    make_organisation(slug="o", page={"appeal": "届けます"})

    training, organisation = meta(page(client, "/trainings/t/")), meta(page(client, "/orgs/o/"))

    assert training["og:title"] == as_attribute('"><script>') + " | つながりポータル"
    assert training["description"] == training["og:description"] == as_attribute('ひと"こと<b>')
    assert organisation["description"] == "届けます"


def test_pages_that_are_not_for_search_engines_name_no_address(client, office):
    make_training(slug="t", is_listed=False)

    for path in ("/trainings/t/", "/no-such-page/", "/certificates/"):
        content = page(client, path)
        assert meta(content)["robots"] == "noindex"
        assert "canonical" not in content
        assert "og:" not in content


def test_picture_is_as_large_as_the_page_says():
    with Image.open(finders.find("img/share.png")) as picture:
        assert picture.size == (1200, 630)
