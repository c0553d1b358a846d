"""The office's pages under a name of their own and from named networks only."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, RequestFactory

from portal.accounts.staff.checks import door_settings, proxy_is_named
from portal.accounts.staff.hosts import client_address, may_reach_admin
from tests import factories
from tests.staff_door.entering import enter, is_inside
from tests.staff_sessions import number_of

PUBLIC, OFFICE = "tsunagari.example.jp", "office.example.jp"


@pytest.fixture
def own_host(settings):
    settings.ALLOWED_HOSTS = [PUBLIC, OFFICE]
    settings.SITE_URL = f"https://{PUBLIC}"
    settings.ADMIN_HOST = OFFICE


def status(path: str, host: str, **more: str) -> int:
    return Client().get(path, headers={"host": host}, **more).status_code


@pytest.mark.django_db
def test_office_and_public_pages_do_not_answer_under_each_others_name(own_host, office):
    def under_both(*paths: str) -> dict[str, tuple[int, int]]:
        return {path: (status(path, PUBLIC), status(path, OFFICE)) for path in paths}

    public = ("/", "/help/", "/accounts/", "/healthz")
    assert under_both(*public) == dict.fromkeys(public, (200, 404))
    assert under_both("/admin/", "/admin/login/", "/admin") == {
        "/admin/": (404, 302),
        "/admin/login/": (404, 200),
        "/admin": (404, 301),
    }
    for host in (OFFICE, PUBLIC):
        assert Client().head("/static/css/portal.css", headers={"host": host}).status_code == 200
    assert status("/admin/", f"{OFFICE}:8443") == 302
    assert status("/admin/", "evil.example") == 404
    assert status("/", "evil.example") == 400


@pytest.mark.django_db
def test_page_kept_for_the_public_does_not_answer_under_the_offices_name(own_host, office, settings):
    settings.PAGE_CACHE_SECONDS = 60
    caches["pages"].clear()
    assert status("/help/", PUBLIC) == 200

    assert status("/help/", OFFICE) == 404


@pytest.mark.django_db
def test_refusal_leads_to_the_public_page_and_sets_no_cookie(own_host):
    answer = Client().get("/trainings/?q=<b>", headers={"host": OFFICE})

    page = answer.content.decode()
    assert f'href="https://{PUBLIC}/trainings/"' in page
    assert "<b>" not in page
    assert not answer.cookies
    for refused in (answer, Client().get("/admin/", headers={"host": PUBLIC})):
        assert "default-src 'none'" in refused["Content-Security-Policy"]
        assert refused["X-Content-Type-Options"] == "nosniff"
        assert refused["X-Frame-Options"] == "DENY"
        assert refused["Referrer-Policy"] == "same-origin"
        assert "no-store" in refused["Cache-Control"]
    assert PUBLIC not in Client().get("/admin/", headers={"host": PUBLIC}).content.decode()


@pytest.mark.django_db
def test_staff_are_somebody_under_the_offices_name_only(own_host, office, staff):
    inside = Client(headers={"host": OFFICE})
    enter(inside, staff, number_of(staff))
    training = factories.make_training(starts_at=factories.in_days(0))
    door = f"/door/dates/{training.dates.get().pk}/"

    assert is_inside(inside)
    assert inside.get(door).status_code == 200
    assert staff.email not in inside.get("/accounts/", headers={"host": PUBLIC}).content.decode()
    assert "職員の方はこちら" not in Client().get("/accounts/", headers={"host": PUBLIC}).content.decode()


@pytest.mark.django_db
def test_outside_of_the_networks_the_office_is_not_found_and_a_session_from_inside_is_nobodys(
    settings, office, staff
):
    settings.ADMIN_NETWORKS = ["10.1.0.0/16", "2001:db8::/32"]
    inside = Client(REMOTE_ADDR="10.1.2.3")
    enter(inside, staff, number_of(staff))
    assert is_inside(inside)

    for address in ("10.2.0.1", "192.0.2.1", "2001:db9::1", "nonsense", ""):
        assert inside.get("/admin/", REMOTE_ADDR=address).status_code == 404
        assert inside.post("/admin/login/", REMOTE_ADDR=address).status_code == 404
        assert staff.email not in inside.get("/accounts/", REMOTE_ADDR=address).content.decode()
        assert inside.get("/help/", REMOTE_ADDR=address).status_code == 200
    assert inside.get("/admin/", REMOTE_ADDR="2001:db8::7").status_code == 200
    assert inside.get("/admin/", REMOTE_ADDR="::ffff:10.1.2.3").status_code == 200


@pytest.mark.parametrize(
    ("remote", "forwarded", "counts"),
    [
        ("192.0.2.1", "10.1.0.1", "192.0.2.1"),  # a stranger says what they like
        ("10.9.0.1", "192.0.2.1", "192.0.2.1"),
        ("10.9.0.1", "10.1.0.1, 192.0.2.1", "192.0.2.1"),
        ("10.9.0.1", "10.1.0.1, 10.9.0.2", "10.1.0.1"),
        ("10.9.0.1", "", "10.9.0.1"),
        ("10.9.0.1", "nonsense", "None"),
        ("10.9.0.1", "10.1.0.1, nonsense", "None"),
        ("10.9.0.1", " ,, ", "10.9.0.1"),
        ("", "192.0.2.1", "192.0.2.1"),  # a proxy on a socket of this machine
        ("", "", "None"),
    ],
)
def test_only_our_proxies_are_believed(remote, forwarded, counts, settings):
    settings.TRUSTED_PROXIES = ["10.9.0.0/24"]
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/admin/", headers=headers, REMOTE_ADDR=remote)

    assert str(client_address(request)) == counts


def test_nothing_set_restricts_nothing(settings):
    assert (settings.ADMIN_HOST, settings.ADMIN_NETWORKS) == ("", [])
    assert may_reach_admin(RequestFactory().get("/admin/", REMOTE_ADDR="nonsense"))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ADMIN_NETWORKS", ["10.1.0.0/16", "::1/128", "192.0.2.7"], []),
        ("ADMIN_NETWORKS", ["10.1.0.1/16"], ["accounts.E001"]),  # bits beyond the mask: a slip
        ("ADMIN_NETWORKS", ["everywhere", "10.0.0.0/33"], ["accounts.E001", "accounts.E001"]),
        ("ADMIN_NETWORKS", ["0.0.0.0/0"], ["accounts.W001"]),
        ("TRUSTED_PROXIES", ["proxy"], ["accounts.E001"]),
        ("TRUSTED_PROXIES", ["::/0"], ["accounts.W001"]),
        ("ADMIN_HOST", OFFICE, []),
        ("ADMIN_HOST", f"https://{OFFICE}", ["accounts.E002"]),
        ("ADMIN_HOST", f"{OFFICE}:443", ["accounts.E002"]),
        ("ADMIN_HOST", ".example.jp", ["accounts.E002"]),
        ("ADMIN_HOST", "*", ["accounts.E002"]),
        ("ADMIN_HOST", PUBLIC, ["accounts.E003"]),
        ("ADMIN_HOST", "elsewhere.example.jp", ["accounts.E004"]),
        ("STAFF_SESSION_HOURS", 0, ["accounts.E005"]),
        ("STAFF_SESSION_HOURS", 24 * 15, ["accounts.E005"]),
        ("STAFF_SESSION_HOURS", 0.5, []),
    ],
)
def test_nonsense_in_the_settings_is_said_by_the_check(name, value, found, settings):
    settings.ALLOWED_HOSTS = [PUBLIC, OFFICE]
    settings.SITE_URL = f"https://{PUBLIC}"
    setattr(settings, name, value)

    assert [message.id for message in door_settings(None)] == found
    if found and found[0].startswith("accounts.E"):
        with pytest.raises(SystemCheckError, match=name):
            call_command("check")


def test_deployment_behind_a_proxy_that_is_not_named_is_warned_of(settings):
    settings.TRUSTED_PROXIES = []
    assert proxy_is_named(None) == []

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert [each.id for each in proxy_is_named(None)] == ["accounts.W002"]

    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    assert proxy_is_named(None) == []
