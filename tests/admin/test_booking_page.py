import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.bookings import actions
from portal.bookings.models import (
    AccommodationRequest,
    Attendee,
    Booking,
    JournalEntry,
    PlaceOffer,
    PostponementAnswer,
)
from portal.correspondence.models import Message
from portal.people.models import PersonNote
from tests import factories
from tests.bookings.seats import apply_for, person, statuses
from tests.rights import give_rights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def url(name, booking):
    return reverse(f"admin:bookings_booking_{name}", args=[booking.pk])


def page_of(client, booking):
    return client.get(url("page", booking)).content.decode()


def press(client, name, booking, **data):
    """Press a button and read the page that follows."""
    return client.post(url(name, booking), data, follow=True).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_booking_page_costs_the_same_for_any_party(people, staff_client, django_assert_num_queries):
    booking = apply_for(factories.make_training(), size=people)
    ContentType.objects.get_for_models(Booking, PlaceOffer, PostponementAnswer)  # remembered by the process

    # session, user, two for permissions; booking, attendees, their people, dates; needs; messages, mails;
    # papers, tries to call; notes; kinds of place; answers, journal; other places at the same time
    with django_assert_num_queries(18):
        staff_client.get(url("page", booking))


def test_booking_page_shows_the_party_the_place_in_the_queue_and_what_was_told(staff_client):
    training = factories.make_training(capacity=0)
    apply_for(training)
    booking = apply_for(
        training,
        people=[person("O'Brien & <b>", email="a@example.com", contact_wish="mail"), person("{{ x }}")],
    )

    text = page_of(staff_client, booking)

    assert "O&#x27;Brien &amp; &lt;b&gt;" in text
    assert "{{ x }}" in text
    assert "2番目" in text
    assert "キャンセル待ちのお知らせ" in text
    assert "送信待ち" in text


def test_booking_page_shows_needs_only_to_those_who_arrange_them(staff_client):
    booking = apply_for(factories.make_training(), accommodations=[("childcare", "二歳の子")])
    user = factories.make_user(is_staff=True)
    give_rights(user, Permission.objects.exclude(codename="arrange_accommodations"))
    other = Client()
    other.force_login(user)

    assert "二歳の子" in page_of(staff_client, booking)
    assert "二歳の子" not in page_of(other, booking)
    assert "託児" not in other.get(url("edit", booking)).content.decode()


def test_cancel_reads_the_name_back_keeps_the_seat_and_can_be_undone(staff_client):
    training = factories.make_training(capacity=1)
    booking = apply_for(training, people=[person("山田 よしこ")])
    apply_for(training)

    asked = staff_client.get(url("cancel", booking)).content.decode()
    done = press(staff_client, "cancel", booking)
    undone = press(staff_client, "undo", booking)

    assert "「山田 よしこ さんの申込を取り消します。" in asked
    assert "山田 よしこ さんの申込を取り消しました。10分のあいだは元に戻せます。" in done
    assert "あと約 <b>9</b> 分" in done
    assert "取消を元に戻しました" in undone
    assert statuses(training) == ["confirmed", "waitlisted"]
    assert Message.objects.get(kind="bookings.cancelled").withdrawn_at is not None


def test_cancel_told_to_the_person_sends_nothing(staff, staff_client):
    booking = apply_for(factories.make_training())

    press(staff_client, "cancel", booking, told="on")

    message = Message.objects.get(kind="bookings.cancelled")
    assert message.told_by == staff
    assert not message.mails.exists()
    assert not hasattr(message, "call_line")


def test_cancel_of_one_leaves_the_others(staff_client):
    booking = apply_for(factories.make_training(), people=[person("残る人"), person("やめる人")])
    leaving = booking.attendees.get(position=2)

    text = press(staff_client, "cancel", booking, attendees=[leaving.pk])

    assert "やめる人 さんの申込を取り消しました" in text
    assert "<small>やめる人</small>" in text  # in the journal, which itself keeps only a number
    assert list(booking.attendees.values_list("is_live", flat=True)) == [True, False]


def test_cancel_of_nobody_is_asked_back(staff_client):
    booking = apply_for(factories.make_training(), size=2)

    text = press(staff_client, "cancel", booking)

    assert "取り消す人を選んでください" in text
    assert booking.attendees.live().count() == 2


def test_undo_too_late_leads_to_the_page_that_restores(staff, staff_client):
    booking = apply_for(factories.make_training())
    actions.cancel(booking_id=booking.pk, by=staff)
    Attendee.objects.update(held_until=timezone.now() - datetime.timedelta(seconds=1))

    answer = staff_client.post(url("undo", booking))

    assert answer.url == url("restore", booking)
    booking.refresh_from_db()
    assert booking.status == "cancelled"


def test_restore_into_a_free_seat(staff_client):
    training = factories.make_training()
    booking = apply_for(training)
    actions.cancel(booking_id=booking.pk)

    text = press(staff_client, "restore", booking, attendees=[booking.attendees.get().pk])

    assert "復活させました。" in text
    assert statuses(training) == ["confirmed"]


def test_restore_above_capacity_needs_a_tick(staff_client, django_capture_on_commit_callbacks):
    training = factories.make_training(capacity=1)
    booking = apply_for(training)
    apply_for(training)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cancel(booking_id=booking.pk)
    attendee = booking.attendees.get().pk

    refused = press(staff_client, "restore", booking, attendees=[attendee])
    after_refusal = statuses(training)
    done = press(staff_client, "restore", booking, attendees=[attendee], above_capacity="on")

    assert "定員を超えてよければ、印をつけてください" in refused
    assert after_refusal == ["cancelled", "confirmed"]
    assert "定員を超えて復活させました" in done
    assert statuses(training) == ["confirmed", "confirmed"]


def test_restore_of_a_live_booking_is_not_offered(staff_client):
    booking = apply_for(factories.make_training())

    assert "いまはできません" in staff_client.get(url("restore", booking)).content.decode()


def test_promote_by_hand_above_capacity_needs_a_tick(staff_client):
    training = factories.make_training(capacity=1)
    apply_for(training)
    waiting = apply_for(training)

    refused = press(staff_client, "promote", waiting)
    done = press(staff_client, "promote", waiting, above_capacity="on")

    assert "席が足りません" in refused
    assert "席を決めました" in done
    assert statuses(training) == ["confirmed", "confirmed"]


def test_promote_what_a_colleague_has_promoted_says_so(staff, staff_client):
    training = factories.make_training(capacity=0)
    waiting = apply_for(training)
    actions.promote_by_hand(booking_id=waiting.pk, by=staff, above_capacity=True)

    text = press(staff_client, "promote", waiting, above_capacity="on")

    assert "もう別の職員または本人が決めています" in text
    assert JournalEntry.objects.filter(verb="promoted_by_staff").count() == 1


def test_move_to_another_kind_of_place(staff_client):
    training = factories.make_training()
    online = factories.make_place_kind(training, 1, kind="online")
    booking = apply_for(training)

    text = press(staff_client, "move", booking, place_kind=online.pk)

    assert "参加のしかたを「オンライン」に変えました" in text
    booking.refresh_from_db()
    assert booking.place_kind == online


def test_move_to_a_full_kind_of_place_is_refused_and_keeps_the_choice(staff_client):
    training = factories.make_training()
    online = factories.make_place_kind(training, 0, kind="online")
    booking = apply_for(training)

    text = press(staff_client, "move", booking, place_kind=online.pk)

    assert "席が足りません" in text
    assert re.search(rf'value="{online.pk}"[^>]* checked', text)
    booking.refresh_from_db()
    assert booking.place_kind != online


def test_move_to_another_occasions_place_is_refused(staff_client):
    booking = apply_for(factories.make_training())
    elsewhere = factories.make_training().place_kinds.get()

    press(staff_client, "move", booking, place_kind=elsewhere.pk)

    booking.refresh_from_db()
    assert booking.place_kind != elsewhere


def details(booking, **changes):
    first = booking.attendees.get(position=1).pk
    data = {"revision": booking.revision, "helpers": "0", "note": "", f"age_band_{first}": ""}
    return {**data, f"affiliation_{first}": "", **changes}


def test_edit_corrects_details_and_keeps_the_seat(staff_client):
    training = factories.make_training(accommodations=["childcare", "wheelchair"])
    booking = apply_for(training, accommodations=[("childcare", "二歳")])
    first = booking.attendees.get()

    staff_client.post(
        url("edit", booking),
        details(
            booking, helpers="2", note="一行目\n二行目", accommodations=["wheelchair"], text_wheelchair="電動"
        )
        | {f"affiliation_{first.pk}": "民生委員", f"age_band_{first.pk}": "60s"},
    )

    booking.refresh_from_db()
    first.refresh_from_db()
    assert (booking.helpers, booking.note, booking.status) == (2, "一行目\n二行目", "confirmed")
    assert (first.affiliation, first.age_band) == ("民生委員", "60s")
    assert list(AccommodationRequest.objects.values_list("kind", "text")) == [("wheelchair", "電動")]


def test_edit_from_a_stale_page_shows_both_values_and_then_saves(staff_client):
    booking = apply_for(factories.make_training())
    old = details(booking, helpers="1", note="わたしの")
    Booking.objects.update(helpers=3, note="同僚の", revision=5)

    refused = staff_client.post(url("edit", booking), old).content.decode()
    booking.refresh_from_db()
    between = booking.note
    staff_client.post(url("edit", booking), old | {"revision": "5"})

    assert "ほかの職員が先に変更しました" in refused
    assert "保存されている値：3人 ／ 入力した値：1人" in refused
    assert "保存されている値：同僚の ／ 入力した値：わたしの" in refused
    assert 'name="revision" value="5"' in refused
    assert between == "同僚の"
    booking.refresh_from_db()
    assert (booking.helpers, booking.note) == (1, "わたしの")


def test_edit_without_a_change_raises_no_revision(staff_client):
    booking = apply_for(factories.make_training())

    staff_client.post(url("edit", booking), details(booking))

    assert Booking.objects.get().revision == booking.revision


def test_buttons_of_a_cancelled_occasion_do_not_move_seats(staff, staff_client):
    training = factories.make_training(capacity=0)
    booking = apply_for(training)
    actions.cancel_occasion(occasion_id=training.pk, reason="雪", by=staff, revision=training.revision)

    text = press(staff_client, "promote", booking, above_capacity="on")

    assert "中止または終了した研修・催しのため" in text
    assert statuses(training) == ["waitlisted"]


def test_booking_list_finds_over_all_occasions(staff_client):
    wanted = apply_for(factories.make_training(), people=[person("髙橋 花", kana="タカハシ ハナ")])
    apply_for(factories.make_event())

    page = staff_client.get(reverse("admin:bookings_booking_changelist"), {"q": "たかはし"})

    assert [b.pk for b in page.context["cl"].result_list] == [wanted.pk]
    assert url("change", wanted) in page.content.decode()
    assert staff_client.get(url("change", wanted)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_booking_list_costs_the_same_for_any_number_of_rows(rows, manager_client, django_assert_num_queries):
    training = factories.make_training()
    for _ in range(rows):
        apply_for(training)

    # session, user; count of the rows, the rows with contact and occasion
    with django_assert_num_queries(4):
        manager_client.get(reverse("admin:bookings_booking_changelist"))


def test_booking_page_shows_notes_about_everybody_of_the_party(staff, staff_client):
    booking = apply_for(factories.make_training(), size=2)
    for attendee in booking.attendees.all():
        PersonNote.objects.create(person=attendee.person, text=f"伝言その{attendee.position}", by=staff)
    PersonNote.objects.create(person=factories.make_person(), text="ほかの人への伝言", by=staff)

    page = page_of(staff_client, booking)

    assert [text in page for text in ("伝言その1", "伝言その2", "ほかの人への伝言")] == [True, True, False]
