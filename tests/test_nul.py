"""A NUL character, which PostgreSQL refuses, is never a mistake of the server."""

import pytest
from django.test import Client

from tests.factories import make_helpline

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/admin/office/helpline/?topic__exact=%00",
        "/admin/accounts/user/?email=%00",
    ],
)
def test_list_of_staff_with_nul_in_a_filter_is_a_bad_request(manager_client, office, path):
    response = manager_client.get(path)

    assert response.status_code == 400
    content = response.content.decode()
    assert "送られた内容を受け取れませんでした" in content
    assert 'href="tel:0857510295"' in content
    assert "Content-Security-Policy" in response


@pytest.mark.parametrize(
    "path",
    [
        "/help/?by=%00",
        "/admin/office/helpline/?q=%00",
        "/admin/inquiries/inquiry/?q=%00&show=%00&p=%00",
        "/no-such%00/",
        "/trainings/%00/",
        "/?%00=1",
    ],
)
def test_no_address_with_nul_is_a_mistake_of_the_server(manager_client, office, path):
    make_helpline()

    assert manager_client.get(path).status_code in {200, 302, 400, 404}


def test_form_with_nul_says_so_and_is_not_lost(office):
    response = Client().post(
        "/contact/form/", {"body": "a\x00b", "answer_wish": "none", "submission_key": "k\x00"}
    )

    assert response.status_code == 200
    assert "エラー：" in response.content.decode()
