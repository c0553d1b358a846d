"""The middleware by itself, in front of small views: what is kept, for whom, and what is not."""

import gzip

import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings

from portal.page_cache import PageCacheMiddleware, public_page

factory = RequestFactory()


class Site:
    """A view behind the middleware that counts how often it was asked."""

    def __init__(self, make_response=None):
        self.calls = 0
        self.make_response = make_response or (lambda request: HttpResponse("こんにちは" * 100))
        self.middleware = PageCacheMiddleware(public_page(self.view))

    def view(self, request):
        self.calls += 1
        return self.make_response(request)

    def get(self, path="/", method="get", data=None, **headers):
        return self.middleware(getattr(factory, method)(path, data, **headers))


@pytest.fixture(autouse=True)
def page_cache(settings):
    settings.PAGE_CACHE_SECONDS = 60
    caches["pages"].clear()
    yield caches["pages"]
    caches["pages"].clear()


def test_public_page_is_made_once_and_repeated():
    site = Site()

    first, second = site.get(), site.get()

    assert site.calls == 1
    assert second.content == first.content == ("こんにちは" * 100).encode()
    assert dict(second.items()) == dict(first.items())
    assert first["Cache-Control"] == "public, max-age=60"
    assert first["Vary"] == "Accept-Encoding"
    assert first["Content-Length"] == str(len(first.content))


def test_public_page_goes_out_compressed_to_those_who_understand_it():
    site = Site()

    plain = site.get()
    compressed = site.get(HTTP_ACCEPT_ENCODING="gzip, br")

    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content)
    assert compressed["Content-Length"] == str(len(compressed.content))
    assert "Content-Encoding" not in plain


@pytest.mark.parametrize("tags", ["{etag}", 'W/"other", {etag}', "*"])
def test_public_page_that_the_reader_has_is_answered_with_304(tags):
    site = Site()
    first = site.get()

    response = site.get(HTTP_IF_NONE_MATCH=tags.format(etag=first["ETag"]))

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == first["ETag"]
    assert "Content-Type" not in response


def test_public_page_that_has_changed_is_sent_whole():
    site = Site()

    response = site.get(HTTP_IF_NONE_MATCH='W/"old"')

    assert (response.status_code, response.content) == (200, site.get().content)


def test_head_gets_the_headers_of_the_kept_page_and_no_body():
    site = Site()
    page = site.get()

    response = site.get(method="head")

    assert site.calls == 1
    assert response.content == b""
    assert response["Content-Length"] == page["Content-Length"]


def test_head_is_not_kept_for_get():
    site = Site(lambda request: HttpResponse(request.method))

    site.get(method="head")

    assert site.get().content == b"GET"


def test_hosts_schemes_and_paths_have_pages_of_their_own():
    site = Site(lambda request: HttpResponse(request.build_absolute_uri()))
    requests = [
        {"path": "/a/"},
        {"path": "/b/"},
        {"path": "/a/", "HTTP_HOST": "localhost"},
        {"path": "/a/", "secure": True},
    ]

    bodies = {site.get(**request).content for request in requests * 2}

    assert bodies == {
        b"http://testserver/a/",
        b"http://testserver/b/",
        b"http://localhost/a/",
        b"https://testserver/a/",
    }
    assert site.calls == 4


@pytest.mark.parametrize("status", [301, 404, 500])
def test_response_other_than_200_is_not_kept(status):
    site = Site(lambda request: HttpResponse("x", status=status))

    assert [site.get().status_code, site.get().status_code] == [status, status]
    assert site.calls == 2


def _with_cookie(request):
    response = HttpResponse("x")
    response.set_cookie("name", "value")
    return response


@pytest.mark.parametrize(
    "make_response",
    [
        _with_cookie,
        lambda request: HttpResponse("x", headers={"Vary": "Accept-Language, Cookie"}),
        lambda request: HttpResponse("x", headers={"Content-Encoding": "br"}),
        lambda request: StreamingHttpResponse(iter(["x"])),
    ],
)
def test_response_that_is_not_for_everybody_is_not_kept(make_response):
    site = Site(make_response)

    response = site.get()
    site.get()

    assert site.calls == 2
    assert "Cache-Control" not in response


def test_address_with_a_query_string_is_not_kept(page_cache):
    site = Site()

    for number in range(3):
        site.get(f"/?q={number}")

    assert site.calls == 3
    assert not page_cache._cache


def test_writing_is_never_answered_from_the_cache():
    site = Site()
    site.get()

    site.get(method="post")

    assert site.calls == 2


def test_view_without_the_decorator_is_not_kept():
    site = Site()
    site.middleware = PageCacheMiddleware(site.view)

    site.get()
    site.get()

    assert site.calls == 2


def test_zero_seconds_keep_nothing(settings):
    settings.PAGE_CACHE_SECONDS = 0
    site = Site()

    response = site.get()
    site.get()

    assert site.calls == 2
    assert "ETag" not in response


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["testserver"])
def test_host_that_is_not_allowed_is_refused_and_fills_nothing(client, page_cache):
    client.get("/about/")

    response = client.get("/about/", HTTP_HOST="evil.example.com")

    assert response.status_code == 400
    assert len(page_cache._cache) == 1
