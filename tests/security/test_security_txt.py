import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("email", ["", "office@example.com"])
def test_file_says_where_to_report_and_until_when_it_holds(client, settings, time_machine, email):
    time_machine.move_to("2026-11-02T10:15:00+09:00", tick=False)
    settings.SITE_URL = "https://portal.example"
    factories.make_office(email=email)

    response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        *([f"Contact: mailto:{email}"] if email else []),
        "Contact: https://portal.example/contact/",
        "Expires: 2027-05-01T00:00:00Z",
        "Preferred-Languages: ja, en",
        "Canonical: https://portal.example/.well-known/security.txt",
    ]
    assert not response.cookies
