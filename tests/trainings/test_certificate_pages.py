"""What the public and the holder see of a certificate."""

import pytest
from django.urls import reverse

from portal.bookings.links import booking_token
from portal.people.actions import handle_with_care
from tests.documents import reading
from tests.trainings.sessions import past_session, somebody
from trainings import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(staff, office):
    session = past_session(title="見本研修")
    somebody(session, "p", by=staff, name="髙橋 𠮷子")
    return actions.close_session(session_id=session.pk, by=staff).certificates[0]


def test_verify_shows_every_printed_value_without_cookie_or_index(client, issued):
    response = client.get(f"/certificates/{issued.code}/")

    text = response.content.decode()
    for value in (
        "髙橋 𠮷子",
        "見本研修",
        "養成研修",
        issued.number,
        issued.label,
        issued.dates,
        issued.issuer,
    ):
        assert value in text
    assert issued.wording in text
    assert issued.shown_code in text
    assert "有効です" in text
    assert '<meta name="robots" content="noindex">' in text
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_verify_of_a_revoked_one_says_so_with_the_day_and_without_the_reason(client, issued, staff):
    actions.revoke(certificate_id=issued.pk, reason="とても内輪の理由", by=staff)

    text = client.get(f"/certificates/{issued.code}/").content.decode()

    assert "取り消されています" in text
    assert "有効です" not in text
    assert "とても内輪の理由" not in text
    assert "髙橋 𠮷子" in text


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "short", "ÅÄÖ", "A" * 300])
def test_verify_of_a_mistyped_code_says_what_to_do(client, issued, code):
    response = client.get(f"/certificates/{code}/")

    assert response.status_code == 404
    assert "確認番号" in response.content.decode()
    assert "髙橋" not in response.content.decode()
    assert not response.cookies


def test_lookup_reads_a_code_as_it_is_typed_from_paper(client, issued):
    issued.code = "01AB23CD45EF67GH"
    issued.save()
    for typed in (
        "01AB-23CD-45EF-67GH",
        "oiab 23cd 45ef 67gh",
        "０１ＡＢ２３ＣＤ４５ＥＦ６７ＧＨ",
        "OLAB23CD45EF67GH",
    ):
        assert client.get("/certificates/", {"code": typed}).url == "/certificates/01AB23CD45EF67GH/"
    assert client.get("/certificates/01ab-23cd-45ef-67gh/").url == "/certificates/01AB23CD45EF67GH/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "確認番号を入力してください"), ("7K3M", "16けた"), ("0" * 16, "見つかりませんでした")],
)
def test_lookup_of_a_mistyped_code_keeps_what_was_typed(client, issued, typed, words):
    text = client.get("/certificates/", {"code": typed}).content.decode()

    assert words in text
    assert not typed or f'value="{typed}"' in text


def test_robots_stay_away(client, issued):
    assert "Disallow: /certificates/" in client.get("/robots.txt").content.decode()


def test_own_page_leads_to_the_certificate_as_page_and_pdf(client, issued):
    token = booking_token(issued.attendee.booking)
    own = client.get(f"/bookings/{token}/").content.decode()
    sheet = client.get(f"/certificates/own/{token}/{issued.code}/")
    pdf = client.get(f"/certificates/own/{token}/{issued.code}/pdf/")

    assert f"/certificates/own/{token}/{issued.code}/pdf/" in own
    assert issued.number in own
    assert "髙橋 𠮷子" in sheet.content.decode()
    assert reading.is_accessible(pdf.content)
    for response in (sheet, pdf):
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies


def test_own_page_of_somebody_else_opens_no_certificate(client, issued, staff):
    other = somebody(past_session(), "p", by=staff)
    token = booking_token(other.booking)

    for path in ("", "pdf/"):
        assert client.get(f"/certificates/own/{token}/{issued.code}/{path}").status_code == 404
        assert client.get(f"/certificates/own/x/{issued.code}/{path}").status_code == 404
    assert issued.number not in client.get(f"/bookings/{token}/").content.decode()


def test_own_page_does_not_offer_what_was_revoked(client, issued, staff):
    token = booking_token(issued.attendee.booking)
    actions.revoke(certificate_id=issued.pk, reason="まちがい", by=staff)

    assert issued.number not in client.get(f"/bookings/{token}/").content.decode()
    assert client.get(f"/certificates/own/{token}/{issued.code}/").status_code == 404


def test_verify_of_who_is_handled_with_care_says_that_it_counts_and_nothing_else(client, issued, staff):
    shown = client.get(reverse("certificates:verify", args=[issued.code])).content.decode()
    assert issued.name in shown
    assert issued.title in shown

    handle_with_care(person=issued.attendee.person, by=staff)

    page = client.get(reverse("certificates:verify", args=[issued.code])).content.decode()
    assert "有効です" in page
    for hidden in (issued.name, issued.title, issued.dates):
        assert hidden not in page
