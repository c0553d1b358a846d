import pytest
import time_machine
from django.test import Client

from portal.bookings import actions
from portal.bookings.door.sheet import kana_row
from portal.bookings.models import Attendance, DoorPass, OccasionDate
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db


def tap(client, attendee, wanted, seen="unmarked", **more):
    date = attendee.occasion.dates.first()
    headers = more.pop("headers", {})
    data = {"tap": f"{attendee.pk}-{wanted}-{seen}", **more}
    return client.post(f"/door/dates/{date.pk}/mark/", data, headers=headers)


def stored(attendee):
    mark = Attendance.objects.filter(attendee=attendee).first()
    return (mark.status, mark.author) if mark else None


def names(page):
    return [row.attendee.person.name for _kana, rows in page.context["groups"] for row in rows]


def test_tap_marks_and_says_who(staff_client, hanako):
    answer = tap(staff_client, hanako, "present", q="みほ")

    assert answer.status_code == 302
    assert answer.url == f"/door/dates/{hanako.occasion.dates.get().pk}/?q=%E3%81%BF%E3%81%BB#a{hanako.pk}"
    assert stored(hanako) == ("present", "事務 花子")


def test_tap_of_a_helper_is_remembered_by_the_pass(helper, hanako):
    tap(helper, hanako, "absent")

    assert stored(hanako) == ("absent", "受付1")


def test_tap_is_undone_by_a_write(staff_client, hanako):
    tap(staff_client, hanako, "present")

    tap(staff_client, hanako, "unmarked", seen="present")

    assert stored(hanako) == ("unmarked", "事務 花子")


def test_same_tap_at_two_doors_keeps_the_first_author(helper, staff_client, hanako):
    tap(helper, hanako, "present")

    answer = tap(staff_client, hanako, "present")

    assert "conflict" not in answer.url
    assert stored(hanako) == ("present", "受付1")


def test_different_tap_of_another_door_is_shown_and_takes_one_more_tap(helper, staff_client, hanako):
    tap(helper, hanako, "absent")

    page = tap(staff_client, hanako, "present").headers["Location"]

    text = staff_client.get(page).content.decode()
    assert stored(hanako) == ("absent", "受付1")
    assert "「受付1」が 12:50 に「欠席」と記入しています。" in text
    assert f'value="{hanako.pk}-present-absent"' in text
    assert f'value="{hanako.pk}-absent-absent"' in text

    tap(staff_client, hanako, "present", seen="absent")
    assert stored(hanako) == ("present", "事務 花子")


def test_tap_on_somebody_cancelled_meanwhile_writes_nothing_and_says_so(staff_client, staff, hanako):
    actions.cancel(booking_id=hanako.booking_id, by=staff)

    page = staff_client.get(tap(staff_client, hanako, "present").url)

    assert "取り消されているため" in page.content.decode()
    assert stored(hanako) is None


@pytest.mark.parametrize("nonsense", ["", "x", "1-present", "99999-late-unmarked", "-present-unmarked"])
def test_tap_that_the_page_does_not_offer_is_not_found(staff_client, date, hanako, nonsense):
    answer = staff_client.post(f"/door/dates/{date.pk}/mark/", {"tap": nonsense})

    assert answer.status_code == 404
    assert stored(hanako) is None


def test_tap_with_javascript_gets_the_row_and_the_counts(helper, hanako):
    answer = tap(helper, hanako, "present", headers={"X-Requested-With": "door"}).json()

    assert "見本 花子" in answer["row"]
    assert "もどす" in answer["row"]
    assert "まだ <b>0</b>" in answer["counts"]
    assert answer["said"] == "見本 花子 出席"


def test_screen_counts_groups_and_finds(staff_client, training, date, hanako):
    saburo = apply_for(training, people=[person("佐藤 三郎", kana="サトウ サブロウ")]).attendees.get()
    apply_for(training, people=[person("Gary Smith", kana="")])
    tap(staff_client, saburo, "present")
    url = f"/door/dates/{date.pk}/"

    page = staff_client.get(url)

    assert [name for name, _rows in page.context["groups"]] == ["さ", "ま", "他"]
    counts = page.context["counts"]
    assert (counts.present, counts.missing, counts.total) == (1, 2, 3)
    assert names(staff_client.get(url, {"missing": "1"})) == ["見本 花子", "Gary Smith"]
    assert names(staff_client.get(url, {"q": "ﾊﾅｺ"})) == ["見本 花子"]
    number = saburo.booking.receipt_number
    assert names(staff_client.get(url, {"q": f"{number[:4]}-{number[4:]}"})) == ["佐藤 三郎"]
    assert names(staff_client.get(url, {"q": number[-4:]})) == ["佐藤 三郎"]
    assert "この名前の人はいません" in staff_client.get(url, {"q": "いない"}).content.decode()


def test_screen_names_those_who_applied_and_have_no_seat(staff_client, helper, date, training):
    for _ in range(5):
        apply_for(training)
    waiting = apply_for(training, people=[person("待田 待子", kana="マチダ マチコ")])

    page = staff_client.get(f"/door/dates/{date.pk}/", {"q": "まちだ"}).content.decode()
    seen_by_helper = helper.get(f"/door/dates/{date.pk}/", {"q": "まちだ"}).content.decode()

    assert "待田 待子" in page
    assert "待田 待子" in seen_by_helper
    assert f"/admin/bookings/booking/{waiting.pk}/" in page
    assert "/admin/" not in seen_by_helper


def test_helper_sees_nothing_sensitive(helper, date, training):
    training.accommodations = ["sign_language"]
    training.save()
    booking = apply_for(
        training,
        people=[
            person(
                "見本 花子", kana="ミホン ハナコ", telephone="0857111222", address="秘密町1", email="a@b.jp"
            ),
            person("見本 一郎", kana="ミホン イチロウ"),
        ],
        accommodations=[("sign_language", "口元が見える席")],
        note="内緒のひとこと",
    )

    text = helper.get(f"/door/dates/{date.pk}/").content.decode()

    assert "見本 花子" in text
    assert f"…{booking.receipt_number[-4:]}" in text
    for secret in ("0857", "秘密町", "a@b.jp", "口元", "手話", "内緒", booking.receipt_number):
        assert secret not in text


def test_door_opens_to_its_own_people_only(helper, staff_client, stranger_client, date):
    other = factories.make_training(starts_at=factories.local(2026, 12, 5, 13, 0)).dates.get()
    lesser = Client()
    lesser.force_login(factories.make_user(is_staff=True))
    url, elsewhere = f"/door/dates/{date.pk}/", f"/door/dates/{other.pk}/"

    assert helper.get(url).status_code == 200
    assert staff_client.get(url).status_code == 200
    assert staff_client.get(elsewhere).status_code == 200
    assert helper.get(elsewhere).url.startswith("/admin/login/")
    assert helper.post(f"{elsewhere}mark/", {"tap": "1-present-unmarked"}).status_code == 302
    assert stranger_client.get(url).status_code == 404
    assert lesser.get(url).status_code == 404
    assert stranger_client.post(f"{url}mark/").status_code == 404
    assert Client().get(url).url == f"/admin/login/?next={url}"
    assert staff_client.get(f"{url}mark/").status_code == 405
    assert staff_client.get("/door/dates/999999/").status_code == 404


def test_helper_seats_nobody_and_sees_no_addresses(helper, staff_client, date):
    for page in ("walk-in", "online"):
        assert staff_client.get(f"/door/dates/{date.pk}/{page}/").status_code == 200
        assert helper.get(f"/door/dates/{date.pk}/{page}/").status_code == 404


def test_door_is_never_stored_and_its_cookie_is_closed(helper, token, training, date):
    page = helper.get(f"/door/dates/{date.pk}/")
    cookie = Client().get(f"/door/{token}/").cookies[f"door-{training.pk}"]

    assert "no-store" in page["Cache-Control"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/door/"


def test_press_without_a_token_of_the_form_is_refused(token, date, hanako):
    client = Client(enforce_csrf_checks=True)
    client.get(f"/door/{token}/")

    answer = client.post(f"/door/dates/{date.pk}/mark/", {"tap": f"{hanako.pk}-present-unmarked"})

    assert answer.status_code == 403
    assert stored(hanako) is None


@pytest.mark.parametrize("people", [1, 3])
def test_screen_costs_the_same_for_any_number(
    people, manager_client, training, date, django_assert_num_queries
):
    for _ in range(people):
        apply_for(training)
    # The first opening keeps in the session which door this is.
    manager_client.get(f"/door/dates/{date.pk}/")

    # session, user; date with its occasion, all dates; marks, people
    with django_assert_num_queries(6):
        manager_client.get(f"/door/dates/{date.pk}/")


@pytest.mark.parametrize(
    ("key", "row"),
    [("がとう", "か"), ("ぱん", "は"), ("んだ", "わ"), ("gary", "他"), ("", "他"), ("ゔぁん", "あ")],
)
def test_kana_row_of_any_reading(key, row):
    assert kana_row(key) == row


def test_pass_keeps_only_a_hash(token):
    kept = DoorPass.objects.get()

    assert token.partition("-")[2] not in kept.token_hash
    assert DoorPass.by_token(token) == kept
    assert DoorPass.by_token(token[:-1]) is None
    assert DoorPass.by_token("x" * 30) is None
    assert DoorPass.by_token(f"{kept.pk + 1}-{token.partition('-')[2]}") is None


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ((2026, 12, 3, 23, 59), False),
        ((2026, 12, 4, 0, 0), True),
        ((2026, 12, 5, 23, 59), True),
        ((2026, 12, 6, 0, 0), False),
    ],
)
def test_pass_opens_on_the_day_and_the_day_before(token, date, moment, opens):

    with time_machine.travel(factories.local(*moment), tick=False):
        client = Client()
        answer = client.get(f"/door/{token}/")

        assert answer.status_code == (302 if opens else 403)
        assert bool(client.cookies) == opens


def test_pass_follows_a_day_that_was_moved(token, helper, training, date):
    assert helper.get(f"/door/dates/{date.pk}/").status_code == 200

    OccasionDate.objects.filter(pk=date.pk).update(
        starts_at=factories.local(2027, 1, 9, 13), ends_at=factories.local(2027, 1, 9, 15)
    )

    page = helper.get(f"/door/dates/{date.pk}/")
    assert page.status_code == 403
    assert "2027年1月9日" in page.content.decode()


def test_revoked_pass_opens_nothing_from_then_on(helper, token, staff_client, date, training, hanako):
    door_pass = DoorPass.objects.get()
    assert helper.get(f"/door/dates/{date.pk}/").status_code == 200

    for _ in range(2):
        staff_client.post(f"/admin/bookings/occasion/{training.pk}/door/{door_pass.pk}/revoke/")

    assert helper.get(f"/door/dates/{date.pk}/").status_code == 403
    assert tap(helper, hanako, "present").status_code == 403
    assert Client().get(f"/door/{token}/").status_code == 403
    assert stored(hanako) is None


def test_wrong_link_is_not_found(client, token):
    assert client.get(f"/door/{token}/").status_code == 302
    assert client.get(f"/door/{token}x/").status_code == 404
    assert client.get("/door/nothing/").status_code == 404


def test_link_is_shown_once_and_opens_the_door(staff_client, training, date):
    url = f"/admin/bookings/occasion/{training.pk}/door/"

    page = staff_client.post(url, {"label": "受付1"})

    link = page.context["link"]
    assert Client().get(link.partition("8000")[2] or link).url == f"/door/dates/{date.pk}/"
    assert link not in staff_client.get(url).content.decode()
    again = staff_client.post(url, {"label": "受付1"})
    assert "もう出しています" in again.content.decode()
    assert DoorPass.objects.count() == 1
