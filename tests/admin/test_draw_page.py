import datetime
import hashlib

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.models import Draw
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

CLOSES_AT = factories.local(2026, 6, 10, 17)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.local(2026, 6, 1, 10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def lottery(staff):
    occasion = factories.make_training(
        capacity=2,
        state="planned",
        selection="lottery",
        closes_at=CLOSES_AT,
        starts_at=factories.local(2026, 7, 1, 13),
    )
    actions.publish(occasion_id=occasion.pk, by=staff)
    return occasion


def url(occasion, name="draw"):
    return reverse(f"admin:bookings_occasion_{name}", args=[occasion.pk])


def page_of(client, occasion):
    return client.get(url(occasion)).content.decode()


def seen(client, occasion):
    return client.get(url(occasion)).context["form"]["seen"].value()


def press(client, occasion, **data):
    return client.post(url(occasion), {"seen": seen(client, occasion), "sure": "on"} | data, follow=True)


def of_group(name):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=name)])
    client = Client()
    client.force_login(user)
    return client


def test_before_the_deadline_the_page_counts_and_offers_no_press(lottery, staff_client):
    apply_for(lottery, size=2)
    apply_for(lottery)

    answer = staff_client.get(url(lottery))
    text = answer.content.decode()

    lines = [(line["free"], line["parties"], line["people"]) for line in answer.context["lines"]]
    assert lines == [(2, 2, 3)]
    draw = lottery.draws.get()
    assert draw.seed_hash in text
    assert draw.seed not in text
    assert "抽選する</button>" not in text
    assert "6月10日" in text


def test_a_press_before_the_deadline_draws_nothing(lottery, staff_client):
    apply_for(lottery)

    text = press(staff_client, lottery).content.decode()

    assert "申込みの受付が終わってから、抽選できます。" in text
    assert statuses(lottery) == ["received"]


def test_the_press_draws_and_shows_ranks_results_and_who_was_told(lottery, staff_client, clock):
    for _ in range(3):
        apply_for(lottery)
    clock.move_to(CLOSES_AT)

    answer = press(staff_client, lottery)
    text = answer.content.decode()

    assert statuses(lottery) == ["confirmed", "confirmed", "waitlisted"]
    assert "抽選しました。3組に" in text
    results = answer.context["results"]
    assert [(line.entry.rank, line.entry.is_selected) for line in results] == [
        (1, True),
        (2, True),
        (3, False),
    ]
    assert {line.told.state for line in results} == {"電話する相手の一覧にある"}
    assert lottery.draws.get().seed in text


def test_the_record_lets_anybody_compute_the_order_again(lottery, staff_client, clock):
    numbers = [apply_for(lottery).receipt_number for _ in range(4)]
    clock.move_to(CLOSES_AT)
    answer = press(staff_client, lottery)

    seed = lottery.draws.get().seed
    expected = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())

    assert [line.entry.booking.receipt_number for line in answer.context["results"]] == expected


def test_without_the_tick_nothing_is_drawn(lottery, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT)

    text = press(staff_client, lottery, sure="").content.decode()

    assert "印をつけてください" in text
    assert statuses(lottery) == ["received"]


def test_pressing_twice_draws_once(lottery, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT)
    data = {"seen": seen(staff_client, lottery), "sure": "on"}
    staff_client.post(url(lottery), data)

    text = staff_client.post(url(lottery), data, follow=True).content.decode()

    assert Draw.objects.count() == 1
    assert Message.objects.filter(kind="bookings.outcome").count() == 1
    assert "抽選は、もう済んでいます" in text
    assert "誤りがあります" not in text


def test_paper_entered_after_the_page_was_opened_is_shown_first(lottery, staff, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT)
    data = {"seen": seen(staff_client, lottery), "sure": "on"}
    apply_for(lottery, by=staff, channel="fax", received_at=CLOSES_AT - datetime.timedelta(hours=1))

    refused = staff_client.post(url(lottery), data)

    assert "申込が変わりました" in refused.content.decode()
    assert statuses(lottery) == ["received", "received"]
    staff_client.post(url(lottery), data | {"seen": refused.context["form"]["seen"].value()})
    assert statuses(lottery) == ["confirmed", "confirmed"]


def test_undecided_applications_are_named_and_nothing_is_drawn(lottery, staff_client, clock):
    apply_for(lottery, people=[person("山田 よしこ", kana="ヤマダ ヨシコ", telephone="0857000001")])
    twin = apply_for(lottery, people=[person("山田 よし子", kana="ヤマダ ヨシコ", telephone="0857000001")])
    clock.move_to(CLOSES_AT)

    text = page_of(staff_client, lottery)

    assert reverse("admin:bookings_booking_page", args=[twin.pk]) in text
    assert "抽選する</button>" not in text
    assert "確認中の申込みが残っています" in press(staff_client, lottery).content.decode()


def test_a_late_application_is_marked_as_late(lottery, staff, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT + datetime.timedelta(days=1))
    apply_for(lottery, by=staff, channel="fax")

    results = press(staff_client, lottery).context["results"]

    assert [line.entry.is_late for line in results] == [False, True]


def test_a_void_draw_stays_with_its_reason_and_all_take_part_again(lottery, staff_client, clock):
    for _ in range(3):
        apply_for(lottery)
    clock.move_to(CLOSES_AT)
    press(staff_client, lottery)
    old = lottery.draws.get()

    answer = staff_client.post(
        url(lottery, "void_draw"), {"draw": old.pk, "reason": "FAXがもれていた"}, follow=True
    )
    text = answer.content.decode()

    assert set(statuses(lottery)) == {"received"}
    assert "FAXがもれていた" in text
    assert old.seed in text
    assert lottery.draws.get(voided_at=None).seed not in text
    press(staff_client, lottery)
    assert statuses(lottery) == ["confirmed", "confirmed", "waitlisted"]


def test_voiding_needs_a_reason(lottery, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT)
    press(staff_client, lottery)

    answer = staff_client.post(url(lottery, "void_draw"), {"draw": lottery.draws.get().pk, "reason": " "})

    assert "無効にする理由を入力してください。" in answer.content.decode()
    assert statuses(lottery) == ["confirmed"]


def test_voiding_twice_voids_once_and_leaves_the_new_draw_alone(lottery, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT)
    press(staff_client, lottery)
    data = {"draw": lottery.draws.get().pk, "reason": "まちがい"}
    staff_client.post(url(lottery, "void_draw"), data)
    press(staff_client, lottery)

    text = staff_client.post(url(lottery, "void_draw"), data).content.decode()

    assert "有効な抽選結果がありません" in text
    assert statuses(lottery) == ["confirmed"]


@pytest.mark.parametrize(("group", "status"), [("職員", 403), ("管理者", 200)])
def test_only_a_manager_opens_the_page_of_voiding(group, status, lottery, staff_client, clock):
    apply_for(lottery)
    clock.move_to(CLOSES_AT)
    press(staff_client, lottery)
    client = of_group(group)

    assert client.get(url(lottery, "void_draw")).status_code == status
    assert (url(lottery, "void_draw") in page_of(client, lottery)) is (status == 200)


def test_stranger_and_anonymous_are_sent_to_sign_in_from_voiding(lottery, stranger_client):
    for client in (stranger_client, Client()):
        answer = client.post(url(lottery, "void_draw"))
        assert (answer.status_code, answer.url.startswith(reverse("admin:login"))) == (302, True)


def test_first_come_has_no_draw(staff_client):
    training = factories.make_training()

    assert "抽選ではありません" in page_of(staff_client, training)
    roster = staff_client.get(url(training, "roster")).content.decode()
    assert url(training) not in roster


@pytest.mark.parametrize("parties", [1, 4])
def test_draw_page_costs_the_same_for_any_number(
    parties, lottery, staff_client, clock, django_assert_max_num_queries
):
    for _ in range(parties):
        apply_for(lottery)
    clock.move_to(CLOSES_AT)
    press(staff_client, lottery)

    with django_assert_max_num_queries(22):
        staff_client.get(url(lottery))


def test_roster_leads_to_the_draw_and_says_what_is_awaited(lottery, staff_client):
    apply_for(lottery)

    text = staff_client.get(url(lottery, "roster")).content.decode()

    assert url(lottery) in text
    assert "抽選を待つ" in text
    assert "抽選・確認待ち" in text
