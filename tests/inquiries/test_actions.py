"""What the office does about an inquiry, and how its answer travels."""

import pytest
from django.utils import timezone

from portal.correspondence.actions import record_try
from portal.correspondence.call_list import calls, withdraw_overtaken
from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail, PaperItem
from portal.correspondence.outbox import send_due
from portal.inquiries import actions
from portal.inquiries.duties import duties
from portal.inquiries.errors import (
    InquiryChangedMeanwhile,
    InquiryIsOpen,
    InquiryIsOver,
    NoAnswerWished,
    TextMissing,
)
from portal.inquiries.models import Inquiry
from portal.inquiries.retention import forget_inquiry
from portal.people.models import Person
from tests.factories import local, make_inquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

MAIL = {"answer_wish": "mail", "email": "a@example.com", "telephone": "0857000009"}
CALL = {"answer_wish": "telephone", "telephone": "0857000001", "best_time": "平日の朝"}


def steps(inquiry):
    return list(inquiry.steps.values_list("verb", flat=True))


def answer(inquiry, staff, **more):
    return actions.answer(inquiry_id=inquiry.pk, text="土曜もあります。", by=staff, revision=0, **more)


def test_answer_by_mail_has_a_neutral_subject_and_never_the_question(staff, mailoutbox):
    inquiry = make_inquiry(body="夜ねむれません", **MAIL)

    answer(inquiry, staff)
    inquiry.refresh_from_db()
    before = inquiry.state
    send_due()

    mail = mailoutbox[0]
    assert (mail.subject, mail.to) == ("お返事のお知らせ", ["a@example.com"])
    assert mail.body.startswith("見本 花子 様\n")
    assert "土曜もあります。" in mail.body
    assert "ねむれ" not in mail.body
    inquiry.refresh_from_db()
    assert (before, inquiry.state, inquiry.owner) == ("in_hand", "answered", staff)
    assert steps(inquiry) == ["answered", "told"]


def test_answer_by_telephone_stands_on_the_call_list_with_what_to_mind(staff):
    inquiry = make_inquiry(no_office_name=True, no_voice_message=True, **CALL)

    answer(inquiry, staff)

    line = CallListLine.objects.get()
    call = calls([line])[0]
    assert "市役所と名のらず、かける人の名前だけを言います。留守番電話には残しません。" in call.text
    assert "つながりやすい時間：平日の朝" in call.text
    assert "「土曜もあります。」" in call.text
    assert (call.person.telephone, call.person.no_voice_message) == ("0857000001", True)
    assert call.page == f"/admin/inquiries/inquiry/{inquiry.pk}/"
    record_try(line=line, result=CallTry.Result.SPOKE, by=staff)
    inquiry.refresh_from_db()
    assert inquiry.state == "answered"


@pytest.mark.parametrize(
    ("wish", "medium"),
    [
        ({"answer_wish": "fax", "fax": "0857000002"}, "fax"),
        ({"answer_wish": "letter", "postal_code": "6800000", "address": "見本町1"}, "letter"),
    ],
)
def test_answer_on_paper_waits_to_be_printed(staff, wish, medium):
    answer(make_inquiry(**wish), staff)

    assert PaperItem.objects.get().medium == medium


def test_record_of_the_writer_holds_the_wished_way_alone_and_is_in_no_list(staff, staff_client):
    inquiry = make_inquiry(**MAIL)
    answer(inquiry, staff)

    person = Person.objects.get()

    assert (person.email, person.telephone, person.is_contact_only) == ("a@example.com", "", True)
    assert "見本 花子" not in staff_client.get("/admin/people/person/").content.decode()


def test_answer_that_was_told_already_is_only_recorded(staff):
    inquiry = make_inquiry(**CALL)

    answer(inquiry, staff, told=True)

    inquiry.refresh_from_db()
    assert (inquiry.state, CallListLine.objects.count()) == ("answered", 0)
    assert steps(inquiry) == ["answered", "told"]


def test_closing_takes_back_what_was_not_told(staff):
    inquiry = make_inquiry(**CALL)
    answer(inquiry, staff)

    actions.close(inquiry_id=inquiry.pk, by=staff, revision=1, text="本人から取り下げ")

    assert Message.objects.get().withdrawn_at is not None
    assert CallListLine.objects.get().state == "withdrawn"
    assert withdraw_overtaken() == 0
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.steps.last().note) == ("closed", "本人から取り下げ")


def test_reopened_inquiry_can_be_answered_once_more(staff):
    inquiry = make_inquiry(**MAIL)
    actions.close(inquiry_id=inquiry.pk, by=staff, revision=0)

    actions.reopen(inquiry_id=inquiry.pk, by=staff, revision=1)
    actions.answer(inquiry_id=inquiry.pk, text="おくれました", by=staff, revision=2)

    assert OutboxMail.objects.get().state == "queued"
    assert steps(inquiry) == ["closed", "reopened", "answered"]


def test_presses_that_do_not_fit_are_refused(staff):
    silent, open_one = make_inquiry(), make_inquiry(**MAIL)

    with pytest.raises(NoAnswerWished):
        answer(silent, staff)
    with pytest.raises(TextMissing):
        actions.answer(inquiry_id=open_one.pk, text=" \n", by=staff, revision=0)
    with pytest.raises(TextMissing):
        actions.note(inquiry_id=open_one.pk, text=" ", by=staff)
    with pytest.raises(InquiryIsOpen):
        actions.reopen(inquiry_id=open_one.pk, by=staff, revision=0)
    with pytest.raises(InquiryChangedMeanwhile):
        actions.take(inquiry_id=open_one.pk, by=staff, revision=5)
    actions.close(inquiry_id=silent.pk, by=staff, revision=0)
    for action in (actions.take, actions.close):
        with pytest.raises(InquiryIsOver):
            action(inquiry_id=silent.pk, by=staff, revision=1)
    assert (Message.objects.count(), Person.objects.count(), steps(open_one)) == (0, 0, [])


def test_inquiries_pass_to_another_and_are_named_by_number_alone(staff, manager):
    inquiry = make_inquiry()
    actions.take(inquiry_id=inquiry.pk, by=staff, revision=0)
    over = make_inquiry()
    actions.take(inquiry_id=over.pk, by=staff, revision=0)
    actions.close(inquiry_id=over.pk, by=staff, revision=1)

    titles = [(duty.title, duty.url) for duty in duties(staff)]
    moved = [actions.move_inquiries(from_user=staff, to_user=manager, by=manager) for _ in range(2)]

    assert titles == [(f"お問い合わせ#{inquiry.pk}（対応中）", f"/admin/inquiries/inquiry/{inquiry.pk}/")]
    assert moved == [1, 0]
    assert Inquiry.objects.get(pk=inquiry.pk).owner == manager
    assert steps(inquiry) == ["taken", "handed"]


def test_inbox_order_is_late_then_unanswered_then_the_longest_waiting(staff):
    now = local(2026, 11, 24, 10)
    fresh = make_inquiry(received_at=local(2026, 11, 24, 9))
    late = make_inquiry(received_at=local(2026, 11, 18, 9))
    taken = make_inquiry(received_at=local(2026, 11, 17, 9))
    actions.take(inquiry_id=taken.pk, by=staff, revision=0)
    waits = make_inquiry(received_at=local(2026, 11, 24, 8), **MAIL)
    actions.take(inquiry_id=waits.pk, by=staff, revision=0)

    assert list(Inquiry.objects.still_open().in_order(now)) == [late, waits, fresh, taken]


def test_forgetting_leaves_neither_the_writer_nor_what_was_said(staff):
    inquiry = make_inquiry(**MAIL)
    answer(inquiry, staff, told=True)

    forget_inquiry(Inquiry.objects.get())

    assert (Inquiry.objects.count(), Person.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_reading_counts_once(staff, manager):
    inquiry = make_inquiry()

    actions.mark_read(inquiry_id=inquiry.pk, by=staff)
    actions.mark_read(inquiry_id=inquiry.pk, by=manager)

    inquiry.refresh_from_db()
    assert inquiry.first_read_at <= timezone.now()
    assert list(inquiry.steps.values_list("verb", "actor")) == [("read", staff.pk)]
