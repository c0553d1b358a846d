import pytest
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.actions import Outcome
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


@pytest.fixture
def reviewed():
    return factories.make_training(capacity=2, selection="review")


def url(occasion):
    return reverse("admin:bookings_occasion_review", args=[occasion.pk])


def choice(outcomes):
    """What the page posts: the choices, and the revisions that it was made with."""
    data = {f"revision_{booking.pk}": booking.revision for booking in outcomes}
    return data | {f"outcome_{booking.pk}": outcome for booking, outcome in outcomes.items()}


def press(client, occasion, outcomes):
    return client.post(url(occasion), choice(outcomes), follow=True)


def test_review_lists_who_can_be_decided_and_counts_places(reviewed, staff_client):
    first, second = apply_for(reviewed), apply_for(reviewed, size=2)

    answer = staff_client.get(url(reviewed))

    assert [row["booking"] for row in answer.context["rows"]] == [first, second]
    assert [(line["free"], line["asked"]) for line in answer.context["lines"]] == [(2, 3)]


def test_review_decides_the_chosen_and_leaves_the_others(reviewed, staff_client):
    bookings = [apply_for(reviewed) for _ in range(4)]

    answer = press(
        staff_client, reviewed, dict(zip(bookings, ["selected", "waiting", "not_selected", ""], strict=True))
    )

    assert statuses(reviewed) == ["confirmed", "waitlisted", "not_selected", "received"]
    assert "3件を決めました" in answer.content.decode()
    assert Message.objects.filter(kind="bookings.outcome").count() == 3
    # The undecided first; who was not selected can still be.
    assert [row["booking"] for row in answer.context["rows"]] == [bookings[3], bookings[2]]


def test_one_not_selected_can_be_selected_later(reviewed, staff, staff_client):
    booking = apply_for(reviewed)
    actions.decide_review(occasion_id=reviewed.pk, outcomes={booking.pk: Outcome.NOT_SELECTED}, by=staff)
    booking.refresh_from_db()

    press(staff_client, reviewed, {booking: "selected"})

    assert statuses(reviewed) == ["confirmed"]


def test_more_than_fit_are_refused_and_the_choices_stay(reviewed, staff_client):
    bookings = [apply_for(reviewed) for _ in range(3)]

    answer = press(staff_client, reviewed, dict.fromkeys(bookings, "selected"))

    assert statuses(reviewed) == ["received"] * 3
    assert "席が足りません" in answer.content.decode()
    assert [row["field"].value() for row in answer.context["rows"]] == ["selected"] * 3


def test_nothing_chosen_is_said(reviewed, staff_client):
    booking = apply_for(reviewed)

    assert "一つ以上選んでください" in press(staff_client, reviewed, {booking: ""}).content.decode()


def test_an_application_that_a_colleague_decided_refuses_the_whole_press(reviewed, staff, staff_client):
    first, second = apply_for(reviewed), apply_for(reviewed)
    actions.decide_review(occasion_id=reviewed.pk, outcomes={first.pk: Outcome.SELECTED}, by=staff)

    answer = press(staff_client, reviewed, {first: "not_selected", second: "selected"})

    assert statuses(reviewed) == ["confirmed", "received"]
    assert "先に決めた申込があります" in answer.content.decode()
    assert [row["field"].value() for row in answer.context["rows"]] == ["selected"]


def test_a_colleagues_refusal_is_not_overwritten_unseen_but_by_the_next_press(reviewed, staff, staff_client):
    booking = apply_for(reviewed)
    actions.decide_review(occasion_id=reviewed.pk, outcomes={booking.pk: Outcome.NOT_SELECTED}, by=staff)

    answer = press(staff_client, reviewed, {booking: "selected"})

    assert statuses(reviewed) == ["not_selected"]
    revision = answer.context["rows"][0]["revision"].value()
    staff_client.post(
        url(reviewed), {f"outcome_{booking.pk}": "selected", f"revision_{booking.pk}": revision}
    )
    assert statuses(reviewed) == ["confirmed"]


def test_pressing_twice_decides_once(reviewed, staff_client):
    booking = apply_for(reviewed)
    press(staff_client, reviewed, {booking: "selected"})

    press(staff_client, reviewed, {booking: "selected"})

    assert statuses(reviewed) == ["confirmed"]
    assert Message.objects.filter(kind="bookings.outcome").count() == 1


def test_choices_that_the_page_does_not_have_are_refused(reviewed, staff_client):
    booking = apply_for(reviewed)

    text = press(staff_client, reviewed, {booking: "confirmed"}).content.decode()

    assert "一覧の中から選び直してください" in text
    assert statuses(reviewed) == ["received"]


def test_first_come_has_no_review(staff_client):
    assert "選考ではありません" in staff_client.get(url(factories.make_training())).content.decode()


@pytest.mark.parametrize("rows", [1, 5])
def test_review_costs_the_same_for_any_number_of_rows(
    rows, reviewed, staff_client, django_assert_max_num_queries
):
    for _ in range(rows):
        apply_for(reviewed, size=2)

    with django_assert_max_num_queries(12):
        staff_client.get(url(reviewed))


def test_roster_shows_who_was_not_selected_and_leads_to_the_review(reviewed, staff, staff_client):
    booking = apply_for(reviewed)
    actions.decide_review(occasion_id=reviewed.pk, outcomes={booking.pk: Outcome.NOT_SELECTED}, by=staff)

    answer = staff_client.get(reverse("admin:bookings_occasion_roster", args=[reviewed.pk]))

    assert url(reviewed) in answer.content.decode()
    assert answer.context["places"][0]["not_selected"] == 1
