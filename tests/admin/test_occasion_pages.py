import pytest
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.models import JournalEntry, Occasion
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def url(name, training):
    return reverse(f"admin:bookings_occasion_{name}", args=[training.pk])


def state(training):
    return Occasion.objects.get(pk=training.pk).state


def test_publish_reads_back_and_opens_to_the_public(staff_client):
    training = factories.make_training(state="planned")

    asked = staff_client.get(url("publish", training)).content.decode()
    staff_client.post(url("publish", training))

    assert "見本会館" in asked
    assert "まだありません" not in asked
    assert state(training) == "published"


def test_publish_without_a_date_says_what_is_missing(staff_client):
    training = factories.make_training(state="planned", dated=False)

    text = staff_client.post(url("publish", training)).content.decode()

    assert "公開には、開催日と、申込を受けるなら定員が必要です" in text
    assert state(training) == "planned"


def capacity(training, revision=None, **kinds):
    revision = Occasion.objects.get(pk=training.pk).revision if revision is None else revision
    return {"revision": revision} | {f"capacity_{pk}": number for pk, number in kinds.items()}


def test_capacity_raised_gives_seats_to_those_who_wait(staff_client, django_capture_on_commit_callbacks):
    training = factories.make_training(capacity=1)
    apply_for(training)
    apply_for(training)
    kind = training.place_kinds.get()

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(url("capacity", training), capacity(training, **{str(kind.pk): "2"}))

    assert statuses(training) == ["confirmed", "confirmed"]


def test_capacity_below_the_number_confirmed_is_refused_with_what_was_typed(staff_client):
    training = factories.make_training(capacity=3)
    apply_for(training, size=2)
    kind = training.place_kinds.get()

    text = staff_client.post(
        url("capacity", training), capacity(training, **{str(kind.pk): "1"})
    ).content.decode()

    assert "すでに決まっている人数より少なくはできません" in text
    assert 'value="1"' in text
    kind.refresh_from_db()
    assert kind.capacity == 3


def test_capacity_of_two_kinds_changes_both_or_none(staff_client):
    training = factories.make_training(capacity=3)
    online = factories.make_place_kind(training, 10, kind="online")
    hall = training.place_kinds.get(kind="hall")
    apply_for(training, size=2)

    staff_client.post(url("capacity", training), capacity(training, **{str(hall.pk): 1, str(online.pk): 20}))
    after_refusal = list(training.place_kinds.order_by("pk").values_list("capacity", flat=True))
    staff_client.post(url("capacity", training), capacity(training, **{str(hall.pk): 5, str(online.pk): 20}))

    assert after_refusal == [3, 10]
    assert list(training.place_kinds.order_by("pk").values_list("capacity", flat=True)) == [5, 20]
    assert JournalEntry.objects.filter(verb="capacity_changed").count() == 2


def test_capacity_from_a_stale_page_shows_both_values_and_then_counts(staff, staff_client):
    training = factories.make_training(capacity=10)
    kind = training.place_kinds.get()
    actions.set_capacity(place_kind_id=kind.pk, capacity=12, by=staff, revision=0)

    refused = staff_client.post(
        url("capacity", training), capacity(training, revision=0, **{str(kind.pk): "5"})
    ).content.decode()
    kind.refresh_from_db()
    between = kind.capacity
    staff_client.post(url("capacity", training), capacity(training, revision=1, **{str(kind.pk): "5"}))

    assert "ほかの職員が先に変更しました" in refused
    assert "保存されている値：12 ／ 入力した値：5" in refused
    assert 'name="revision" value="1"' in refused
    assert between == 12
    kind.refresh_from_db()
    assert kind.capacity == 5


@pytest.mark.parametrize("typed", ["", "-1", "たくさん", "100001"])
def test_capacity_that_is_no_number_of_places_is_refused(typed, staff_client):
    training = factories.make_training(capacity=10)
    kind = training.place_kinds.get()

    page = staff_client.post(url("capacity", training), capacity(training, **{str(kind.pk): typed}))

    assert f"capacity_{kind.pk}" in page.context["form"].errors
    kind.refresh_from_db()
    assert kind.capacity == 10


def test_capacity_of_a_cancelled_occasion_stays(staff, staff_client):
    training = factories.make_training(capacity=10)
    actions.cancel_occasion(occasion_id=training.pk, reason="雪", by=staff, revision=0)
    kind = training.place_kinds.get()

    text = staff_client.post(url("capacity", training), capacity(training, **{str(kind.pk): 11})).content

    assert "中止または終了した" in text.decode()


def test_cancel_names_how_many_are_told_and_tells_them(staff_client):
    training = factories.make_training(capacity=2)
    apply_for(training, size=2)
    apply_for(training, people=[person(email="a@example.com", contact_wish="mail")])
    gone = apply_for(training, people=[person(do_not_contact=True)])

    asked = staff_client.get(url("cancel", training)).content.decode()
    staff_client.post(url("cancel", training), {"revision": 0, "reason": "大雪のため", "sure": "on"})

    assert "<b>3</b> 組 <b>4</b> 人" in asked
    assert "電話 <b>1</b>・メール <b>1</b>・連絡しない <b>1</b>" in asked
    assert state(training) == "cancelled"
    told = Message.objects.filter(kind="bookings.occasion_cancelled")
    assert told.count() == 2
    assert gone.contact_id not in set(told.values_list("recipient", flat=True))


@pytest.mark.parametrize("missing", ["reason", "sure"])
def test_cancel_without_reason_or_confirmation_does_nothing(missing, staff_client):
    training = factories.make_training()
    data = {"revision": 0, "reason": "大雪のため", "sure": "on"}
    del data[missing]

    page = staff_client.post(url("cancel", training), data)

    assert missing in page.context["form"].errors
    assert state(training) == "published"


def test_cancel_from_a_stale_page_is_refused_and_then_counts(staff_client):
    training = factories.make_training()
    Occasion.objects.update(revision=4)
    data = {"revision": 0, "reason": "大雪のため", "sure": "on"}

    text = staff_client.post(url("cancel", training), data).content.decode()
    between = state(training)
    staff_client.post(url("cancel", training), data | {"revision": 4})

    assert "ほかの職員が先に変更しました" in text
    assert "大雪のため" in text
    assert 'name="revision" value="4"' in text
    assert (between, state(training)) == ("published", "cancelled")


def test_close_of_what_is_over(staff_client):
    event = factories.make_event(starts_at=factories.in_days(-2))

    staff_client.post(url("close", event))

    assert state(event) == "closed"


def test_close_of_what_is_still_to_come_is_refused(staff_client):
    event = factories.make_event()

    page = staff_client.post(url("close", event))

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert state(event) == "published"


# --- 延期 ---------------------------------------------------------------------------------------------------


def postponement(training, **changes):
    (date,) = training.dates.all()
    data = {
        "revision": 0,
        "has_new_dates": "yes",
        f"starts_{date.pk}_0": "2199-12-07",
        f"starts_{date.pk}_1": "13:30",
        f"ends_{date.pk}_0": "2199-12-07",
        f"ends_{date.pk}_1": "15:30",
        "closes_at_0": "",
        "closes_at_1": "",
        "reason": "台風のため",
    }
    return data | changes


def test_postpone_reads_back_before_anything_happens(staff_client):
    training = factories.make_training()
    apply_for(training)

    text = staff_client.post(url("postpone", training), postponement(training)).content.decode()

    assert "まだ延期していません" in text
    assert "2199年12月7日（土）13:30〜15:30" in text
    assert "延期して 1 組に知らせる" in text
    assert not training.postponements.exists()


def test_postpone_confirmed_moves_the_days_and_asks_everybody(staff_client):
    training = factories.make_training()
    apply_for(training)
    data = postponement(training, closes_at_0="2199-12-01", closes_at_1="17:00", confirm="1")

    staff_client.post(url("postpone", training), data)

    occasion = Occasion.objects.get()
    assert training.dates.get().starts_at == factories.local(2199, 12, 7, 13, 30)
    assert occasion.closes_at == factories.local(2199, 12, 1, 17, 0)
    assert (occasion.state, occasion.state_note) == ("published", "台風のため")
    assert Message.objects.filter(kind="bookings.postponed").count() == 1


def test_postpone_to_a_day_still_to_be_found(staff_client):
    training = factories.make_training()
    starts = f"starts_{training.dates.get().pk}"
    # The hours of the old day stand in the page from the beginning.
    data = postponement(training, has_new_dates="no", **{f"{starts}_0": "", f"{starts}_1": "13:30"})

    asked = staff_client.post(url("postpone", training), data).content.decode()
    staff_client.post(url("postpone", training), data | {"confirm": "1"})

    assert "日程未定" in asked
    assert state(training) == "postponed"


def test_postpone_goes_back_with_everything_typed(staff_client):
    training = factories.make_training()

    text = staff_client.post(url("postpone", training), postponement(training, edit="1")).content.decode()

    assert 'value="2199-12-07"' in text
    assert 'value="台風のため"' in text
    assert "まだ延期していません" not in text


def test_postpone_without_any_new_day_says_so(staff_client):
    training = factories.make_training()
    empty = {name: "" for name in postponement(training) if name.startswith(("starts", "ends"))}

    page = staff_client.post(url("postpone", training), postponement(training, **empty))

    assert page.content.decode().count("新しい日時を入力してください") == 4  # each in the summary and beside


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("ends_{}_1", "13:30", "終了は、開始より後にしてください"),
        ("starts_{}_0", "2020-01-01", "いまより後の日時にしてください"),
        ("starts_{}_0", "", "日付を入力してください"),
        ("starts_{}_0", "13月", "日付を入力してください"),
        ("ends_{}_1", "", "時刻を入力してください"),
        ("reason", "", "延期の理由を入力してください"),
        ("has_new_dates", "", "新しい日程を選んでください"),
    ],
)
def test_postpone_with_wrong_days_is_refused(field, value, message, staff_client):
    training = factories.make_training()
    field = field.format(training.dates.get().pk)

    text = staff_client.post(
        url("postpone", training), postponement(training, **{field: value, "confirm": "1"})
    ).content.decode()

    assert message in text
    assert not training.postponements.exists()


def test_postpone_from_a_stale_page_is_refused_with_everything_typed(staff_client):
    training = factories.make_training()
    Occasion.objects.update(revision=2)

    text = staff_client.post(url("postpone", training), postponement(training, confirm="1")).content.decode()

    assert "ほかの職員が先に変更しました" in text
    assert 'value="2199-12-07"' in text
    assert 'name="revision" value="2"' in text
    assert not training.postponements.exists()
