"""What applicants see and do with their own booking."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.bookings import actions
from portal.bookings.links import booking_token, twin_token
from portal.bookings.models import Booking, Occasion, PostponementAnswer
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(office):
    return factories.make_training(capacity=2)


def page(client: Client, name: str, booking: Booking, **query: str) -> str:
    response = client.get(reverse(f"bookings:{name}", args=[booking_token(booking)]), query)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not client.cookies
    return response.content.decode()


@pytest.mark.parametrize("name", ["detail", "receipt", "cancel", "calendar", "answer"])
@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t[: len(t) // 2], lambda t: "2" + t, lambda t: "x"]
)
def test_link_that_is_wrong_or_cut_in_half_is_404(client, training, name, spoil):
    booking = apply_for(training)
    url = reverse(f"bookings:{name}", args=[spoil(booking_token(booking))])

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == (404 if name in {"cancel", "answer"} else 405)


@pytest.mark.parametrize("days", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("receipt", 7), ("detail", 8)])
def test_page_costs_the_same_for_one_and_three_days(
    client, office, django_assert_num_queries, name, queries, days
):
    training = factories.make_training(capacity=2)
    for later in range(1, days):
        factories.make_date(training, timezone.now() + datetime.timedelta(days=60 + later))
    booking = apply_for(training)

    with django_assert_num_queries(queries):
        page(client, name, booking)


def test_who_waits_reads_until_when_seats_are_passed_on(client, office):
    training = factories.make_training(
        capacity=0, starts_at=factories.local(2026, 7, 10, 13), promotion_stops_hours=24
    )
    with time_machine.travel(factories.local(2026, 7, 1, 10), tick=False):
        booking = apply_for(training)
        waiting = page(client, "detail", booking)
    with time_machine.travel(factories.local(2026, 7, 9, 13), tick=False):
        near = page(client, "detail", booking)

    assert "順番に席をお渡しするのは、2026年7月9日（木）13:00までです。" in waiting
    assert "順番に席をお渡しするのは終わりました" in near
    assert "次に席が空いたら、あなたの番です。" in near
    assert "お席が決まります" not in near


@pytest.mark.parametrize("capacity", [0, 1])
def test_page_of_a_day_that_is_past_promises_nothing_any_more(client, office, capacity):
    training = factories.make_training(capacity=capacity, starts_at=factories.local(2026, 7, 10, 13))
    with time_machine.travel(factories.local(2026, 7, 1, 10), tick=False):
        booking = apply_for(training)
        before = page(client, "detail", booking)
    with time_machine.travel(factories.local(2026, 7, 11, 9), tick=False):
        after = page(client, "detail", booking)

    assert "終わりました" not in before
    assert "この研修・催しは終わりました。" in after
    assert "当日、お待ちしています" not in after
    assert "あなたの番です" not in after


def test_link_of_an_older_version_is_404(client, training):
    booking = apply_for(training)
    old = booking_token(booking)
    Booking.objects.update(link_version=2)

    assert client.get(reverse("bookings:detail", args=[old])).status_code == 404


def test_link_for_one_purpose_opens_nothing_else(client, training):
    booking = apply_for(training)

    assert client.get(reverse("bookings:detail", args=[twin_token(booking)])).status_code == 404
    assert client.get(reverse("bookings:twin", args=[booking_token(booking)])).status_code == 404


def test_detail_says_where_one_stands_in_the_queue(client, training):
    apply_for(training, size=2)
    apply_for(training)
    third = apply_for(training)

    assert "あなたの前に、1組の人が待っています" in page(client, "detail", third)


@pytest.mark.parametrize(
    "typed",
    [
        {"receipt_number": "{plain}", "contact": "0857000001"},
        {"receipt_number": "{dashed}", "contact": "０８５７（００）０００１"},
        {"receipt_number": "{plain}", "contact": "+81 857-00-0001"},
        {"receipt_number": "{plain}", "contact": "Hanako@Example.com"},
        {"receipt_number": "{plain}", "contact": "0857-00-0002"},
    ],
)
def test_lookup_opens_with_any_address_that_was_given(client, training, typed):
    who = person(
        "見本 花子",
        telephone="0857000001",
        fax="0857000002",
        email="hanako@example.com",
    )
    booking = apply_for(training, people=[who])
    number = booking.receipt_number
    posted = {k: v.format(plain=number, dashed=f"{number[:4]}-{number[4:]}") for k, v in typed.items()}

    response = client.post(reverse("bookings:lookup"), posted)

    assert response["Location"] == reverse("bookings:detail", args=[booking_token(booking)])


@pytest.mark.parametrize(("telephone", "status"), [("", 302), ("0857000001", 200)])
def test_lookup_by_postal_code_opens_only_without_a_better_address(client, training, telephone, status):
    who = person(telephone=telephone, postal_code="6800845", contact_wish="letter", address="見本町1")
    booking = apply_for(training, people=[who])

    response = client.post(
        reverse("bookings:lookup"), {"receipt_number": booking.receipt_number, "contact": "680-0845"}
    )

    assert response.status_code == status


def test_lookup_gives_the_same_answer_to_every_mistake(client, training):
    booking = apply_for(training, people=[person(telephone="0857000001")])
    other = apply_for(training, people=[person(telephone="0857000002")])
    url = reverse("bookings:lookup")

    wrong_phone = client.post(url, {"receipt_number": booking.receipt_number, "contact": "0857000002"})
    empty_address = client.post(url, {"receipt_number": other.receipt_number, "contact": "-"})

    for response in (wrong_phone, empty_address):
        assert response.status_code == 200
        assert response.context["form"].non_field_errors() == [
            "この受付番号と連絡先のお申込みは、見つかりませんでした。番号を確かめて、もう一度入力してください。"
        ]


def test_cancel_asks_first_then_cancels_and_promotes(client, training, django_capture_on_commit_callbacks):
    booking = apply_for(training, size=2)
    waiting = apply_for(training)
    url = reverse("bookings:cancel", args=[booking_token(booking)])

    client.get(url)
    before = Booking.objects.get(pk=booking.pk).status
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"attendee": [a.pk for a in booking.attendees.all()]})
    client.post(url)

    assert before == Booking.Status.CONFIRMED
    assert Booking.objects.get(pk=booking.pk).status == Booking.Status.CANCELLED
    assert Booking.objects.get(pk=waiting.pk).status == Booking.Status.CONFIRMED
    assert booking.journal.filter(verb="cancelled").count() == 1


def test_cancel_of_one_keeps_the_other(client, training):
    booking = apply_for(training, size=2)
    first, second = booking.attendees.order_by("position")

    client.post(reverse("bookings:cancel", args=[booking_token(booking)]), {"attendee": [second.pk]})

    assert list(booking.attendees.live()) == [first]
    assert Booking.objects.get(pk=booking.pk).status == Booking.Status.CONFIRMED


def test_cancel_of_one_pressed_twice_keeps_the_other(client, training):
    booking = apply_for(training, size=2)
    first, second = booking.attendees.order_by("position")
    url = reverse("bookings:cancel", args=[booking_token(booking)])

    client.post(url, {"attendee": [second.pk]})
    again = client.post(url, {"attendee": [second.pk]})

    assert list(booking.attendees.live()) == [first]
    assert again["Location"].endswith("?done=cancelled")


def test_cancel_page_of_one_person_names_them(client, training):
    booking = apply_for(training)
    url = reverse("bookings:cancel", args=[booking_token(booking)])

    asked = client.get(url).content.decode()
    unnamed = client.post(url)
    client.post(url, {"attendee": [booking.attendees.get().pk]})

    assert f'name="attendee" value="{booking.attendees.get().pk}"' in asked
    assert unnamed.status_code == 200
    assert Booking.objects.get(pk=booking.pk).status == Booking.Status.CANCELLED


def test_cancel_of_nobody_or_of_strangers_asks_again(client, training):
    booking = apply_for(training, size=2)
    foreign = factories.make_booking(factories.make_training()).attendees.get()
    url = reverse("bookings:cancel", args=[booking_token(booking)])

    nobody = client.post(url)
    stranger = client.post(url, {"attendee": [foreign.pk, "9" * 30, "x"]})

    assert "取り消す人を一人以上選んでください" in nobody.content.decode()
    assert "取り消す人を一人以上選んでください" in stranger.content.decode()
    assert booking.attendees.live().count() == 2
    assert foreign.booking.attendees.live().count() == 1


def postpone(training, staff):
    date = training.dates.get()
    return actions.postpone(
        occasion_id=training.pk,
        periods={date.pk: (factories.in_days(60), factories.in_days(60, 16))},
        reason="大雪のため",
        by=staff,
        revision=Occasion.objects.get(pk=training.pk).revision,
    )


def test_postponement_keeps_the_place_and_asks(client, training, staff):
    booking = apply_for(training)
    old = training.dates.get().starts_at
    postpone(training, staff)

    shown = page(client, "detail", booking)

    assert "新しい日に来られますか" in shown
    assert f"<del>{old.astimezone(factories.in_days(0).tzinfo).year}年" in shown
    assert Booking.objects.get(pk=booking.pk).status == Booking.Status.CONFIRMED


@pytest.mark.parametrize(("answer", "status"), [("can", "confirmed"), ("cannot", "cancelled")])
def test_postponement_answer_is_kept(client, training, staff, answer, status):
    booking = apply_for(training)
    postpone(training, staff)
    url = reverse("bookings:answer", args=[booking_token(booking)])

    client.post(url, {"answer": answer})
    client.post(url, {"answer": answer})

    assert PostponementAnswer.objects.get().answer == answer
    assert Booking.objects.get(pk=booking.pk).status == status


def test_postponement_answer_that_makes_no_sense_changes_nothing(client, training, staff):
    booking = apply_for(training)
    postpone(training, staff)

    client.post(reverse("bookings:answer", args=[booking_token(booking)]), {"answer": "maybe"})

    assert PostponementAnswer.objects.get().answer == "pending"


@pytest.mark.parametrize(
    ("answer", "status"), [("same", "cancelled"), ("other", "confirmed"), ("", "received")]
)
def test_twin_is_decided_by_the_first_applicant(client, training, answer, status):
    apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])
    again = apply_for(training, people=[person("見本 花子", kana="みほん はなこ", telephone="0857000001")])
    url = reverse("bookings:twin", args=[twin_token(again)])

    client.get(url)
    client.post(url, {"answer": answer})

    assert Booking.objects.get(pk=again.pk).status == status


def test_calendar_file_names_day_place_and_own_page(client, training):
    booking = apply_for(training)

    response = client.get(reverse("bookings:calendar", args=[booking_token(booking)]))

    calendar = Calendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    date = training.dates.get()
    assert event.start == date.starts_at
    assert event.end == date.ends_at
    assert str(event["summary"]) == training.title
    assert booking_token(booking) in str(event["url"])
    assert "organizer" not in event
    public = Calendar.from_ical(client.get(reverse("trainings:calendar", args=[training.slug])).content)
    assert public.walk("VEVENT")[0]["uid"] == event["uid"]
    assert booking_token(booking) not in str(public.walk("VEVENT")[0]["url"])


def test_calendar_file_of_somebody_who_waits_is_tentative(client, office):
    training = factories.make_training(capacity=1)
    statuses = {}
    for booking in (apply_for(training), apply_for(training)):
        response = client.get(reverse("bookings:calendar", args=[booking_token(booking)]))
        statuses[booking.status] = str(Calendar.from_ical(response.content).walk("VEVENT")[0]["status"])

    assert statuses == {"confirmed": "CONFIRMED", "waitlisted": "TENTATIVE"}


def test_twin_page_of_what_was_called_off_asks_nothing(client, training, staff):
    apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])
    again = apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])
    url = reverse("bookings:twin", args=[twin_token(again)])
    before = client.get(url).content.decode()
    revision = Occasion.objects.get(pk=training.pk).revision
    actions.cancel_occasion(occasion_id=training.pk, reason="台風", by=staff, revision=revision)

    after = client.get(url).content.decode()

    assert 'value="same"' in before
    assert 'value="same"' not in after
    assert "お答えはいりません" in after


def test_online_place_is_not_sent_to_the_hall(client, training):
    online = factories.make_place_kind(training, 5, kind="online")
    at_home = apply_for(training, place_kind=online)
    in_hall = apply_for(training)
    hall = training.dates.get().venue_name

    def said(booking):
        message = Message.objects.get(kind="bookings.confirmed", subject_id=booking.pk)
        return render(message).mail + page(client, "detail", booking)

    assert said(in_hall).count(hall) == 2
    assert hall not in said(at_home)
