import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.bookings import actions
from portal.bookings.admin.twins import suspected_bookings
from portal.bookings.models import AccommodationRequest, Attendance, Booking
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.rights import give_rights

pytestmark = pytest.mark.django_db


def url(training, **query):
    address = reverse("admin:bookings_occasion_roster", args=[training.pk])
    return address + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def names(client, training, **query):
    shown = client.get(url(training), query).context["shown"].object_list
    return [booking.contact.name for booking in shown]


@pytest.mark.parametrize("rows", [1, 3])
def test_roster_costs_the_same_for_any_number_of_rows(rows, office, django_assert_num_queries):
    training = factories.make_training()
    for _ in range(rows):
        booking = apply_for(training, size=2)
        AccommodationRequest.objects.create(booking=booking, kind="wheelchair")
    user = factories.make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="bookings"))
    client = Client()
    client.force_login(user)

    # session, user, their permissions, those of their groups; occasion, dates; suspected twins; counts,
    # kinds of place; number of rows, rows, attendees, attendance
    with django_assert_num_queries(13):
        client.get(url(training))


@pytest.mark.parametrize("twins", [1, 3])
def test_roster_with_twins_stays_within_fifteen_queries(
    twins, office, staff_client, django_assert_num_queries
):
    training = factories.make_training()
    for number in range(twins):
        kana, telephone = "ヤマダ" + "アイウ"[number], f"085700000{number}"
        for _ in range(2):
            apply_for(training, people=[person(kana=kana, telephone=telephone)])

    # as above, and the attendees of the suspected, and those whom they may repeat
    with django_assert_num_queries(15):
        page = staff_client.get(url(training))

    assert len(page.context["suspected"]) == twins


def test_roster_counts_people_by_state_and_kind_of_place(office, staff, staff_client):
    training = factories.make_training(capacity=4)
    hall = training.place_kinds.get()
    online = factories.make_place_kind(training, 10, kind="online")
    leaver = apply_for(training)
    apply_for(training, size=3)
    apply_for(training, size=2)
    apply_for(training, place_kind=online)
    gone = apply_for(training, place_kind=online, size=2)
    actions.cancel(booking_id=leaver.pk, by=staff)
    actions.cancel(booking_id=gone.pk)

    lines = staff_client.get(url(training)).context["places"]

    columns = ("kind", "confirmed", "held", "waiting", "received", "cancelled", "left", "above")
    assert [tuple(line[c] for c in columns) for line in lines] == [
        (hall, 3, 1, 2, 0, 1, 0, 0),
        (online, 1, 0, 0, 0, 2, 9, 0),
    ]


def test_roster_says_how_far_above_capacity_an_occasion_is(office, staff, staff_client):
    training = factories.make_training(capacity=1)
    apply_for(training)
    waiting = apply_for(training)
    actions.promote_by_hand(booking_id=waiting.pk, by=staff, above_capacity=True)

    page = staff_client.get(url(training))

    assert page.context["places"][0]["above"] == 1
    assert "1人超過" in page.content.decode()


def test_roster_without_search_leaves_cancelled_ones_out(office, staff_client):
    training = factories.make_training()
    apply_for(training, people=[person("残る人")])
    gone = apply_for(training, people=[person("やめた人")])
    actions.cancel(booking_id=gone.pk)

    assert names(staff_client, training) == ["残る人"]
    assert names(staff_client, training, status="cancelled") == ["やめた人"]
    assert names(staff_client, training, q="やめた") == ["やめた人"]


@pytest.mark.parametrize(
    "query",
    [
        "やまだ",
        "ﾔﾏﾀﾞ",
        "髙橋",
        "高橋",
        "0857-51-0295",
        "０８５７５１０２９５",
        "number",
        "hyphen",
        "wide",
        "連れ",
    ],
)
def test_roster_finds_by_whatever_the_caller_says(query, office, staff_client):
    training = factories.make_training()
    wanted = apply_for(
        training,
        people=[
            person("髙橋 よしこ", kana="ヤマダ ヨシコ", telephone="0857510295"),
            person("連れの人", kana="ツレ", telephone=""),
        ],
    )
    apply_for(training, people=[person("別の人", kana="ベツ", telephone="0857000000")])
    number = wanted.receipt_number
    query = {
        "number": number,
        "hyphen": f"{number[:4]}-{number[4:]}",
        "wide": number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    }.get(query, query)

    assert names(staff_client, training, q=query) == ["髙橋 よしこ"]


def test_roster_filters_by_state_and_kind_of_place(office, staff_client):
    training = factories.make_training(capacity=1)
    online = factories.make_place_kind(training, 5, kind="online")
    apply_for(training, people=[person("会場の人")])
    apply_for(training, people=[person("待つ人")])
    apply_for(training, people=[person("画面の人")], place_kind=online)

    assert names(staff_client, training, status="waitlisted") == ["待つ人"]
    assert names(staff_client, training, kind=online.pk) == ["画面の人"]
    assert names(staff_client, training, status="nonsense", kind="x") == ["会場の人", "待つ人", "画面の人"]


def test_roster_shows_marks_and_never_what_was_written_about_needs(office, staff_client):
    training = factories.make_training()
    apply_for(
        training,
        people=[person("A <b>", address="秘密町1-2", handle_with_care=True)],
        accommodations=[("childcare", "二歳の子")],
    )

    text = staff_client.get(url(training)).content.decode()

    assert "A &lt;b&gt;" in text
    assert "取扱注意" in text
    assert "配慮あり" in text
    assert "秘密町" not in text
    assert "二歳の子" not in text


def test_roster_hides_needs_from_staff_without_the_right(office):
    training = factories.make_training()
    apply_for(training, accommodations=[("childcare", "")])
    user = factories.make_user(is_staff=True)
    give_rights(user, Permission.objects.exclude(codename="arrange_accommodations"))
    client = Client()
    client.force_login(user)

    assert "配慮あり" not in client.get(url(training)).content.decode()


def test_roster_shows_attendance(office, staff, staff_client):
    training = factories.make_training()
    booking = apply_for(training)
    actions.mark_attendance(
        date=training.dates.get(), marks={booking.attendees.get().pk: Attendance.Status.ABSENT}, by=staff
    )

    assert "attended--absent" in staff_client.get(url(training)).content.decode()


def test_roster_of_many_has_pages_that_keep_the_search(office, staff_client):
    training = factories.make_training(capacity=500)
    for _ in range(201):
        factories.make_booking(training, contact=factories.make_person(name="同じ名"))

    first = staff_client.get(url(training), {"q": "同じ名"})
    second = staff_client.get(url(training), {"q": "同じ名", "page": 2})

    assert len(first.context["shown"]) == 200
    assert len(second.context["shown"]) == 1
    assert "page=2" in first.content.decode()


def twin_pair(training):
    first = apply_for(training, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    second = apply_for(training, people=[person("山田 よし子", kana="ヤマダ ヨシコ", telephone="0857000001")])
    return first, second


def test_twin_of_the_same_person_is_joined_and_keeps_the_first_seat(office, staff_client):
    first, second = twin_pair(factories.make_training())

    answer = staff_client.post(reverse("admin:bookings_booking_same", args=[second.pk]))

    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("confirmed", "cancelled")


def test_twin_who_is_somebody_else_is_admitted(office, staff_client):
    _first, second = twin_pair(factories.make_training())

    staff_client.post(reverse("admin:bookings_booking_another", args=[second.pk]))

    second.refresh_from_db()
    assert second.status == "confirmed"


def test_twin_decided_by_a_colleague_before_is_left_as_decided(office, staff, staff_client):
    _first, second = twin_pair(factories.make_training())
    actions.admit(booking_id=second.pk, by=staff)

    page = staff_client.post(reverse("admin:bookings_booking_same", args=[second.pk]), follow=True)

    assert "もう別の職員または本人が決めています" in page.content.decode()
    second.refresh_from_db()
    assert second.status == "confirmed"


def test_suspected_bookings_name_the_same_pairs_as_the_action(office):
    training = factories.make_training()
    phone, mail = "0857000001", "a@example.com"
    apply_for(training, people=[person(kana="ヤマダ ア", telephone=phone)])
    apply_for(training, people=[person(kana="ヤマダ ア", telephone="", fax=phone)])
    apply_for(training, people=[person(kana="ヤマダ イ", telephone="", email=mail), person(kana="ヤマダ ウ")])
    apply_for(training, people=[person(kana="ヤマダ ウ", telephone="", email=mail.upper())])
    apply_for(training, people=[person(kana="ヤマダ ア", telephone=phone), person(kana="ヤマダ エ")])

    found = {
        one.booking.pk: [(pair.new.pk, pair.existing.pk) for pair in one.pairs]
        for one in suspected_bookings(training)
    }

    received = Booking.objects.filter(status="received")
    assert len(found) == 3
    assert found == {
        booking.pk: [(t.new.pk, t.existing.pk) for t in actions.likely_twins(booking)] for booking in received
    }


def test_seats_held_for_an_undo_are_named_until_they_lapse(office, staff, staff_client):
    training = factories.make_training(capacity=2)
    booking = apply_for(training)
    actions.cancel(booking_id=booking.pk, by=staff)
    before = staff_client.get(url(training)).context["places"][0]["held"]
    booking.attendees.update(held_until=timezone.now() - datetime.timedelta(seconds=1))

    after = staff_client.get(url(training)).context["places"][0]["held"]

    assert (before, after) == (1, 0)
