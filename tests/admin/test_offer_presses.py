import pytest
import time_machine
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.models import Booking, PlaceOffer
from tests import factories
from tests.bookings.seats import apply_for, person, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture(autouse=True)
def clock():
    # A Monday.
    with time_machine.travel(factories.local(2026, 6, 1, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def training():
    return factories.make_training(
        capacity=1, promotion="offer", offer_days=2, starts_at=factories.local(2026, 7, 1, 13)
    )


@pytest.fixture
def offered(training, staff):
    """One is being asked about a free place, one more waits."""
    seated = apply_for(training)
    first, _second = apply_for(training), apply_for(training)
    actions.cancel(booking_id=seated.pk)
    actions.promote(occasion_id=training.pk)
    first.refresh_from_db()
    assert first.status == "offered"
    return first


def url(name, booking):
    return reverse(f"admin:bookings_booking_{name}", args=[booking.pk])


def press(client, name, booking, offer=None):
    asked = offer or booking.place_offers.get()
    data = {"offer": asked.pk} | ({"answer": "yes"} if name == "answer_offer" else {})
    return client.post(url(name, booking), data, follow=True).content.decode()


def test_booking_page_asks_and_says_that_nobody_was_reached(offered, staff_client):
    text = staff_client.get(url("page", offered)).content.decode()

    assert "まだ連絡がついていません" in text
    for name in ("answer_offer", "decline", "pass_on", "contacted", "swap", "cancel"):
        assert url(name, offered) in text
    for name in ("promote", "move"):
        assert url(name, offered) not in text


def test_booking_page_lists_the_offer_among_what_was_told(offered, staff_client):
    told = staff_client.get(url("page", offered)).context["messages_told"]

    assert [one.label for one in told] == [
        "空いた席のご案内（受けるかどうかの確認）",
        "キャンセル待ちのお知らせ",
    ]


def test_contact_starts_the_time_to_answer_once(offered, staff_client, clock):
    text = press(staff_client, "contacted", offered)
    until = offered.place_offers.get().expires_at
    clock.move_to(factories.local(2026, 6, 2, 10))

    press(staff_client, "contacted", offered)

    assert offered.place_offers.get().expires_at == until == factories.local(2026, 6, 3, 17, 15)
    assert "連絡がついたと記録しました" in text
    page = staff_client.get(url("page", offered)).content.decode()
    assert "返事の期限：<b>2026年6月3日" in page
    assert url("contacted", offered) not in page


def test_accepting_gives_the_seat_and_twice_changes_nothing(offered, training, staff_client):
    first = press(staff_client, "answer_offer", offered)
    second = press(staff_client, "answer_offer", offered)

    assert statuses(training) == ["cancelled", "confirmed", "waitlisted"]
    assert "席が決まりました" in first
    assert "席が決まりました" in second


@pytest.mark.django_db(transaction=True)
def test_declining_asks_the_next(offered, training, staff_client):
    text = press(staff_client, "decline", offered)

    assert statuses(training) == ["cancelled", "cancelled", "offered"]
    assert "辞退を記録しました" in text


@pytest.mark.django_db(transaction=True)
def test_passing_on_asks_the_next_and_keeps_the_party_at_the_end(offered, training, staff_client):
    press(staff_client, "pass_on", offered)

    assert statuses(training) == ["cancelled", "offered", "waitlisted"]
    offered.refresh_from_db()
    assert (offered.status, offered.queue_no) == ("waitlisted", 4)


def test_page_that_came_late_says_so_and_changes_nothing(offered, training, staff_client):
    offer = offered.place_offers.get()
    press(staff_client, "answer_offer", offered)

    for name in ("decline", "pass_on"):
        assert "もうお返事をいただいています" in press(staff_client, name, offered, offer)
    assert "もう終わっています" in press(staff_client, "contacted", offered, offer)
    assert statuses(training) == ["cancelled", "confirmed", "waitlisted"]


def test_an_offer_of_somebody_else_is_not_found(offered, training, staff_client):
    other = Booking.objects.get(occasion=training, status="waitlisted")
    data = {"offer": offered.place_offers.get().pk}

    for name in ("answer_offer", "decline", "pass_on", "contacted"):
        assert staff_client.post(url(name, other), data).status_code == 404
    assert PlaceOffer.objects.get().state == "pending"


def test_roster_counts_the_offered_seat_as_taken_and_shows_the_deadline(offered, training, staff_client):
    roster = reverse("admin:bookings_occasion_roster", args=[training.pk])
    before = staff_client.get(roster)
    press(staff_client, "contacted", offered)

    after = staff_client.get(roster, {"status": "offered"})

    line = before.context["places"][0]
    assert (line["offered"], line["left"], line["waiting"]) == (1, 0, 1)
    assert "まだ連絡がついていない" in before.content.decode()
    assert "返事の期限 2026年6月3日" in after.content.decode()
    assert [booking.pk for booking in after.context["shown"].object_list] == [offered.pk]


def test_move_is_no_way_for_who_is_being_asked(offered, training, staff_client):
    factories.make_place_kind(training, 5, kind="online")

    assert "いまはできません" in staff_client.get(url("move", offered)).content.decode()


# --- supporters only ---------------------------------------------------------------------------------------


@pytest.fixture
def to_check():
    training = factories.make_training(eligibility="supporters")
    booking = apply_for(training, people=[person("見本 花子")])
    Booking.objects.filter(pk=booking.pk).update(supporter_number="サ-0123")
    assert (booking.status, booking.awaits) == ("received", "check")
    return booking


def test_page_shows_the_number_that_was_typed_and_checking_gives_the_seat(to_check, staff_client):
    text = staff_client.get(url("page", to_check)).content.decode()
    done = staff_client.post(url("checked", to_check), follow=True).content.decode()

    assert "サ-0123" in text
    assert "登録を確認して受け付けました" in done
    to_check.refresh_from_db()
    assert to_check.status == "confirmed"


def test_checking_twice_says_that_it_is_done(to_check, staff_client):
    staff_client.post(url("checked", to_check))

    assert (
        "もう確認が済んでいます" in staff_client.post(url("checked", to_check), follow=True).content.decode()
    )


def test_checking_does_not_admit_a_likely_twin(staff_client):
    training = factories.make_training()
    for _ in range(2):
        twin = apply_for(training, people=[person("山田", kana="ヤマダ", telephone="0857000001")])

    staff_client.post(url("checked", twin))

    twin.refresh_from_db()
    assert (twin.status, twin.awaits) == ("received", "twin")


# --- another day -------------------------------------------------------------------------------------------


@pytest.fixture
def days():
    """Two trainings of one place each."""
    return [
        factories.make_training(capacity=1, starts_at=factories.local(2026, 7, day, 13)) for day in (1, 8)
    ]


def swap(client, booking, kind, **data):
    return client.post(url("swap", booking), {"place_kind": kind.pk} | data, follow=True)


def test_swap_takes_the_free_place_and_frees_the_old(days, staff_client):
    booking = apply_for(days[0])

    answer = swap(staff_client, booking, days[1].place_kinds.get(), told="on")

    booking.refresh_from_db()
    new = days[1].bookings.get()
    assert (booking.status, new.status) == ("cancelled", "confirmed")
    assert answer.redirect_chain == [(url("page", new), 302)]
    assert "前の申込は終わりました" in answer.content.decode()
    assert url("page", booking) in answer.content.decode()


def test_swap_to_a_full_day_keeps_everything_unless_told_to_wait(days, staff_client):
    booking = apply_for(days[0])
    apply_for(days[1])
    kind = days[1].place_kinds.get()

    refused = swap(staff_client, booking, kind)

    assert "いま空いている席がありません" in refused.content.decode()
    assert statuses(days[1]) == ["confirmed"]
    assert refused.context["form"]["place_kind"].value() == str(kind.pk)
    waits = swap(staff_client, booking, kind, or_wait="on")
    assert statuses(days[0]) == ["confirmed"]
    assert statuses(days[1]) == ["confirmed", "waitlisted"]
    assert "も待ちます" in waits.content.decode()


def test_swapping_twice_books_once(days, staff_client):
    booking = apply_for(days[0])
    swap(staff_client, booking, days[1].place_kinds.get())

    late = swap(staff_client, booking, days[1].place_kinds.get())

    assert statuses(days[1]) == ["confirmed"]
    assert "いまはできません" in late.content.decode()


def test_swap_offers_only_days_where_a_place_can_be_had_at_once(days, staff_client):
    booking = apply_for(days[0])
    for fields in (
        {"selection": "lottery"},
        {"selection": "review"},
        {"state": "cancelled"},
        {"state": "planned"},
        {"apply_by": "none"},
        {"starts_at": factories.local(2026, 5, 1, 13)},
    ):
        factories.make_training(**fields)
    factories.make_event()

    answer = staff_client.get(url("swap", booking))
    form = answer.context["form"]

    assert answer.context["read_back"].startswith("いま：2026年")
    assert [pk for pk, _label in form.fields["place_kind"].choices] == [days[1].place_kinds.get().pk]
    assert "空き 1人" in form.fields["place_kind"].choices[0][1]
