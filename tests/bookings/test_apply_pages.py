"""Form → confirm → receipt, as a browser without JavaScript and without cookies sends it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.bookings.models import Booking, BookingDraft, Occasion
from portal.correspondence.models import CallListLine, Message, OutboxMail
from portal.office.models import PostalTown
from portal.people.models import Person
from tests import factories
from tests.bookings.seats import apply_for

pytestmark = pytest.mark.django_db


def typed(**fields: Any) -> dict[str, Any]:
    """What somebody types who fills in only what is asked for."""
    return {
        "name": "見本 花子",
        "kana": "みほん はなこ",
        "contact_wish": "telephone",
        "telephone": "0857-00-0001",
        "helpers": "0",
    } | fields


def start(client: Client, occasion: Occasion, **fields: Any) -> str:
    """Post the form; returns the address of the confirmation page."""
    response = client.post(reverse("trainings:apply", args=[occasion.slug]), typed(**fields))
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def test_application_is_typed_confirmed_and_booked(client, office):
    training = factories.make_training()

    confirm_url = start(client, training)
    confirm = client.get(confirm_url)
    done = client.post(confirm_url, follow=True)

    assert "まだ申し込みは終わっていません" in confirm.content.decode()
    assert "ミホン ハナコ" in confirm.content.decode() or "ミホン　ハナコ" in confirm.content.decode()
    booking = Booking.objects.get()
    assert booking.status == Booking.Status.CONFIRMED
    assert booking.channel == Booking.Channel.WEB
    assert booking.contact.telephone == "0857000001"
    assert f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}" in done.content.decode()
    assert done.redirect_chain[0][0].endswith("/receipt/")
    assert not client.cookies


def test_application_confirmed_twice_is_one_booking_with_the_same_receipt(client, office):
    training = factories.make_training()
    confirm_url = start(client, training)

    first = client.post(confirm_url)
    second = client.post(confirm_url)
    back = client.get(confirm_url)

    assert first["Location"] == second["Location"] == back["Location"]
    assert Booking.objects.count() == 1
    assert BookingDraft.objects.get().data == {}


def test_application_with_mail_wish_queues_one_mail(client, office):
    training = factories.make_training()

    client.post(start(client, training, contact_wish="mail", email="hanako@example.com"))

    assert Message.objects.get().kind == "bookings.confirmed"
    assert OutboxMail.objects.get().state == OutboxMail.State.QUEUED
    assert not CallListLine.objects.exists()


def test_application_without_mail_opens_a_line_on_the_call_list(client, office):
    training = factories.make_training()

    client.post(start(client, training))

    assert CallListLine.objects.get().message.recipient == Person.objects.get()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"kana": ""}, "kana"),
        ({"name": "あ" * 101}, "name"),
        ({"name": "見本\x07花子"}, "name"),
        ({"name": "見本\ue000子"}, "name"),
        ({"telephone": "123"}, "telephone"),
        ({"telephone": ""}, "telephone"),
        ({"contact_wish": ""}, "contact_wish"),
        ({"contact_wish": "mail"}, "email"),
        ({"contact_wish": "mail", "email": "だれか"}, "email"),
        ({"contact_wish": "fax"}, "fax"),
        ({"contact_wish": "letter"}, "address"),
        ({"postal_code": "68"}, "postal_code"),
        ({"kana_2": "ミホン タロウ"}, "name_2"),
        ({"name_2": "見本 太郎"}, "kana_2"),
        ({"name_2": "見本 花子", "kana_2": "みほん はなこ"}, "name_2"),
        ({"note": "あ" * 1001}, "note"),
        ({"helpers": "7"}, "helpers"),
    ],
)
def test_application_with_bad_input_says_so_by_the_field_and_keeps_what_was_typed(
    client, office, fields, wrong
):
    training = factories.make_training()
    posted = typed(affiliation="見本の会", **fields) if "affiliation" not in fields else typed(**fields)

    response = client.post(reverse("trainings:apply", args=[training.slug]), posted)

    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert set(response.context["form"].errors) == {wrong}
    assert f'id="id_{wrong}_error"' in page
    assert 'href="#id_' in page
    assert "見本の会" in page
    assert "<title>エラー：" in page
    assert not BookingDraft.objects.exists()


def test_application_with_latin_name_needs_no_kana(client, office):
    training = factories.make_training()

    client.post(start(client, training, name="Maria da Silva-O’Neill", kana=""))

    assert Person.objects.get().name == "Maria da Silva-O’Neill"


@pytest.mark.parametrize(
    "name",
    [
        "髙橋 花子",
        "𠮷田 花子",
        "葛\U000e0100城 花子",
        "{% foo %}",
        "{{ x }}",
        "O'Brien & <b>",
        "=1+1",
        "神\ufa19 花子",
    ],
)
def test_application_keeps_the_name_as_typed(client, office, name):
    training = factories.make_training()

    done = client.post(start(client, training, name=name), follow=True)

    assert Person.objects.get().name == name
    assert done.context["attendees"][0].person.name == name


def test_application_of_three_with_helper_online_and_accommodations(client, office):
    training = factories.make_training(accommodations=["sign_language", "wheelchair"])
    online = factories.make_place_kind(training, 10, kind="online")

    client.post(
        start(
            client,
            training,
            place_kind=online.pk,
            name_2="見本 太郎",
            kana_2="みほん たろう",
            name_3="見本 次郎",
            kana_3="みほん じろう",
            helpers="1",
            accommodations=["sign_language"],
            accommodation_text="口元が見える席",
        )
    )

    booking = Booking.objects.get()
    assert booking.place_kind == online
    assert booking.helpers == 1
    assert [a.person.name for a in booking.attendees.order_by("position")] == [
        "見本 花子",
        "見本 太郎",
        "見本 次郎",
    ]
    assert [(r.kind, r.text) for r in booking.accommodation_requests.all()] == [
        ("sign_language", "口元が見える席")
    ]


def test_postal_code_fills_the_address_and_keeps_everything_typed(client, office):
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="富安")
    training = factories.make_training()

    response = client.post(
        reverse("trainings:apply", args=[training.slug]),
        typed(contact_wish="letter", postal_code="６８０−０８４５", lookup="1"),
    )

    page = response.content.decode()
    assert "鳥取県鳥取市富安" in page
    assert "見本 花子" in page
    assert not response.context["form"].errors
    assert not BookingDraft.objects.exists()


def test_postal_code_leaves_an_address_as_it_was_typed(client, office):
    PostalTown.objects.create(code="6800845", prefecture="鳥取県", city="鳥取市", town="富安")
    training = factories.make_training()

    response = client.post(
        reverse("trainings:apply", args=[training.slug]),
        typed(postal_code="680-0845", address="富安2丁目1番地 見本荘101", lookup="1"),
    )

    assert response.context["form"]["address"].value() == "富安2丁目1番地 見本荘101"
    assert "この郵便番号の町は「鳥取県鳥取市富安」です。" in response.content.decode()


def test_mail_slip_is_asked_back_without_refusing(client, office):
    training = factories.make_training()
    confirm_url = start(client, training, contact_wish="mail", email="hanako@gmail.con")

    page = client.get(confirm_url).content.decode()
    client.post(confirm_url)

    assert "hanako@gmail.com" in page
    assert Booking.objects.get().contact.email == "hanako@gmail.con"


def test_editing_shows_what_was_typed_and_updates_the_same_draft(client, office):
    training = factories.make_training()
    confirm_url = start(client, training)
    edit_url = confirm_url.removesuffix("confirm/")

    page = client.get(edit_url).content.decode()
    again = client.post(edit_url, typed(name="見本 桃子"))

    assert "見本 花子" in page
    assert again["Location"] == confirm_url
    assert BookingDraft.objects.count() == 1
    assert "見本 桃子" in client.get(confirm_url).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_at": factories.in_days(3)},
        {"opens_at": factories.in_days(-9), "closes_at": factories.in_days(-1)},
        {"state": "cancelled"},
        {"state": "postponed"},
    ],
)
def test_application_outside_the_window_is_told_so_and_books_nothing(client, office, fields):
    training = factories.make_training(**fields)
    url = reverse("trainings:apply", args=[training.slug])

    shown = client.get(url)
    posted = client.post(url, typed())

    assert "いまは申し込めません" in shown.content.decode()
    assert "いまは申し込めません" in posted.content.decode()
    assert not BookingDraft.objects.exists()


def test_application_confirmed_after_closing_books_nothing(client, office):
    training = factories.make_training()
    confirm_url = start(client, training)
    Occasion.objects.update(opens_at=None, closes_at=factories.in_days(-1))

    response = client.post(confirm_url)

    assert "いまは申し込めません" in response.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize("fields", [{"state": "planned"}, {"apply_by": "office"}, {"apply_by": "none"}])
def test_application_page_of_what_cannot_be_applied_for_here_is_404(client, office, fields):
    training = factories.make_training(**fields)

    assert client.get(reverse("trainings:apply", args=[training.slug])).status_code == 404
    assert client.get(reverse("events:apply", args=[training.slug])).status_code == 404


def test_application_for_a_full_training_waits_and_says_which_place(client, office):
    training = factories.make_training(capacity=1)
    apply_for(training)
    apply_for(training)

    confirm_url = start(client, training)
    confirm = client.get(confirm_url).content.decode()
    done = client.post(confirm_url, follow=True).content.decode()

    assert "キャンセル待ちになる見込みです" in confirm
    assert "1組の人が待っています" in done
    assert Booking.objects.order_by("queue_no").last().status == Booking.Status.WAITLISTED


def test_second_application_of_the_same_person_never_says_why_on_screen(client, office):
    training = factories.make_training()
    first = start(client, training, contact_wish="mail", email="hanako@example.com")
    client.post(first)

    page = client.post(
        start(client, training, contact_wish="mail", email="hanako@example.com"), follow=True
    ).content.decode()

    booking = Booking.objects.order_by("queue_no").last()
    assert booking.status == Booking.Status.RECEIVED
    assert booking.receipt_number[:4] in page
    assert "事務局で確認しています" in page
    assert "同じ" not in page.split("<main")[1].split("</main>")[0]
    asked = Message.objects.get(kind="bookings.possible_twin")
    assert asked.recipient == Booking.objects.order_by("queue_no").first().contact


def test_draft_address_that_is_wrong_or_old_is_404(client, office):
    training = factories.make_training()
    confirm_url = start(client, training)
    BookingDraft.objects.update(created_at=factories.in_days(-2))

    assert client.get(confirm_url).status_code == 404
    assert client.post(confirm_url).status_code == 404
    assert client.get(reverse("trainings:apply_edit", args=[training.slug, "x" * 32])).status_code == 404
    assert not Booking.objects.exists()


def test_capacity_change_between_form_and_confirmation_returns_to_the_form(client, office, staff):
    training = factories.make_training()
    online = factories.make_place_kind(training, 10, kind="online")
    confirm_url = start(client, training, place_kind=online.pk)
    online.delete()
    other = factories.make_place_kind(training, 10, kind="satellite")

    page = client.get(confirm_url).content.decode()

    assert "参加のしかた" in page
    assert f'value="{other.pk}"' in page
    assert "見本 花子" in page


@pytest.mark.parametrize(
    ("selection", "how"), [("lottery", "抽選をします"), ("review", "申し込みの内容を見て事務局が決めます")]
)
def test_application_that_is_drawn_or_reviewed_says_so_on_every_page(client, office, selection, how):
    training = factories.make_training(capacity=1, selection=selection)
    factories.make_booking(training, people=1)
    detail = client.get(reverse("trainings:detail", args=[training.slug])).content.decode()
    form = client.get(reverse("trainings:apply", args=[training.slug])).content.decode()

    confirm_url = start(client, training)
    confirm = client.get(confirm_url).content.decode()
    receipt = client.post(confirm_url, follow=True).content.decode()

    for page in (detail, form, confirm):
        assert "先着順ではありません" in page
        assert how in page
        assert "結果は、申し込んだ人全員に" in page
        assert "キャンセル待ちになる見込み" not in page
    assert '<p class="support">会場：定員1名</p>' in detail
    assert "どなたにもお知らせします" in receipt
    assert Booking.objects.get(awaits__gt="").status == "received"
    assert not client.cookies


def test_application_for_supporters_asks_for_the_number_and_takes_none(client, office):
    training = factories.make_training(eligibility="supporters")
    detail = client.get(reverse("trainings:detail", args=[training.slug])).content.decode()

    client.post(start(client, training, supporter_number="第12号"))
    client.post(start(client, training, name="見本 太郎", kana="みほん たろう", telephone="0857-00-0002"))

    assert "申し込めるのは、登録済みのつながりサポーターの人です" in detail
    assert "<dt>申し込める人</dt><dd>登録済みのつながりサポーター</dd>" in detail
    bookings = Booking.objects.order_by("queue_no").values_list("supporter_number", "awaits")
    assert list(bookings) == [("第12号", "check"), ("", "check")]


def test_application_for_everyone_asks_for_no_supporter_number(client, office):
    training = factories.make_training()

    page = client.get(reverse("trainings:apply", args=[training.slug])).content.decode()

    assert "supporter_number" not in page
