"""/opendata/ itself."""

import re

import pytest

from portal.opendata.files import FILES
from tests.factories import make_organisation, make_training

pytestmark = pytest.mark.django_db


def test_page_links_to_every_file_with_its_columns_and_the_licence(client, office):
    content = client.get("/opendata/").content.decode()

    links = re.findall(r'<a href="(/opendata/[^"]+)"', content)
    assert links == [f"/opendata/{file.name}" for file in FILES]
    assert {client.get(link).status_code for link in links} == {200}
    for file in FILES:
        assert all(f'<th scope="row">{column.header}</th>' in content for column in file.columns)
        response = client.get(f"/opendata/{file.name}")
        assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/deed.ja>; rel="license"'
        assert f'filename="{file.name}"' in response["Content-Disposition"]
    assert 'rel="license"' in content
    assert "「出典：鳥取市つながりポータル」" in content
    assert client.get("/opendata/people.csv").status_code == 404
    assert client.get("/opendata/events.csv/").status_code == 404


def test_page_links_to_every_feed_and_snippet(client, office):
    content = client.get("/opendata/").content.decode()

    for path in re.findall(r'<a href="(/(?:feed|snippets|calendar)[^"]*)"', content):
        assert client.get(path).status_code == 200, path
    assert 'href="/calendar.ics"' in content
    assert 'href="/feed/events.xml"' in content
    assert "http://127.0.0.1:8000/snippets/trainings.html" in content


def test_page_without_anything_says_no_date(client):
    content = client.get("/opendata/").content.decode()

    assert "更新日" not in content
    assert "None" not in content


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(client, office, django_assert_num_queries, count):
    for _ in range(count):
        make_training()
        make_organisation()

    # When events, organisations and years last changed; the office.
    with django_assert_num_queries(4):
        content = client.get("/opendata/").content.decode()

    assert "更新日" in content
