import pytest
from django.urls import reverse

from portal.bookings.models import RosterMessage
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(office):
    training = factories.make_training(capacity=2)
    apply_for(training, people=[person("髙橋 {お名前}", contact_wish="mail", email="a@example.com")])
    apply_for(training)
    return training


def url(training):
    return reverse("admin:bookings_occasion_write", args=[training.pk])


def form(client, training, **typed):
    shown = client.get(url(training)).context["form"]
    values = {"statuses": ["confirmed"], "subject": "お知らせ", "text": "{お名前} さん、場所が変わります。"}
    return {**values, "key": shown["key"].value(), **typed}


def hidden(answer):
    fields = answer.context["form"]
    return {field.html_name: field.value() or "" for field in fields if field.html_name != "statuses"} | {
        "statuses": fields["statuses"].value()
    }


def test_preview_shows_the_exact_text_and_counts_and_tells_nobody(training, staff_client):
    answer = staff_client.post(url(training), form(staff_client, training))

    preview = answer.context["preview"]
    assert preview["told"]["ways"] == [("メール", 1), ("電話", 1)]
    assert preview["mail"].startswith("髙橋 {お名前} 様\n\n髙橋 {お名前} さん、場所が変わります。\n")
    assert not RosterMessage.objects.exists()
    # The key to the booking is the person's.
    assert "/bookings/e" not in preview["mail"]
    assert "2組に知らせる" in answer.content.decode()


def test_sending_twice_from_one_form_sends_once(training, staff_client):
    values = hidden(staff_client.post(url(training), form(staff_client, training))) | {"send": "1"}

    answers = [staff_client.post(url(training), values) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert RosterMessage.objects.get().count == 2
    assert Message.objects.filter(kind="bookings.notice").count() == 2


def test_another_text_from_the_same_form_is_another_message(training, staff_client):
    values = hidden(staff_client.post(url(training), form(staff_client, training))) | {"send": "1"}
    staff_client.post(url(training), values)

    staff_client.post(url(training), values | {"text": "もう一つ"})

    assert RosterMessage.objects.count() == 2


def test_roster_that_changed_since_the_preview_asks_again_with_the_new_count(training, staff_client):
    values = hidden(staff_client.post(url(training), form(staff_client, training))) | {"send": "1"}
    training.place_kinds.update(capacity=3)
    apply_for(training)

    refused = staff_client.post(url(training), values)

    assert not RosterMessage.objects.exists()
    assert "宛先が変わりました" in refused.content.decode()
    assert refused.context["preview"]["told"]["total"] == 3
    assert staff_client.post(url(training), hidden(refused) | {"send": "1"}).status_code == 302
    assert RosterMessage.objects.get().count == 3


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": "{なまえ}様"}, "text"),
        ({"text": ""}, "text"),
        ({"subject": "{x}"}, "subject"),
        ({"statuses": []}, "statuses"),
        ({"statuses": ["cancelled"]}, "statuses"),
        ({"statuses": ["confirmed", "waitlisted"], "attended": "came"}, "attended"),
    ],
)
def test_bad_input_is_explained_beside_the_field(typed, field, training, staff_client):
    answer = staff_client.post(url(training), form(staff_client, training, **typed) | {"send": "1"})

    assert list(answer.context["form"].errors) == [field]
    assert not RosterMessage.objects.exists()


def test_what_was_sent_is_counted_on_the_roster_and_read_one_press_away(training, staff_client, staff):
    values = hidden(staff_client.post(url(training), form(staff_client, training))) | {"send": "1"}
    staff_client.post(url(training), values)

    roster = staff_client.get(reverse("admin:bookings_occasion_roster", args=[training.pk])).content.decode()
    text = staff_client.get(url(training)).content.decode()

    assert f'名簿の人への連絡：<a href="{url(training)}#sent">1件</a>' in roster
    assert "{お名前} さん、場所が変わります。" in text
    assert staff.name in text


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_costs_the_same_for_any_number(rows, office, staff_client, django_assert_num_queries):
    training = factories.make_training()
    for _ in range(rows):
        apply_for(training)
    values = form(staff_client, training)

    # session, user, 2 permissions; occasion, dates, kinds; the parties; of the example: its people (2),
    # dates; the office
    with django_assert_num_queries(12):
        staff_client.post(url(training), values)
