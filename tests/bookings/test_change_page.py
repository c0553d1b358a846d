"""Another day or another way of taking part, chosen by the person."""

import pytest
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.links import booking_token
from portal.bookings.models import Booking
from tests import factories
from tests.bookings.seats import apply_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def here():
    return factories.make_training(capacity=1)


@pytest.fixture
def there():
    return factories.make_training(capacity=1)


def place(occasion):
    return occasion.place_kinds.get().pk


def url(name, booking):
    return reverse(f"bookings:{name}", args=[booking_token(booking)])


def page(client, booking, **query):
    response = client.get(url("change", booking), query)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not client.cookies
    return response.content.decode()


def choices(client, booking):
    context = client.get(url("change", booking)).context
    found = [*context["here"], *context["elsewhere"]]
    return [(choice.places.place_kind.pk, choice.way.value) for choice in found]


def live(booking):
    found = Booking.objects.live().filter(contact=booking.contact)
    return sorted(found.values_list("occasion_id", "status"))


def test_own_page_leads_to_the_change(client, here):
    booking = apply_for(here)

    assert f'href="{url("change", booking)}"' in client.get(url("detail", booking)).content.decode()


def test_change_page_names_what_one_can_have_and_changes_nothing(client, here, there):
    booking = apply_for(here)
    full = factories.make_training(capacity=0)

    shown = page(client, booking)

    assert choices(client, booking) == [(place(there), "swap"), (place(full), "wait")]
    assert "空きあり" in shown
    assert "満席" in shown
    assert "キャンセル待ちもする（いまの席はそのまま）" in shown
    assert live(booking) == [(here.pk, "confirmed")]


@pytest.mark.parametrize(
    "how",
    [
        {"state": "planned"},
        {"state": "postponed"},
        {"apply_by": "office"},
        {"is_listed": False},
        {"eligibility": "supporters"},
        {"selection": "lottery"},
        {"selection": "review"},
        {"closes_at": factories.local(2020, 1, 1)},
    ],
    ids=str,
)
def test_change_page_leaves_out_what_one_could_not_have(client, here, how):
    factories.make_training(capacity=5, **how)
    factories.make_event()

    assert choices(client, apply_for(here)) == []


@pytest.mark.parametrize("count", [1, 4])
def test_change_page_costs_the_same_queries_for_one_and_four(client, here, django_assert_num_queries, count):
    booking = apply_for(here)
    for _ in range(count):
        factories.make_place_kind(factories.make_training(), 5, kind="online")
    target = url("change", booking)
    client.get(target)

    with django_assert_num_queries(11):
        client.get(target)


def test_change_asks_first_then_swaps_once(client, here, there, django_capture_on_commit_callbacks):
    booking = apply_for(here)
    waiting = apply_for(here)
    asked = page(client, booking, place=place(there))

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(url("change", booking), {"place": place(there)}) for _ in range(2)]

    new = Booking.objects.get(occasion=there)
    assert "新しいお席が、すぐに決まります" in asked
    assert "そのあとで、いまのお席は待っている人に渡ります" in asked
    assert [answer["Location"] for answer in answers] == [url("detail", new) + "?done=swapped"] * 2
    assert live(booking) == [(there.pk, "confirmed")]
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"
    done = client.get(answers[0]["Location"]).content.decode()
    assert "変更しました。新しいお席が決まり" in done
    assert "前のお申し込み</h2>" in done
    assert f"{new.receipt_number[:4]}-{new.receipt_number[4:]}" in done
    assert client.get(url("change", booking))["Location"] == url("detail", booking)
    assert not client.cookies


def test_change_to_what_filled_up_meanwhile_says_so_and_offers_to_wait(client, here, there):
    booking = apply_for(here)
    apply_for(there)

    shown = client.post(url("change", booking), {"place": place(there)}).content.decode()

    assert "その日は、いま空いている席がありません" in shown
    assert "いまのお席は、そのままです" in shown
    assert '<input type="hidden" name="wait" value="1">' in shown
    assert "<title>エラー：" in shown
    assert live(booking) == [(here.pk, "confirmed")]


@pytest.mark.parametrize(
    ("promotion", "expected"),
    [("automatic", "自動でそのお席に決まり"), ("offer", "参加するかどうかをおたずねします")],
)
def test_waiting_besides_keeps_the_seat_and_says_what_may_follow(client, here, promotion, expected):
    full = factories.make_training(capacity=0, promotion=promotion)
    apply_for(full, size=2)
    booking = apply_for(here)
    asked = page(client, booking, place=place(full))

    posted = {"place": place(full), "wait": "1"}
    answers = [client.post(url("change", booking), posted) for _ in range(2)]

    new = Booking.objects.get(occasion=full, contact=booking.contact)
    assert "いま待っている2名の後ろに入ります" in asked
    assert expected in asked
    assert [answer["Location"] for answer in answers] == [url("detail", new) + "?done=waits"] * 2
    assert live(booking) == [(here.pk, "confirmed"), (full.pk, "waitlisted")]
    assert "このキャンセル待ちに加わりました" in client.get(answers[0]["Location"]).content.decode()
    own = client.get(url("detail", booking)).content.decode()
    assert full.title in own
    assert "キャンセル待ちのお席が決まると、いまのお席は待っている人に渡ります" in own
    beside = client.get(url("detail", new)).content.decode()
    assert here.title in beside
    assert "このお席が決まると、次のお席は待っている人に渡ります" in beside
    assert choices(client, booking) == []


def test_who_waits_can_wait_for_another_day_as_well(client, here):
    apply_for(here)
    booking = apply_for(here)
    full = factories.make_training(capacity=0)

    shown = page(client, booking)
    asked = page(client, booking, place=place(full))
    client.post(url("change", booking), {"place": place(full), "wait": "1"})

    assert "この日も待つ（どれか一つに決まる）" in shown
    assert "キャンセル待ちのいちばん前に入ります" in asked
    assert live(booking) == [(here.pk, "waitlisted"), (full.pk, "waitlisted")]


def test_party_of_two_is_not_told_of_a_single_seat_as_free(client, there):
    booking = apply_for(factories.make_training(capacity=2), size=2)

    assert choices(client, booking) == [(place(there), "wait")]
    assert "2名分の空きはありません" in page(client, booking)


def test_other_way_of_taking_part_keeps_the_receipt_number(client, here):
    booking = apply_for(here)
    online = factories.make_place_kind(here, 1, kind="online")
    factories.make_place_kind(here, 0, kind="satellite", label="見本館")
    assert choices(client, booking) == [(online.pk, "move")]

    answers = [client.post(url("change", booking), {"place": online.pk}) for _ in range(2)]

    booking.refresh_from_db()
    assert (booking.place_kind, booking.status) == (online, "confirmed")
    assert [answer["Location"] for answer in answers] == [url("detail", booking) + "?done=moved"] * 2
    done = client.get(answers[0]["Location"]).content.decode()
    assert "参加のしかたを「オンライン」に変えました" in done


def test_other_way_that_filled_up_meanwhile_is_refused_in_words_for_residents(client, here):
    booking = apply_for(here)
    online = factories.make_place_kind(here, 0, kind="online")

    shown = client.post(url("change", booking), {"place": online.pk}).content.decode()

    assert "その参加のしかたには、いま空いている席がありません" in shown
    assert "定員を超えてよい" not in shown
    assert live(booking) == [(here.pk, "confirmed")]


def test_who_waits_learns_that_the_old_turn_is_lost_by_another_way_of_taking_part(
    client, here, django_capture_on_commit_callbacks
):
    apply_for(here)
    booking = apply_for(here)
    online = factories.make_place_kind(here, 1, kind="online")
    asked = page(client, booking, place=online.pk)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("change", booking), {"place": online.pk})

    booking.refresh_from_db()
    assert "「会場」のキャンセル待ちは終わり、その順番はなくなります" in asked
    assert (booking.status, booking.place_kind) == ("confirmed", online)


def test_application_that_is_not_decided_can_change_its_way_only(client, there):
    lottery = factories.make_training(capacity=1, selection="lottery")
    booking = apply_for(lottery)
    detail = client.get(url("detail", booking)).content.decode()
    online = factories.make_place_kind(lottery, 0, kind="online")

    assert url("change", booking) not in detail
    assert choices(client, booking) == [(online.pk, "move")]
    client.post(url("change", booking), {"place": place(there)})
    assert live(booking) == [(lottery.pk, "received")]


@pytest.mark.parametrize("posted", [{}, {"place": "x"}, {"place": "9" * 30}, {"place": "٣"}, {"place": "0"}])
def test_change_to_what_makes_no_sense_asks_again(client, here, there, posted):
    booking = apply_for(here)

    assert "どれにするかを選んでください" in client.post(url("change", booking), posted).content.decode()
    assert page(client, booking, **posted)
    assert live(booking) == [(here.pk, "confirmed")]


def test_change_to_a_symposium_is_refused(client, here):
    booking = apply_for(here)

    client.post(url("change", booking), {"place": place(factories.make_event())})

    assert live(booking) == [(here.pk, "confirmed")]


def test_change_to_what_closed_meanwhile_says_so(client, here):
    booking = apply_for(here)
    closed = factories.make_training(closes_at=factories.local(2020, 1, 1))

    asked = page(client, booking, place=place(closed))
    posted = client.post(url("change", booking), {"place": place(closed)}).content.decode()

    assert "それは、いまは選べません" in asked
    assert "いまは申込みを受け付けていません" in posted
    assert live(booking) == [(here.pk, "confirmed")]


@pytest.mark.parametrize("method", ["get", "post"])
def test_change_of_what_is_cancelled_leads_to_its_page(client, here, there, method):
    booking = apply_for(here)
    actions.cancel(booking_id=booking.pk)

    response = getattr(client, method)(url("change", booking), {"place": place(there)})

    assert response["Location"] == url("detail", booking)
    assert live(booking) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_change_of_what_has_begun_leads_to_its_page(client, there, method):
    begun = factories.make_training(starts_at=factories.in_days(-1))
    booking = factories.make_booking(begun)

    response = getattr(client, method)(url("change", booking), {"place": place(there)})

    assert response["Location"] == url("detail", booking)
    assert live(booking) == [(begun.pk, "confirmed")]


def test_change_by_a_link_cut_in_half_is_404(client, here):
    target = reverse("bookings:change", args=[booking_token(apply_for(here))[:-1]])

    assert client.get(target).status_code == 404
    assert client.post(target).status_code == 404


def test_who_is_asked_about_a_place_sees_seats_only(client, there, django_capture_on_commit_callbacks):
    asking = factories.make_training(capacity=1, promotion="offer")
    factories.make_training(capacity=0)
    first, booking = apply_for(asking), apply_for(asking)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=first.pk)

    assert choices(client, booking) == [(place(there), "swap")]
    assert "取ってあるお席は、次に待っている人にご案内します" in page(client, booking, place=place(there))
    client.post(url("change", booking), {"place": place(there)})
    assert live(booking) == [(there.pk, "confirmed")]


@pytest.mark.parametrize("from_the_seat", [True, False])
def test_change_says_what_else_ends(client, here, there, from_the_seat):
    seat = apply_for(here)
    full = factories.make_training(capacity=0)
    queue = actions.swap(booking_id=seat.pk, place_kind_id=place(full), or_wait=True)

    asked = page(client, seat if from_the_seat else queue, place=place(there))

    ends_seat = f"「{here.title}」に決まっているお席も、待っている人に渡ります"
    ends_queue = f"「{full.title}」のキャンセル待ちも、終わります"
    assert (ends_queue in asked, ends_seat in asked) == (from_the_seat, not from_the_seat)
