"""``/t/12/`` on a leaflet: to the session while one can come, else what became of it and what comes next."""

import pytest

from portal.bookings.models import Occasion
from tests.factories import in_days, make_booking, make_date, make_event, make_training

pytestmark = pytest.mark.django_db

UNKNOWN = "この番号のご案内はありません"


def get(client, occasion):
    return client.get(f"/t/{occasion.pk}/")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"capacity": 2},
        {"apply_by": "office"},
        {"apply_by": "none", "capacity": None},
        {"apply_by": "outside", "apply_url": "https://example.com/", "capacity": None},
        {"opens_at": in_days(3)},
        {"state": "postponed"},
    ],
    ids=["bookable", "few left", "office", "no application", "outside", "not yet open", "postponed"],
)
def test_it_leads_to_the_page_while_one_can_still_come(client, office, fields):
    training = make_training(slug="next", **fields)

    answer = get(client, training)

    assert (answer.status_code, answer.url) == (302, "/trainings/next/")
    assert not answer.cookies


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "cancelled", "state_note": "大雪のため"}, ["この回は中止になりました", "大雪のため"]),
        ({"state": "closed"}, ["この回は終わりました"]),
        ({"starts_at": in_days(-3)}, ["この回は終わりました"]),
        ({"closes_at": in_days(-1)}, ["この回の申し込みの受付は終わりました"]),
        ({"capacity": 0}, ["この回は満席です", "キャンセル待ちに申し込む"]),
        ({"capacity": 0, "apply_by": "office"}, ["この回は満席です", "キャンセル待ちを、電話・FAX・窓口で"]),
    ],
    ids=["cancelled", "closed", "over", "too late", "full", "full at the office"],
)
def test_it_says_what_became_of_it_and_leads_to_the_next(client, office, fields, words):
    training = make_training(title="この研修", **fields)
    make_training(title="つぎの研修", starts_at=in_days(40))
    make_training(title="満席の研修", starts_at=in_days(41), capacity=0)
    make_training(title="とじた会", starts_at=in_days(42), is_listed=False)
    make_training(title="準備中の研修", starts_at=in_days(43), state=Occasion.State.PLANNED)
    make_event(title="べつの催し")

    answer = get(client, training)
    content = answer.content.decode()

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    for word in ["この研修", "つぎの研修", *words]:
        assert word in content
    for word in ["満席の研修", "とじた会", "準備中の研修", "べつの催し"]:
        assert word not in content


def test_unknown_planned_and_unlisted_numbers_answer_alike(client, office):
    planned = make_training(title="準備中の研修", state=Occasion.State.PLANNED)
    unlisted = make_training(title="とじた会", is_listed=False)
    make_training(title="つぎの研修")

    pages = [client.get(f"/t/{number}/") for number in (planned.pk, unlisted.pk, 987654, 10**25)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    content = pages[0].content.decode()
    assert UNKNOWN in content
    assert "つぎの研修" in content
    assert "とじた会" not in content
    assert "準備中の研修" not in content
    assert not pages[0].cookies


def test_it_is_only_for_reading(client, office):
    assert client.post(f"/t/{make_training().pk}/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three_next(client, office, django_assert_num_queries, count):
    over = make_training(starts_at=in_days(-3))
    for _ in range(count):
        training = make_training()
        make_date(training)
        make_booking(training)

    # The occasion, its dates, their changes and kinds; the same of the coming ones; the office.
    with django_assert_num_queries(9):
        get(client, over)
