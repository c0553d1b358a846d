"""What the office does about a worry, one rule at a time."""

import datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.duties import duties_of
from portal.correspondence.actions import record_try
from portal.correspondence.models import CallListLine, CallTry, Message
from portal.people.merging import merge_people
from supporters.concerns import actions
from supporters.concerns.duties import move_concerns, open_concerns_of
from supporters.concerns.errors import (
    ConcernChangedMeanwhile,
    ConcernIsClosed,
    ConcernIsOpen,
    HandedToMissing,
    NobodyToAnswer,
    SameStandIn,
    TextMissing,
)
from supporters.models import Concern, ConcernStep
from tests.factories import make_person, make_user
from tests.supporters.concerns import make_call, make_concern

pytestmark = pytest.mark.django_db


def verbs(concern):
    return list(concern.steps.values_list("verb", flat=True))


def fresh(concern):
    return Concern.objects.get(pk=concern.pk)


def test_first_reading_is_recorded_once(staff):
    concern = make_concern()

    actions.mark_read(concern_id=concern.pk, by=staff)
    actions.mark_read(concern_id=concern.pk, by=make_user())

    assert fresh(concern).first_read_by == staff
    assert verbs(concern) == ["received", "read"]


def test_what_staff_were_told_is_read_already(staff):
    concern = make_concern(by=staff, channel="phone")

    assert (concern.first_read_by, concern.entered_by, concern.channel) == (staff, staff, "phone")
    assert not Concern.objects.late(timezone.now() + datetime.timedelta(days=30)).exists()


def test_taking_makes_an_owner_and_no_second_one(staff):
    concern = make_concern()

    actions.take(concern_id=concern.pk, by=staff, revision=0)
    with pytest.raises(ConcernChangedMeanwhile):
        actions.take(concern_id=concern.pk, by=make_user(), revision=0)

    concern = fresh(concern)
    assert (concern.owner, concern.state, concern.revision) == (staff, "in_hand", 1)


def test_stand_in_who_takes_it_stands_in_no_more(staff):
    concern = make_concern()
    actions.assign(concern_id=concern.pk, owner=make_user(), stand_in=staff, by=staff, revision=0)

    actions.take(concern_id=concern.pk, by=staff, revision=1)

    assert (fresh(concern).owner, fresh(concern).stand_in) == (staff, None)


def test_owner_does_not_stand_in_for_themselves(staff):
    concern = make_concern()

    with pytest.raises(SameStandIn):
        actions.assign(concern_id=concern.pk, owner=staff, stand_in=staff, by=staff, revision=0)
    with pytest.raises(IntegrityError, match="concern_stand_in_is_another"), transaction.atomic():
        Concern.objects.update(owner=staff, stand_in=staff)


def test_note_needs_words_and_stays_in_the_office(staff):
    concern = make_concern()

    with pytest.raises(TextMissing):
        actions.note(concern_id=concern.pk, text=" \n", by=staff)
    actions.note(concern_id=concern.pk, text="民生委員に聞く", by=staff)

    assert verbs(concern) == ["received", "noted"]
    assert not concern.answers.exists()


def test_telephone_call_keeps_only_that_they_spoke_and_who_took_over(staff):
    concern = make_call()

    actions.record_call(
        concern_id=concern.pk,
        by=staff,
        revision=0,
        handed_to="見本地域包括支援センター",
        reference="R8-12",
    )

    concern = fresh(concern)
    assert (concern.state, concern.handed_to, concern.handed_reference) == (
        "handed_over",
        "見本地域包括支援センター",
        "R8-12",
    )
    assert (concern.what, concern.is_unanswered, concern.owner) == ("", False, staff)
    assert verbs(concern) == ["received", "spoke", "handed_over"]
    assert CallListLine.objects.get().state == "withdrawn"


def test_call_made_from_the_call_list_counts_too(staff):
    concern = make_call()

    record_try(line=CallListLine.objects.get(), result=CallTry.Result.SPOKE, by=staff)

    concern = fresh(concern)
    assert (concern.state, concern.is_unanswered) == ("in_hand", False)
    assert verbs(concern) == ["received", "spoke"]
    assert Message.objects.get().told_by == staff


def test_closing_takes_a_wish_to_be_called_off_the_list(staff):
    concern = make_call()

    actions.close(concern_id=concern.pk, outcome="other", by=staff, revision=0)

    assert CallListLine.objects.get().state == "withdrawn"


def test_handing_over_names_somebody(staff):
    concern = make_concern()

    with pytest.raises(HandedToMissing):
        actions.hand_over(concern_id=concern.pk, handed_to=" ", reference="1", by=staff, revision=0)
    actions.hand_over(concern_id=concern.pk, handed_to="見本センター", reference="", by=staff, revision=0)

    assert fresh(concern).state == "handed_over"
    with pytest.raises(IntegrityError, match="concern_handed_to_somebody"), transaction.atomic():
        Concern.objects.update(handed_to="")


def test_waiting_says_for_what(staff):
    concern = make_concern()

    with pytest.raises(TextMissing):
        actions.wait(concern_id=concern.pk, text="", by=staff, revision=0)
    actions.wait(concern_id=concern.pk, text="訪問の結果", by=staff, revision=0)

    assert (fresh(concern).state, fresh(concern).owner) == ("waiting", staff)


def test_closed_worry_is_left_alone_until_it_is_begun_again(staff):
    concern = make_concern(reporter={"telephone": "0857000001", "answer_wish": "telephone"})
    actions.close(concern_id=concern.pk, outcome="reached", by=staff, revision=0, text="会えた")

    closed = fresh(concern)
    assert (closed.state, closed.outcome) == ("closed", "reached")
    assert closed.closed_at is not None
    assert not closed.is_unanswered
    with pytest.raises(ConcernIsClosed):
        actions.take(concern_id=concern.pk, by=staff, revision=1)
    actions.reopen(concern_id=concern.pk, by=staff, revision=1)
    with pytest.raises(ConcernIsOpen):
        actions.reopen(concern_id=concern.pk, by=staff, revision=2)
    again = fresh(concern)
    assert (again.state, again.outcome, again.closed_at, again.is_unanswered) == ("in_hand", "", None, True)
    with pytest.raises(IntegrityError, match="concern_closed_has_an_outcome"), transaction.atomic():
        Concern.objects.update(state="closed")


@pytest.mark.parametrize("reporter", [{}, {"name": "秘密 花子"}, {"telephone": "0857000001"}])
def test_nobody_is_answered_who_did_not_wish_it(reporter, staff):
    concern = make_concern(reporter=reporter)

    with pytest.raises(NobodyToAnswer):
        actions.answer(concern_id=concern.pk, text="ありがとうございます", by=staff, revision=0)

    assert not Message.objects.exists()


def test_supporter_who_must_not_be_contacted_is_not_answered(staff):
    person = make_person(do_not_contact=True)
    concern = make_concern(reporter={"telephone": "0857000001", "answer_wish": "telephone"}, person=person)

    with pytest.raises(NobodyToAnswer):
        actions.answer(concern_id=concern.pk, text="ありがとうございます", by=staff, revision=0)


def test_order_of_the_inbox_puts_late_urgent_and_unanswered_first(staff):
    now = timezone.now()
    ago = [now - datetime.timedelta(days=days) for days in (40, 30, 20, 10, 5)]
    noted = make_concern(received_at=ago[0])
    waiting = make_concern(
        received_at=ago[1], reporter={"telephone": "0857000001", "answer_wish": "telephone"}
    )
    urgent = make_concern(received_at=ago[2], urgency="today")
    late = make_concern(received_at=ago[3])
    for concern in (noted, waiting, urgent):
        actions.mark_read(concern_id=concern.pk, by=staff)
        actions.take(concern_id=concern.pk, by=staff, revision=0)
    new = make_concern(received_at=ago[4])
    actions.mark_read(concern_id=new.pk, by=staff)

    assert list(Concern.objects.still_open().in_order(now)) == [late, urgent, waiting, new, noted]
    assert list(Concern.objects.late(now)) == [late]


def test_everything_open_moves_to_somebody_else(staff):
    leaver, successor = make_user(), make_user()
    owned, stood_in, both, closed, others = (make_concern() for _ in range(5))
    for concern, owner, stand_in in (
        (owned, leaver, None),
        (stood_in, staff, leaver),
        (both, leaver, successor),
        (closed, leaver, None),
        (others, staff, None),
    ):
        actions.assign(concern_id=concern.pk, owner=owner, stand_in=stand_in, by=staff, revision=0)
    actions.close(concern_id=closed.pk, outcome="other", by=staff, revision=1)

    assert set(open_concerns_of(leaver)) == {owned, stood_in, both}
    ((kind, rows),) = duties_of(leaver)
    assert kind.name == "concerns"
    number = f"{owned.receipt_number[:4]}-{owned.receipt_number[4:]}"
    assert (rows[0].title, rows[0].since) == (f"受付番号 {number}（対応中）", timezone.localdate())
    assert len(rows) == 3
    assert move_concerns(from_user=leaver, to_user=successor, by=staff) == 3
    assert move_concerns(from_user=leaver, to_user=successor, by=staff) == 0
    assert move_concerns(from_user=successor, to_user=successor, by=staff) == 0

    found = {c.pk: (c.owner, c.stand_in) for c in Concern.objects.select_related("owner", "stand_in")}
    assert found == {
        owned.pk: (successor, None),
        stood_in.pk: (staff, successor),
        both.pk: (successor, None),
        closed.pk: (leaver, None),
        others.pk: (staff, None),
    }


def test_merged_supporter_keeps_the_worries_they_told_of(staff):
    keep, drop = make_person(), make_person()
    concern = make_concern(person=drop)

    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=staff)

    concern.reporter.refresh_from_db()
    assert concern.reporter.person == keep


def test_number_of_a_worry_is_all_that_logs_learn():
    concern = make_concern(what="秘密")

    assert str(concern) == f"#{concern.pk}"
    assert {str(step) for step in ConcernStep.objects.all()} == {f"#{concern.steps.get().pk}"}
    with pytest.raises(ObjectDoesNotExist):
        concern.reporter  # noqa: B018
