"""The application sheet on paper: public while it is of use, the same values as PDF and as page."""

import html
import re

import pytest

from portal.bookings.models import Accommodation, PlaceKind
from portal.bookings.purpose import PURPOSE_OF_USE
from tests.documents import reading
from tests.factories import in_days, local, make_date, make_event, make_office, make_place_kind, make_training

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(office):
    training = make_training(
        title="つながり研修 <第1回> #1",
        slug="first",
        starts_at=local(2126, 12, 5, 13, 30),
        closes_at=local(2126, 12, 1, 17, 0),
        accommodations=["sign_language", "childcare"],
        accommodations_until=local(2126, 11, 20).date(),
    )
    make_place_kind(training, kind=PlaceKind.Kind.ONLINE)
    return training


def words(page: str) -> str:
    """The text of a page without its tags and spaces."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", main)))


# Everything that must stand on both.
ON_THE_SHEET = [
    "つながり研修 <第1回> #1 申込書",
    "2126年12月5日（木）13:30〜15:30",
    "見本会館 大会議室（見本町1丁目1）",
    "2126年12月1日（日）17:00まで",
    "会場 20人、オンライン 20人（先着順）",
    "0857-24-8067",
    "0857-51-0295",
    "ふりがな",
    "お名前",
    "連絡の方法",
    "メール",
    "郵便",
    "会場",
    "オンライン",
    "いっしょに申し込む人",
    "手話通訳",
    "託児",
    "2126年11月20日（水）までにお知らせください",
    "介助者の人数",
    "所属",
    "年代",
    "80代以上",
    str(PURPOSE_OF_USE),
]


def test_pdf_and_page_say_the_same(client, training):
    pdf = client.get("/trainings/first/sheet.pdf")
    page = client.get("/trainings/first/sheet/")

    printed = re.sub(r"\s", "", reading.text(pdf.content))
    shown = words(page.content.decode())
    expected = [text.replace(" ", "") for text in ON_THE_SHEET]
    assert {text: (text in printed, text in shown) for text in expected} == dict.fromkeys(
        expected, (True, True)
    )
    assert f"/t/{training.pk}/" in printed
    assert f"/t/{training.pk}/" in shown
    assert 'class="qr"' in page.content.decode()


def test_pdf_is_one_accessible_page_in_black(client, training):
    answer = client.get("/trainings/first/sheet.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="sheet-{training.pk}.pdf"'
    assert reading.is_accessible(answer.content)
    assert reading.pages(answer.content) == 1
    assert reading.title(answer.content) == "つながり研修 <第1回> #1 申込書"
    assert set(reading.alternative_texts(answer.content)) == {"QRコード：ここからも申し込めます"}
    assert reading.greys(answer.content) == set()


def test_sheet_of_the_largest_occasion_is_still_one_page(client, office):
    training = make_training(
        slug="large", title="長" * 100, accommodations=Accommodation.values, eligibility="supporters"
    )
    for number in range(2):
        make_date(training, in_days(31 + number), venue_name=f"会場{number}", access_note="駅から歩いて8分")
    make_place_kind(training, kind=PlaceKind.Kind.ONLINE)
    make_place_kind(training, kind=PlaceKind.Kind.SATELLITE, label="見本総合支所 大会議室")

    assert reading.pages(client.get("/trainings/large/sheet.pdf").content) == 1


def test_sheet_asks_no_kind_of_place_where_there_is_one_and_no_accommodation_where_none_is_offered(
    client, office
):
    make_training(slug="plain")

    printed = reading.text(client.get("/trainings/plain/sheet.pdf").content)
    shown = words(client.get("/trainings/plain/sheet/").content.decode())

    for text in (printed, shown):
        assert "お名前" in text
        assert "参加のしかた" not in text
        assert "必要な配慮" not in text.replace(str(PURPOSE_OF_USE), "")


def test_sheet_of_an_event_stands_below_its_page(client, office):
    make_event(slug="symposium", title="シンポジウム見本")

    assert "シンポジウム見本 申込書" in client.get("/events/symposium/sheet/").content.decode()
    assert client.get("/events/symposium/sheet.pdf").status_code == 200
    assert client.get("/trainings/symposium/sheet/").status_code == 404


def test_sheet_of_an_unlisted_occasion_carries_its_private_address(client, office):
    training = make_training(slug="k3v9x2", is_listed=False)

    content = client.get("/trainings/k3v9x2/sheet/").content.decode()

    assert "/trainings/k3v9x2/" in words(content)
    assert f"/t/{training.pk}/" not in content


@pytest.mark.parametrize(
    ("fields", "is_linked"),
    [
        ({}, True),
        ({"capacity": 0}, True),
        ({"apply_by": "office"}, True),
        ({"opens_at": in_days(3)}, True),
        ({"closes_at": in_days(-1)}, False),
        ({"state": "cancelled"}, False),
        ({"state": "closed"}, False),
        ({"state": "postponed"}, False),
        ({"starts_at": in_days(-3)}, False),
    ],
)
def test_page_links_the_sheet_while_it_is_of_use(client, office, fields, is_linked):
    make_training(slug="some", **fields)

    page = client.get("/trainings/some/").content.decode()
    sheet = client.get("/trainings/some/sheet/")

    assert ('href="/trainings/some/sheet/"' in page) is is_linked
    assert sheet.status_code == 200
    assert ("paper-form" in sheet.content.decode()) is is_linked
    assert ("いまは申し込めません" in sheet.content.decode()) is not is_linked
    assert client.get("/trainings/some/sheet.pdf").status_code == (200 if is_linked else 404)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "planned"},
        {"apply_by": "none", "capacity": None},
        {"apply_by": "outside", "apply_url": "https://example.com/", "capacity": None},
    ],
)
def test_there_is_no_sheet_where_nobody_applies_to_the_office(client, office, fields):
    make_training(slug="other", **fields)

    assert client.get("/trainings/other/sheet/").status_code == 404
    assert client.get("/trainings/other/sheet.pdf").status_code == 404


def test_sheet_without_a_fax_number_leaves_it_out(client):
    make_office(fax="")
    make_training(slug="no-fax")

    printed = reading.text(client.get("/trainings/no-fax/sheet.pdf").content)

    assert "送り先" not in printed
    assert "0857-51-0295" in printed


def test_sheet_costs_the_same_queries_for_one_and_three_days(client, office, django_assert_num_queries):
    make_training(slug="one")
    three = make_training(slug="three")
    make_date(three, in_days(31))
    make_date(three, in_days(32))

    # The occasion, its dates, its kinds of place; the office for the sheet and for the frame.
    for slug in ("one", "three"):
        with django_assert_num_queries(5):
            client.get(f"/trainings/{slug}/sheet/")
        with django_assert_num_queries(4):
            client.get(f"/trainings/{slug}/sheet.pdf")
