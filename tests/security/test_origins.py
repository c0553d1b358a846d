"""From where a form may be sent. What each address answers is walked in tests/roles/test_forged.py."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.inquiries.models import Inquiry
from portal.origins import is_from_elsewhere
from tests import factories

FORM = "/contact/form/"
SENT = {"body": "秘密の相談です", "answer_wish": "none", "submission_key": "key-1"}
OWN, ELSEWHERE = "http://testserver", "https://elsewhere.example"
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126)).map(str.strip)


def refuses(rf, *, method="POST", secure=False, **headers):
    names = {"site": "Sec-Fetch-Site", "origin": "Origin"}
    sent = {names[key]: value for key, value in headers.items()}
    return is_from_elsewhere(rf.generic(method, FORM, secure=secure, headers=sent))


def test_browser_that_says_where_a_page_is_from_is_believed(rf):
    assert not refuses(rf, site="same-origin", origin=OWN)
    assert not refuses(rf, site="none")
    # Behind a proxy that asks us under another name the browser still knows best.
    assert not refuses(rf, site="same-origin", origin=ELSEWHERE)
    assert refuses(rf, site="same-site", origin=OWN)
    assert refuses(rf, site="cross-site", origin=OWN)
    assert refuses(rf, site="cross-site", origin="null")
    assert refuses(rf, site="cross-site")


def test_older_browser_that_says_only_its_origin_is_measured_by_our_host(rf):
    assert not refuses(rf, origin=OWN)
    assert refuses(rf, origin=ELSEWHERE)
    assert refuses(rf, origin="null")
    assert refuses(rf, origin="http://testserver:8000")
    assert refuses(rf, origin="http://testserver.elsewhere.example")
    assert refuses(rf, origin="http://elsewhere.example/testserver")


def test_proxy_that_ends_tls_may_keep_it_to_itself_but_nobody_comes_from_http_to_https(rf):
    assert not refuses(rf, origin="https://testserver", secure=True)
    assert not refuses(rf, origin="https://testserver", secure=False)
    assert refuses(rf, origin="http://testserver", secure=True)


def test_who_says_nothing_is_let_through(rf):
    """Very old browsers, and mail servers that unsubscribe somebody (RFC 8058)."""
    assert not refuses(rf)
    assert not refuses(rf, site="", origin="")


def test_reading_is_open_to_links_from_everywhere(rf):
    reading = ("GET", "HEAD", "OPTIONS", "TRACE")
    writing = ("POST", "PUT", "PATCH", "DELETE", "post", "BREW")

    assert not any(refuses(rf, method=each, site="cross-site", origin=ELSEWHERE) for each in reading)
    assert all(refuses(rf, method=each, site="cross-site", origin=ELSEWHERE) for each in writing)


def test_origins_that_the_city_trusts_may_send(rf, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://forms.city.example", "https://*.trusted.example"]

    for origin in ("https://forms.city.example", "https://a.trusted.example", "https://a.b.trusted.example"):
        assert not refuses(rf, origin=origin)
        assert not refuses(rf, site="cross-site", origin=origin)
    for origin in (
        "http://forms.city.example",
        "https://city.example",
        "https://other.city.example",
        "https://nottrusted.example",
        "https://forms.city.example.elsewhere.example",
        "null",
        "",
    ):
        assert refuses(rf, site="cross-site", origin=origin)


@given(site=HEADER, origin=HEADER)
@example(site="Same-Origin", origin=OWN)
@example(site="same-origin, cross-site", origin=OWN)
@example(site="", origin="HTTP://TESTSERVER")
@example(site="", origin="http://testserver@elsewhere.example")
@example(site="", origin="://")
def test_nothing_but_the_few_right_values_is_let_through(site, origin):
    from django.test import RequestFactory

    is_right = site in {"same-origin", "none"} if site else origin in {"", OWN, "https://testserver"}

    assert refuses(RequestFactory(), site=site, origin=origin) is not is_right


@pytest.mark.django_db
def test_refused_form_says_so_leads_to_ours_gives_nothing_back_and_carries_all_headers(client, office):
    refused = client.post(f"{FORM}?a=b", SENT, headers={"Sec-Fetch-Site": "cross-site", "Origin": ELSEWHERE})

    page = refused.content.decode()
    assert (refused.status_code, refused.cookies, Inquiry.objects.count()) == (403, {}, 0)
    assert "まだ受け付けていません" in page
    assert re.findall(r'href="([^"]*)">このサイトの画面を開く', page) == [FORM]
    assert "秘密" not in page
    assert refused["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in refused["Content-Security-Policy"]
    assert "no-store" in refused["Cache-Control"]
    assert refused["Permissions-Policy"]
    assert client.post(FORM, SENT, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


@pytest.mark.django_db
def test_office_under_a_name_of_its_own_takes_forms_from_that_name_only(client, settings):
    settings.ADMIN_HOST, settings.ALLOWED_HOSTS = "office.example", ["office.example", "testserver"]
    factories.make_office()

    def sign_in(origin):
        return client.post(
            "/admin/login/", {}, headers={"Host": "office.example", "Origin": origin}
        ).status_code

    assert sign_in("http://office.example") == 200
    assert sign_in("http://testserver") == 403
