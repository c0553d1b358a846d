import pytest
from django.urls import reverse
from django.utils import timezone

from portal.bookings import actions
from portal.bookings.models import Booking
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def enter(client, training, follow=True, **data):
    url = reverse("admin:bookings_occasion_enter", args=[training.pk])
    posted = {
        "channel": "phone",
        "name": "山田 よしこ",
        "kana": "やまだ よしこ",
        "telephone": "０８５７（５１）０２９５",
        "told": "on",
        "submission_key": "key-of-the-page",
    }
    return client.post(url, posted | data, follow=follow)


def test_entry_of_name_reading_and_one_number_is_enough(staff, staff_client):
    training = factories.make_training()

    text = enter(staff_client, training).content.decode()

    booking = Booking.objects.get()
    assert (booking.status, booking.channel, booking.entered_by) == ("confirmed", "phone", staff)
    assert (booking.contact.kana, booking.contact.telephone) == ("ヤマダ\u3000ヨシコ", "0857510295")
    assert booking.contact.contact_wish == "telephone"
    number = booking.receipt_number
    assert f"{number[:4]}-{number[4:]}" in text
    assert "決定" in text


def test_entry_said_on_the_telephone_tells_nothing_twice(staff, staff_client):
    enter(staff_client, factories.make_training())

    message = Message.objects.get()
    assert message.told_by == staff
    assert not hasattr(message, "call_line")


def test_entry_of_paper_is_told_by_the_persons_way(staff_client):
    enter(staff_client, factories.make_training(), channel="fax", telephone="", fax="0857000001")

    message = Message.objects.get()
    assert Booking.objects.get().contact.contact_wish == "fax"
    assert message.told_at is None
    assert [(paper.medium, paper.state) for paper in message.papers.all()] == [("fax", "waiting")]


def test_entry_reads_out_the_place_in_the_queue(staff_client):
    training = factories.make_training(capacity=1)
    apply_for(training)
    apply_for(training)

    text = enter(staff_client, training).content.decode()

    assert "キャンセル待ち 2番目" in text


def test_entry_of_a_likely_twin_is_to_be_checked(staff_client):
    training = factories.make_training()
    apply_for(training, people=[person(kana="ヤマダ ヨシコ", telephone="0857510295")])

    text = enter(staff_client, training).content.decode()

    assert "確認中" in text
    assert Booking.objects.filter(status="received").count() == 1


def test_entry_pressed_twice_is_one_booking(staff_client):
    training = factories.make_training()

    first = enter(staff_client, training, follow=False)
    second = enter(staff_client, training, follow=False)

    assert first.url == second.url
    assert Booking.objects.count() == 1


def test_entry_of_another_person_on_the_same_page_is_not_swallowed(staff_client):
    training = factories.make_training()
    enter(staff_client, training)

    text = enter(staff_client, training, name="別の 人", kana="ベツ").content.decode()

    assert "もう別の人の申込を入力しました" in text
    assert "別の 人" in text
    assert Booking.objects.count() == 1


def test_each_page_of_entry_has_a_key_of_its_own(staff_client):
    url = reverse("admin:bookings_occasion_enter", args=[factories.make_training().pk])

    keys = {staff_client.get(url).context["form"]["submission_key"].value() for _ in range(2)}

    assert len(keys) == 2
    assert all(len(key) >= 32 for key in keys)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": ""}, "お名前を入力してください"),
        ({"kana": ""}, "ふりがなを入力してください"),
        ({"telephone": ""}, "連絡先を一つ入力してください"),
        ({"telephone": "123"}, "市外局番"),
        ({"channel": ""}, "申込経路を選んでください"),
        ({"channel": "web"}, "一覧の中から選び直してください"),
        ({"contact_wish": "mail"}, "メールアドレスを入力してください"),
        ({"received_at_0": "2199-01-01", "received_at_1": "10:00"}, "いまより前"),
        ({"name": "外字\ue000"}, "外字"),
        ({"name": "あ" * 101}, "100文字以内"),
    ],
)
def test_entry_that_cannot_be_taken_keeps_what_was_typed(data, message, staff_client):
    page = enter(staff_client, factories.make_training(), **({"note": "ひとこと"} | data))

    text = page.content.decode()
    assert message in text
    assert "ひとこと" in text
    assert not Booking.objects.exists()


def test_entry_of_a_latin_name_needs_no_reading(staff_client):
    enter(staff_client, factories.make_training(), name="Nguyễn O'Brien", kana="")

    # Vietnamese letters lie outside of what needs no reading; an Irish name does not.
    enter(staff_client, factories.make_training(), name="Seán O'Brien", kana="", submission_key="another")

    assert Booking.objects.get().contact.name == "Seán O'Brien"


def test_entry_keeps_when_paper_arrived(staff_client):
    enter(
        staff_client,
        factories.make_training(),
        channel="post",
        received_at_0="2026-01-05",
        received_at_1="09:30",
    )

    received = timezone.localtime(Booking.objects.get().received_at)
    assert received.strftime("%Y-%m-%d %H:%M") == "2026-01-05 09:30"


def test_entry_of_a_party_with_helpers_and_needs(staff_client):
    training = factories.make_training(accommodations=["wheelchair"])

    enter(
        staff_client,
        training,
        name_2="山田 太郎",
        kana_2="ヤマダ タロウ",
        helpers="1",
        accommodations=["wheelchair"],
        accommodation_text="電動",
    )

    booking = Booking.objects.get()
    assert booking.attendees.count() == 2
    assert booking.helpers == 1
    assert booking.accommodation_requests.get().text == "電動"


def test_entry_after_the_deadline_is_possible_for_staff(staff_client):
    training = factories.make_training(closes_at=factories.in_days(-1))

    enter(staff_client, training)

    assert Booking.objects.get().status == "confirmed"


@pytest.mark.parametrize("state", ["planned", "cancelled", "closed"])
def test_entry_into_what_takes_nobody_is_refused(state, staff_client):
    training = factories.make_training(state=state)

    text = enter(staff_client, training).content.decode()

    assert "申込みを受け付けていません" in text
    assert not Booking.objects.exists()


def test_entered_page_shows_what_became_of_it_later(staff, staff_client):
    booking = apply_for(factories.make_training())
    actions.cancel(booking_id=booking.pk, by=staff)

    text = staff_client.get(reverse("admin:bookings_booking_entered", args=[booking.pk])).content.decode()

    assert "取消" in text
