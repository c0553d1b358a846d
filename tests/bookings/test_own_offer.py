"""A free place that is offered, answered on the applicant's own page."""

import pytest
import time_machine
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.links import booking_token
from portal.bookings.models import Booking, PlaceOffer
from portal.correspondence.outbox import send_due
from tests import factories
from tests.bookings.seats import apply_for, person, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

NOW = factories.local(2026, 6, 4, 10)
DEADLINE = factories.local(2026, 6, 8, 17, 15)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def training():
    return factories.make_training(capacity=1, promotion="offer", starts_at=factories.local(2026, 7, 1, 13))


@pytest.fixture
def offered(training, django_capture_on_commit_callbacks):
    first = apply_for(training)
    booking = apply_for(training, people=[person(email="mihon@example.com", contact_wish="mail")])
    apply_for(training)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=first.pk)
    booking.refresh_from_db()
    return booking


def url(name, booking):
    return reverse(f"bookings:{name}", args=[booking_token(booking)])


def shown(client, booking, **query):
    response = client.get(url("detail", booking), query)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not client.cookies
    return response.content.decode()


def test_offered_page_asks_and_says_from_when_the_deadline_counts(client, offered):
    page = shown(client, offered)

    assert "お席が空きました。参加しますか" in page
    assert "事務局からの連絡がついてから、開庁日で2日です" in page
    assert f'action="{url("offer", offered)}"' in page


def test_offered_page_names_the_deadline_once_the_person_was_reached(client, offered):
    send_due()

    assert "お返事の期限：<strong>2026年6月8日（月）17:15</strong>" in shown(client, offered)


def test_offer_accepted_twice_is_one_seat(client, training, offered):
    answers = [client.post(url("offer", offered), {"answer": "accept"}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [url("detail", offered) + "?done=accepted"] * 2
    assert statuses(training) == ["cancelled", "confirmed", "waitlisted"]
    assert "「参加する」とお返事いただきました" in shown(client, offered, done="accepted")
    assert not client.cookies


@pytest.mark.parametrize("posted", [None, {}, {"answer": "maybe"}])
def test_offer_page_that_is_only_opened_changes_nothing_and_asks_before_declining(
    client, training, offered, posted
):
    response = (
        client.get(url("offer", offered)) if posted is None else client.post(url("offer", offered), posted)
    )

    assert "このお席を辞退しますか" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert statuses(training) == ["cancelled", "offered", "waitlisted"]


def test_offer_declined_is_thanked_for_and_goes_to_the_next(
    client, training, offered, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(url("offer", offered), {"answer": "decline"})
    again = client.post(url("offer", offered), {"answer": "decline"})

    assert first["Location"] == again["Location"] == url("detail", offered) + "?done=declined"
    assert statuses(training) == ["cancelled", "cancelled", "offered"]
    assert "辞退のお返事をいただきました" in shown(client, offered, done="declined")


def test_offer_after_the_deadline_says_so_and_gives_no_seat(client, training, offered, clock):
    send_due()
    clock.move_to(DEADLINE)

    answer = client.post(url("offer", offered), {"answer": "accept"})
    late = shown(client, offered, done="offer_over")

    assert answer["Location"] == url("detail", offered) + "?done=offer_over"
    assert statuses(training) == ["cancelled", "offered", "waitlisted"]
    assert "期限が過ぎたか、もうお返事をいただいています" in late
    assert "まだ参加したいときは、すぐに事務局へお電話ください" in late
    assert 'value="accept"' not in late
    assert client.get(url("offer", offered)).status_code == 302


def test_booking_that_got_no_answer_says_how_to_come_back(client, offered, clock):
    send_due()
    clock.move_to(DEADLINE)
    actions.expire_offers()

    page = shown(client, offered)

    assert "もう一度待ちたいときは、事務局へお電話ください。もとの順番に戻します。" in page
    assert client.post(url("offer", offered), {"answer": "accept"})["Location"].endswith("?done=offer_over")
    assert PlaceOffer.objects.filter(state="accepted").count() == 0


def test_offer_address_of_a_booking_without_one_leads_to_its_page(client, training):
    booking = apply_for(training)

    assert client.post(url("offer", booking), {"answer": "decline"})["Location"] == url("detail", booking)
    assert Booking.objects.get(pk=booking.pk).status == "confirmed"
    assert client.get(reverse("bookings:offer", args=[booking_token(booking)[:-1]])).status_code == 404


def test_accepting_releases_what_was_waited_for_besides_and_both_pages_say_so(client, training, offered):
    elsewhere = factories.make_training(capacity=0, starts_at=factories.local(2026, 7, 8, 13))
    beside = actions.swap(booking_id=offered.pk, place_kind_id=elsewhere.place_kinds.get().pk, or_wait=True)
    asked = shown(client, offered)

    client.post(url("offer", offered), {"answer": "accept"})

    assert "参加すると、下の「いっしょに申し込んでいるもの」は、自動で取り消します" in asked
    assert elsewhere.title in asked
    released = shown(client, beside)
    assert "ほかの席が決まったため、このお申し込みは終わりました" in released
    assert f'<a href="{url("detail", offered)}">決まった席を見る</a>' in released


CLOSES_AT = factories.local(2026, 6, 10, 17)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (
            {"selection": "lottery", "closes_at": CLOSES_AT},
            "2026年6月10日（水）17:00に受付が終わったあと、抽選をします",
        ),
        ({"selection": "lottery"}, "2026年7月1日（水）13:00に受付が終わったあと、抽選をします"),
        ({"selection": "review", "closes_at": CLOSES_AT}, "受付は2026年6月10日（水）17:00までです"),
        ({"eligibility": "supporters"}, "サポーターの登録を確かめています"),
    ],
)
def test_received_page_says_what_the_seat_depends_on(client, how, expected):
    training = factories.make_training(starts_at=factories.local(2026, 7, 1, 13), **how)
    booking = apply_for(training)

    assert expected in shown(client, booking)
    assert expected in client.get(url("receipt", booking)).content.decode()


def test_received_page_after_the_window_says_that_the_draw_comes_now(client, clock):
    training = factories.make_training(
        starts_at=factories.local(2026, 7, 1, 13), selection="lottery", closes_at=DEADLINE
    )
    booking = apply_for(training)
    clock.move_to(DEADLINE)

    assert "申し込みの受付は終わりました。これから抽選をします。" in shown(client, booking)


def test_likely_twin_is_never_told_why_it_is_checked(client):
    training = factories.make_training(selection="lottery", starts_at=factories.local(2026, 7, 1, 13))
    who = {"kana": "ミホン ハナコ", "telephone": "0857000001"}
    apply_for(training, people=[person("見本 花子", **who)])
    again = apply_for(training, people=[person("見本 花子", **who)])

    page = shown(client, again)

    assert "受け付けました。事務局で確認しています" in page
    assert "二重" not in page


def test_not_selected_page_says_so_and_leads_on(client, staff):
    training = factories.make_training(
        capacity=1, selection="review", starts_at=factories.local(2026, 7, 1, 13)
    )
    booking = apply_for(training)
    outcome = {booking.pk: actions.Outcome.NOT_SELECTED}
    actions.decide_review(occasion_id=training.pk, outcomes=outcome, by=staff)

    page = shown(client, booking)

    assert "今回は、お席をご用意できませんでした" in page
    assert "ほかに申し込めるものを見る" in page
    assert url("cancel", booking) not in page


@pytest.mark.parametrize(
    ("promotion", "expected"),
    [("automatic", "待っている順に、お席が決まります"), ("offer", "参加するかどうかを、あなたの選んだ方法でおたずねします")],
)  # fmt: skip
def test_waiting_page_says_what_happens_when_a_seat_is_free(client, promotion, expected):
    training = factories.make_training(
        capacity=0, promotion=promotion, starts_at=factories.local(2026, 7, 1, 13)
    )

    assert expected in shown(client, apply_for(training))
