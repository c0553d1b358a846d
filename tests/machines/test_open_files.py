"""How files answer machines that ask often, oddly, or from elsewhere."""

import pytest
from django.core.cache import caches

from tests.factories import make_organisation, make_training

pytestmark = pytest.mark.django_db

FILES = (
    "/calendar.ics",
    "/feed.xml",
    "/feed/trainings.xml",
    "/snippets/trainings.html",
    "/sitemap.xml",
    "/opendata/events.csv",
    "/opendata/events.json",
    "/opendata/organisations.csv",
    "/opendata/organisations.json",
)
# They change once a year, when its figures are closed.
ALL_FILES = (*FILES, "/opendata/supporters.csv", "/opendata/needs.csv")


@pytest.fixture(autouse=True)
def something(office):
    return make_training()


@pytest.fixture
def kept(settings):
    settings.PAGE_CACHE_SECONDS = 5
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.mark.parametrize("path", ALL_FILES)
def test_client_that_asks_every_second_costs_no_query(client, kept, django_assert_num_queries, path):
    first = client.get(path)

    with django_assert_num_queries(0):
        again = [client.get(path) for _ in range(10)]
        known = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert {response.content for response in again} == {first.content}
    assert first["Cache-Control"] == "public, max-age=5"
    assert (known.status_code, known.content) == (304, b"")
    assert known["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ALL_FILES)
def test_file_that_the_client_has_is_not_sent_again_after_the_cache_forgot_it(client, kept, path):
    tag = client.get(path)["ETag"]
    caches["pages"].clear()

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", FILES)
def test_file_that_changed_is_sent_whole(client, kept, something, path):
    tag = client.get(path)["ETag"]
    make_training()
    make_organisation()
    caches["pages"].clear()

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ALL_FILES)
def test_file_with_made_up_parameters_is_conditional_too(client, path):
    tag = client.get(f"{path}?x=1")["ETag"]

    assert client.get(f"{path}?x=1", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ALL_FILES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "image/png"},
        {"Accept": ";;;,,q=x"},
        {"Accept": "\x80"},
        {"Range": "bytes=0-3"},
        {"Range": "bytes=999999999-"},
        {"Range": "bytes=-,,5-2"},
        {"Range": "lines=\x80"},
        {"If-None-Match": 'W/"broken'},
        {"If-Modified-Since": "gestern"},
        {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    ],
)
def test_odd_headers_get_the_whole_file(client, path, headers):
    response = client.get(path, headers=headers)

    assert (response.status_code, response.content) == (200, client.get(path).content)


@pytest.mark.parametrize("path", ALL_FILES)
def test_scripts_of_other_sites_may_read_and_nothing_else(client, path):
    asked = client.options(
        path, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    )

    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for response in (asked, client.get(path), client.head(path)):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert not response.cookies
    assert [client.generic(method, path).status_code for method in ("POST", "PUT", "PATCH", "DELETE")] == [
        405
    ] * 4
    assert "Access-Control-Allow-Origin" not in client.get("/")
