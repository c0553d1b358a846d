"""Headers of answers: what browsers, caches and other sites may do with them."""

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse

from portal.bookings.links import booking_token
from portal.headers import PERMISSIONS, HeadersMiddleware
from tests import factories

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PUBLIC = ("/", "/trainings/", "/contact/form/", "/help/", "/orgs/", "/opendata/")
PERSONAL = ("/supporters/me/", "/accounts/")
OFFICE = ("/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/bookings/occasion/")
PLATFORM = ("/platform/", "/platform/needs/")
READ_BY_OTHER_SITES = (
    "/opendata/events.json",
    "/opendata/organisations.csv",
    "/feed.xml",
    "/calendar.ics",
    "/snippets/trainings.html",
)


@pytest.fixture(autouse=True)
def served_as_in_production(office, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return factories.make_training()


def opened(client, path):
    return client.get(path, secure=True)


def assert_hardened(response):
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["Strict-Transport-Security"].startswith("max-age=31536000")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == PERMISSIONS


def assert_kept_nowhere(response):
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_allows_nothing_but_its_own_and_sets_no_cookie(client, path):
    response = opened(client, path)

    assert response.status_code == 200
    assert_hardened(response)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not response.cookies


@pytest.mark.parametrize("path", OFFICE)
def test_page_of_the_office_is_hardened_and_kept_nowhere(manager_client, path):
    response = opened(manager_client, path)

    assert response.status_code in {200, 302}
    assert_hardened(response)
    assert_kept_nowhere(response)


@pytest.mark.parametrize("path", PLATFORM)
def test_inner_page_of_the_platform_is_hardened_and_kept_nowhere(org_manager_client, path):
    response = opened(org_manager_client, path)

    assert response.status_code == 200
    assert_hardened(response)
    assert_kept_nowhere(response)


@pytest.mark.parametrize("path", PERSONAL)
def test_own_page_is_hardened_and_kept_nowhere(client, path):
    user = factories.make_user(email="me@example.com")
    factories.make_supporter(person=factories.make_person(email="me@example.com"))
    client.force_login(user)

    response = opened(client, path)

    assert response.status_code in {200, 302}
    assert_hardened(response)
    assert_kept_nowhere(response)


def test_booking_and_its_receipt_are_hardened_and_kept_nowhere(client, served_as_in_production):
    token = booking_token(factories.make_booking(served_as_in_production))

    for path in (f"/bookings/{token}/", f"/bookings/{token}/receipt/", "/bookings/"):
        response = opened(client, path)
        assert response.status_code == 200, path
        assert_hardened(response)
        assert_kept_nowhere(response)


@pytest.mark.parametrize("path", READ_BY_OTHER_SITES)
def test_open_file_may_be_loaded_by_other_sites(client, path):
    response = opened(client, path)

    assert response.status_code == 200
    assert_hardened(response)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/no-such-page/", "/admin/no-such-page/"])
def test_refusal_is_hardened_too(client, path):
    response = opened(client, path)

    assert response.status_code in {302, 404}
    assert_hardened(response)


def test_without_tls_everything_leads_to_tls(client):
    response = client.get("/help/")

    assert (response.status_code, response["Location"]) == (301, "https://testserver/help/")
    assert response["Permissions-Policy"] == PERMISSIONS


def test_cookies_are_secure_unreadable_for_scripts_and_stay_on_the_site(manager_client):
    manager_client.logout()
    page = opened(manager_client, "/accounts/")
    response = manager_client.post(
        "/accounts/",
        {"email": "a@example.com", "csrfmiddlewaretoken": page.cookies["csrftoken"].value},
        secure=True,
        headers={"Referer": "https://testserver/accounts/"},
    )

    cookies = {**page.cookies, **response.cookies}
    assert set(cookies) == {"csrftoken", django_settings.SESSION_COOKIE_NAME}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_page_for_somebody_signed_in_whose_view_forgot_it_is_kept_nowhere(rf, manager):
    request = rf.get("/x/")
    request._cached_user = manager

    assert_kept_nowhere(HeadersMiddleware(lambda request: HttpResponse())(request))
