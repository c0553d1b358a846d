"""What staff and applicants do around a training, in the browser from the first page to the last."""

import pytest
from playwright.sync_api import Page, expect

from portal.bookings import actions
from portal.bookings.links import booking_token
from portal.bookings.models import Booking
from tests import factories
from tests.bookings.seats import apply_for, statuses
from tests.browser.checks import violations
from tests.browser.states import press
from tests.browser.test_staff import roster, sign_in
from tests.importing.lists import workbook
from trainings.models import TrainingSession

pytestmark = pytest.mark.django_db(transaction=True)


def own_page(booking: Booking) -> str:
    return f"/bookings/{booking_token(booking)}/"


@pytest.mark.parametrize(("answer", "result"), [("参加する", "confirmed"), ("辞退する", "cancelled")])
def test_free_seat_is_offered_and_answered_without_scripts(answer, result, no_js_page, office):
    training = factories.make_training(capacity=1, promotion="offer")
    first, waiting = apply_for(training), apply_for(training)
    actions.cancel(booking_id=first.pk)
    page = no_js_page

    page.goto(own_page(waiting))
    expect(page.get_by_text("お席が空きました。参加しますか")).to_be_visible()
    if answer == "辞退する":
        page.get_by_role("link", name=answer).click()
        expect(page.get_by_role("heading", name="このお席を辞退しますか")).to_be_visible()
    press(page, answer)

    assert statuses(training) == ["cancelled", result]


def test_review_decides_and_the_applicant_reads_the_result(wide_page, open_page, office, staff):
    training = factories.make_training(capacity=1, selection="review")
    chosen, other = apply_for(training), apply_for(training)
    page = wide_page
    sign_in(page, staff)
    page.goto(roster(training))

    page.get_by_role("link", name="選考").click()
    groups = page.locator("fieldset.review")
    groups.nth(0).get_by_label("決定").check()
    groups.nth(1).get_by_label("選外").check()
    assert violations(page) == []
    press(page, "選んだ申込を決めて知らせる")

    assert statuses(training) == ["confirmed", "not_selected"]
    applicant = open_page()
    for booking, words in ((chosen, "決まりました"), (other, "お席をご用意できませんでした")):
        applicant.goto(own_page(booking))
        expect(applicant.locator("main")).to_contain_text(words)


def test_group_asks_for_a_course_and_its_people_apply_by_the_private_page(
    page: Page, wide_page, office, staff
):
    page.goto("/trainings/visits/")
    page.get_by_role("link", name="出前講座をお願いする").click()
    page.get_by_label("団体の名前").fill("見本町 ふれあいサロン")
    page.get_by_label("担当の人のお名前").fill("見本 花子")
    page.get_by_label("担当の人のふりがな").fill("みほん はなこ")
    page.get_by_label("電話", exact=True).check()
    page.get_by_label("電話番号").fill("0857-00-0001")
    page.get_by_label("開きたい場所").fill("見本町公民館")
    page.get_by_label("第1希望の日時").fill("1月20日の午前")
    page.get_by_label("参加する人数").fill("１５")
    page.get_by_label("聞きたいこと・困っていること").fill("声のかけ方を知りたい")
    press(page, "確認へ進む")
    assert violations(page) == []
    press(page, "この内容でお願いする")
    expect(page.get_by_role("heading", name="出前講座の依頼を受け取りました")).to_be_visible()

    desk = wide_page
    sign_in(desk, staff)
    desk.get_by_role("link", name="新しい出前講座の依頼").click()
    desk.get_by_role("link", name="見本町 ふれあいサロン").click()
    assert violations(desk) == []
    press(desk, "相談を始める（担当になる）")
    press(desk, "この団体だけの研修を作る")
    session = TrainingSession.objects.get()
    assert not session.is_listed

    factories.make_date(session, factories.in_days(30))
    desk.goto(f"/admin/bookings/occasion/{session.pk}/publish/")
    press(desk, "公開する")
    page.goto("/trainings/")
    expect(page.get_by_text(session.title)).to_have_count(0)
    page.goto(f"/trainings/{session.slug}/")
    page.get_by_role("link", name="申し込む").first.click()
    expect(page.get_by_label("お名前 ※必須")).to_be_visible()


def test_list_from_excel_fills_the_roster_once(wide_page, office, staff):
    training = factories.make_training(capacity=5)
    rows = [
        ["お名前", "ふりがな", "電話"],
        ["見本 花子", "みほん はなこ", "0857000001"],
        ["見本 次郎", "みほん じろう", "0857000002"],
    ]
    page = wide_page
    sign_in(page, staff)
    page.goto(f"/admin/bookings/occasion/{training.pk}/import/")
    assert violations(page) == []

    book = {"name": "meibo.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(*rows)}
    page.locator("input[type=file]").set_input_files(book)
    press(page, "読む")
    assert violations(page) == []
    page.get_by_label("FAX").first.check()
    press(page, "行を確かめる")
    page.get_by_role("link", name="取り込む").click()
    assert violations(page) == []
    page.get_by_label("知らせない（本人にはもう伝えてある）").check()
    press(page, "名簿に入れる")

    assert list(Booking.objects.order_by("pk").values_list("contact__name", "status")) == [
        ("見本 花子", "confirmed"),
        ("見本 次郎", "confirmed"),
    ]
    assert violations(page) == []


def test_today_is_called_off_from_a_telephone_in_two_steps(page: Page, open_page, office, staff):
    training = factories.make_training(starts_at=factories.in_days(0, 23))
    booking = apply_for(training)
    sign_in(page, staff)

    page.get_by_role("link", name="中止・延期する").first.click()
    assert violations(page) == []
    page.get_by_label("延期（日程未定）").check()
    page.get_by_label("大雪のため").check()
    press(page, "次へ：知らせる内容を確かめる")
    assert violations(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="組に知らせる").click()

    resident = open_page()
    resident.goto(own_page(booking))
    expect(resident.locator("main")).to_contain_text("延期")
