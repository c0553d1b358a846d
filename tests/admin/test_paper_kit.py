"""The paper kit: everything that is printed before a session, from the day it exists."""

import re

import pytest
from django.urls import reverse

from portal.bookings.models import Occasion, PlaceKind
from portal.bookings.paper.bulletin import bulletin_text
from portal.office.models import Office
from tests.documents import reading
from tests.factories import local, make_date, make_event, make_office, make_place_kind, make_training

pytestmark = pytest.mark.django_db


def url(occasion, name="paper"):
    return reverse(f"admin:bookings_occasion_{name}", args=[occasion.pk])


@pytest.fixture
def training(office):
    training = make_training(
        title="つながりサポーター養成研修",
        summary="気づき、つながるために",
        description="講義とグループワーク。\n\nだれでも参加できます。",
        audience="市内に住む１８歳以上の人",
        bring="筆記用具",
        starts_at=local(2126, 12, 5, 13, 30),
        opens_at=local(2126, 11, 1, 8, 30),
        closes_at=local(2126, 12, 1, 17, 0),
        accommodations=["sign_language", "childcare"],
        accommodations_until=local(2126, 11, 20).date(),
        decision_note="当日7時にこのページで",
        interpreter_note="手話通訳あり",
        state=Occasion.State.PLANNED,
    )
    make_date(training, local(2126, 12, 12, 13, 30))
    return training


def test_bulletin_text_stands_in_the_order_of_the_citys_labels(training, settings):
    settings.SITE_URL = "https://tsunagari.example"

    text = bulletin_text(training, Office.objects.current())

    assert text == (
        "つながりサポーター養成研修\n"
        "気づき、つながるために\n"
        "\n"
        "日時　2126年12月5日（木）13:30〜15:30\n"
        "　　2126年12月12日（木）13:30〜15:30\n"
        "場所　見本会館 大会議室（見本町1丁目1）\n"
        "内容　講義とグループワーク。\n"
        "　　だれでも参加できます。\n"
        "　　手話通訳あり\n"
        "対象　市内に住む18歳以上の人\n"
        "定員　20人（先着順）\n"
        "料金　無料\n"
        "募集期間・方法　2126年11月1日（金）8:30から2126年12月1日（日）17:00まで\n"
        "　　電話、FAX、窓口、またはインターネットで\n"
        "　　手話通訳などが必要な人は、2126年11月20日（水）までに申し出てください。\n"
        f"　　https://tsunagari.example/t/{training.pk}/\n"
        "持参するもの　筆記用具\n"
        "問い合わせ先　中央人権福祉センター 電話 0857-51-0295 FAX 0857-24-8067"
    )


def test_bulletin_text_has_only_labels_that_say_something():
    event = make_event(
        title="つながるカフェ", apply_by="none", capacity=None, audience="", fee="", dated=False
    )

    assert bulletin_text(event, Office()) == "つながるカフェ\n\n募集期間・方法　申込不要"


def test_bulletin_text_names_kinds_of_place_conditions_and_the_draw(office):
    training = make_training(eligibility="supporters", selection="lottery")
    make_place_kind(training, 30, kind=PlaceKind.Kind.ONLINE)

    lines = bulletin_text(training, Office.objects.current()).splitlines()

    assert "定員　会場 20人、オンライン 30人（申込みが多いときは抽選）" in lines
    assert "条件　つながりサポーターの登録がある人" in lines
    labels = [line.partition("　")[0] for line in lines]
    assert labels.index("対象") < labels.index("条件") < labels.index("定員")


def test_kit_of_a_planned_session_is_whole(staff_client, training):
    page = staff_client.get(url(training)).content.decode()

    assert url(training) in staff_client.get(url(training, "roster")).content.decode()
    assert "公開するまでつながりません" in page
    assert f"/t/{training.pk}/" in page
    assert "紙に載らないもの" not in page
    assert "募集期間・方法" in page
    for name in ("sheet", "sheet_pdf", "notice", "notice_pdf", "qr_png", "qr_svg"):
        assert url(training, f"paper_{name}") in page
        assert staff_client.get(url(training, f"paper_{name}")).status_code == 200
    assert reading.is_accessible(staff_client.get(url(training, "paper_sheet_pdf")).content)


def test_kit_of_an_event_is_the_same(staff_client, office):
    event = make_event(title="シンポジウム見本")

    assert "申込書（PDF）" in staff_client.get(url(event)).content.decode()
    assert "シンポジウム見本" in reading.text(staff_client.get(url(event, "paper_notice_pdf")).content)


def test_kit_without_application_has_no_sheet(staff_client, office):
    event = make_event(apply_by="none", capacity=None)

    page = staff_client.get(url(event)).content.decode()

    assert "申込書（PDF）" not in page
    assert "お知らせ（PDF）" in page
    assert staff_client.get(url(event, "paper_sheet")).status_code == 404
    assert staff_client.get(url(event, "paper_sheet_pdf")).status_code == 404


def test_kit_says_what_will_be_lacking(staff_client):
    make_office(fax="")
    training = make_training(dated=False, fee="", capacity=None)

    page = staff_client.get(url(training)).content.decode()

    assert "開催日、定員、料金、内容、事務局のFAX番号" in page


def test_kit_of_an_unlisted_session_carries_its_private_address(staff_client, office):
    training = make_training(slug="k3v9x2", is_listed=False)

    page = staff_client.get(url(training)).content.decode()

    assert "/trainings/k3v9x2/" in page
    assert f"/t/{training.pk}/" not in page
    assert "知っている人だけ" in page


def test_notice_and_its_page_say_the_same(staff_client, training):
    document = staff_client.get(url(training, "paper_notice_pdf"))
    page = staff_client.get(url(training, "paper_notice")).content.decode()

    printed = re.sub(r"\s", "", reading.text(document.content))
    shown = re.sub(r"<[^>]+>|\s", "", page[page.index("<main") : page.index("</main>")])
    for text in (
        "鳥取市中央人権福祉センター",
        "つながりサポーター養成研修",
        "気づき、つながるために",
        "2126年12月12日（木）13:30〜15:30",
        "見本会館大会議室（見本町1丁目1）",
        "だれでも参加できます。",
        "市内に住む１８歳以上の人",
        "20人（先着順）",
        "手話通訳、託児（2126年11月20日（水）までにお申し出ください）",
        "2126年12月1日（日）17:00まで",
        "電話、FAX、窓口、またはインターネットで",
        "当日7時にこのページで",
        "0857-51-0295",
        f"/t/{training.pk}/",
    ):
        assert text in printed
        assert text in shown
    assert reading.is_accessible(document.content)
    assert reading.pages(document.content) == 1
    assert reading.greys(document.content) == set()
    assert document["Content-Disposition"] == f'inline; filename="notice-{training.pk}.pdf"'


@pytest.mark.parametrize(
    ("state", "words"), [("cancelled", "中止になりました"), ("postponed", "延期になりました")]
)
def test_notice_of_what_was_called_off_says_so(staff_client, office, state, words):
    training = make_training(state=state)

    assert words in reading.text(staff_client.get(url(training, "paper_notice_pdf")).content)
    assert words in staff_client.get(url(training, "paper_notice")).content.decode()


@pytest.mark.parametrize(
    ("name", "kind", "start"),
    [("paper_qr_png", "image/png", b"\x89PNG"), ("paper_qr_svg", "image/svg+xml", b"<?xml")],
)
def test_code_is_a_file_to_take_away(staff_client, training, name, kind, start):
    answer = staff_client.get(url(training, name))

    assert answer["Content-Type"] == kind
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].startswith(f'attachment; filename="qr-{training.pk}.')
