"""Requests that are too large, for another host or not to be understood get a calm page, not an error."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.inquiries.models import Inquiry

pytestmark = pytest.mark.django_db

FORMS = ("/contact/form/", "/accounts/", "/bookings/", "/admin/login/")


@pytest.fixture(autouse=True)
def the_office(office):
    """Its name stands on pages."""


def assert_calm(response, status, heading):
    content = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in content
    assert 'href="/help/"' in content
    assert "Content-Security-Policy" in response
    assert "Traceback" not in content


@pytest.mark.parametrize("path", FORMS)
def test_form_with_too_much_text_is_refused_with_a_clear_page(client, path):
    response = client.post(path, {"body": "あ" * 1_000_000})

    assert_calm(response, 413, "送られた内容が大きすぎます")
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("path", FORMS)
def test_form_with_too_many_fields_is_refused_with_a_clear_page(client, path):
    response = client.post(path, {f"field{number}": "" for number in range(5_001)})

    assert_calm(response, 413, "送られた内容が大きすぎます")


def test_form_with_two_thousand_fields_that_nobody_asked_for_is_answered(client):
    response = client.post("/contact/form/", {f"field{number}": "x" for number in range(2_000)})

    assert response.status_code == 200
    assert not Inquiry.objects.exists()


def test_form_with_too_many_files_is_refused_with_a_clear_page(client):
    files = {f"file{number}": SimpleUploadedFile("a.txt", b"x") for number in range(21)}

    assert_calm(client.post("/contact/form/", files), 413, "送られた内容が大きすぎます")


def test_body_that_says_it_is_huge_is_refused_before_it_is_read(client, settings):
    settings.REQUEST_MAX_BYTES = 1_000

    response = client.post("/contact/form/", {"file": SimpleUploadedFile("a.bin", b"x" * 1_001)})

    assert_calm(response, 413, "送られた内容が大きすぎます")
    assert client.post("/contact/form/", {"body": "x"}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "a b", "testserver:x", "[::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/help/", "/contact/form/", "/admin/", "/accounts/"])
def test_other_host_gets_a_calm_page_that_names_it_nowhere(client, settings, host, path):
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PAGE_CACHE_SECONDS = 5

    response = client.get(path, headers={"Host": host})

    assert_calm(response, 400, "送られた内容を受け取れませんでした")
    assert "evil.example" not in response.content.decode()


def test_broken_multipart_is_a_calm_bad_request(client):
    response = client.post("/contact/form/", b"--x\r\n", content_type="multipart/form-data; boundary=")

    assert_calm(response, 400, "送られた内容を受け取れませんでした")
