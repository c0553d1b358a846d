"""Members and the office answer needs, talk, decide, and record what came of it."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs.errors import (
    AnsweredAlready,
    LooksIdentifying,
    NeedHasEnded,
    NeedTakesNoAnswers,
    NothingToRead,
    NotTakingPart,
    OwnNeed,
    ReasonMissing,
    ResponseNotShown,
    ResponseWithdrawn,
    TextMissing,
    ThreadIsOver,
)
from platform_orgs.models import Need, Response, ResponseMessage
from platform_orgs.needs import actions
from portal.correspondence.models import Message
from tests import factories
from tests.platform_orgs.needing import answered, reads_last, say, show

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

Side = ResponseMessage.Side


def test_first_message_is_read_by_the_office_before_the_poster_sees_anything(
    need, organisation, neighbour_org, org_neighbour, told
):
    told()
    response = answered(need, neighbour_org, org_neighbour, shown=False)
    say(response, Side.RESPONDER, org_neighbour, "もう一つ。")

    assert not Response.objects.visible_to(organisation).exists()
    assert set(Response.objects.visible_to(neighbour_org)) == {response}
    assert set(Need.objects.wanting_office()) == {need}
    assert told() == []
    with pytest.raises(ResponseNotShown):
        actions.accept(response_id=response.pk, by=org_neighbour)
    with pytest.raises(ResponseNotShown):
        say(response, Side.POSTER, org_neighbour)

    show(response)
    assert set(Response.objects.visible_to(organisation)) == {response}
    assert response.messages.filter(shown_at=None).count() == 0
    assert not Need.objects.wanting_office().exists()
    assert told() == [("answered", "mihon")]
    with pytest.raises(NothingToRead):
        show(response)


def test_what_was_written_after_staff_looked_is_not_shown_with_it(need, neighbour_org, org_neighbour, staff):
    response = answered(need, neighbour_org, org_neighbour, shown=False)
    seen = response.messages.get()
    later = say(response, Side.RESPONDER, org_neighbour, "あとから。")

    actions.show_messages(response_id=response.pk, seen_id=seen.pk, by=staff)

    later.refresh_from_db()
    assert later.shown_at is None


def test_message_sent_back_is_seen_by_its_writer_alone(
    need, organisation, neighbour_org, org_neighbour, staff, told
):
    response = answered(need, neighbour_org, org_neighbour, shown=False)
    told()
    message = response.messages.get()
    send_back = {"response_id": response.pk, "seen_id": message.pk, "by": staff}

    with pytest.raises(ReasonMissing):
        actions.send_message_back(**send_back, remark="")
    actions.send_message_back(**send_back, remark="名前を消してください")
    with pytest.raises(NothingToRead):
        actions.send_message_back(**send_back, remark="もう一度")

    assert told() == [("message_sent_back", "tonari")]
    assert not Response.objects.visible_to(organisation).exists()
    say(response, Side.RESPONDER, org_neighbour, "書き直しました。")
    show(response)
    assert set(response.messages.filter(shown_at__isnull=False).values_list("text", flat=True)) == {
        "書き直しました。"
    }


def test_office_that_does_not_read_first_lets_answers_through(
    need, organisation, neighbour_org, org_neighbour
):
    reads_last()

    response = answered(need, neighbour_org, org_neighbour, shown=False)

    assert set(Response.objects.visible_to(organisation)) == {response}


def test_answer_is_refused_in_words(need, organisation, org_manager, neighbour_org, org_neighbour, response):
    def answer(organisation, **changes):
        values = {"need_id": need.pk, "text": "できます。", "by": org_neighbour} | changes
        return actions.answer(organisation_id=organisation.pk, **values)

    third = factories.make_organisation()
    resting = factories.make_organisation(state="suspended")
    for who, changes, error in (
        (organisation, {}, OwnNeed),
        (neighbour_org, {}, AnsweredAlready),
        (resting, {}, NotTakingPart),
        (third, {"text": "  "}, TextMissing),
        (third, {"text": "090-0000-0001まで"}, LooksIdentifying),
        (third, {"need_id": factories.make_need(state="expired").pk}, NeedTakesNoAnswers),
        (third, {"need_id": factories.make_need(state="closed", outcome="helped").pk}, NeedTakesNoAnswers),
        (third, {"need_id": factories.make_need(audience="office").pk}, NeedTakesNoAnswers),
        (
            third,
            {"need_id": factories.make_need(until=timezone.localdate() - datetime.timedelta(days=1)).pk},
            NeedTakesNoAnswers,
        ),
    ):
        with pytest.raises(error):
            answer(who, **changes)
    assert Response.objects.count() == 1
    assert answer(third, text="090-0000-0001まで", is_confirmed=True).messages.get().pattern_confirmed


def test_same_key_is_one_answer_and_one_message(need, neighbour_org, org_neighbour):
    keyed = {"by": org_neighbour, "text": "できます。", "submission_key": "key"}

    responses = [actions.answer(need_id=need.pk, organisation_id=neighbour_org.pk, **keyed) for _ in range(2)]

    assert responses[0] == responses[1]
    for _ in range(2):
        actions.write_message(
            response_id=responses[0].pk, side=Side.RESPONDER, **keyed | {"submission_key": "other"}
        )
    assert ResponseMessage.objects.count() == 2


def test_other_side_is_told_once_a_day_until_it_answers(response, org_manager, org_neighbour, told):
    told()

    for _ in range(3):
        say(response, Side.POSTER, org_manager)
    say(response, Side.RESPONDER, org_neighbour)
    say(response, Side.POSTER, org_manager)

    assert told() == [("wrote", "tonari"), ("wrote", "mihon"), ("wrote", "tonari")]


def test_office_writes_in_a_thread_to_both(response, staff, told):
    told()

    message = say(response, Side.OFFICE, staff, as_office=True)

    assert message.organisation is None
    assert told() == [("wrote", "mihon"), ("wrote", "tonari")]


def test_waiting_for_is_the_side_that_heard_the_last_word(response, organisation, neighbour_org, org_manager):
    assert set(Response.objects.waiting_for(organisation)) == {response}
    assert not Response.objects.waiting_for(neighbour_org).exists()

    say(response, Side.POSTER, org_manager)

    assert not Response.objects.waiting_for(organisation).exists()
    assert set(Response.objects.waiting_for(neighbour_org)) == {response}


def test_what_is_said_to_the_office_waits_for_it(staff, neighbour_org, org_neighbour):
    need = factories.make_need()
    response = answered(need, neighbour_org, org_neighbour)

    assert set(Need.objects.wanting_office()) == {need}
    actions.write_message(
        response_id=response.pk, side=Side.POSTER, text="ありがとう。", by=staff, as_office=True
    )

    assert not Need.objects.wanting_office().exists()


def test_poster_decides_and_may_think_again(response, org_manager):
    before = Message.objects.latest("pk").pk

    for verb in (actions.decline, actions.accept, actions.accept, actions.decline):
        verb(response_id=response.pk, by=org_manager)

    assert Response.objects.get().state == "declined"
    assert list(Message.objects.filter(pk__gt=before).order_by("pk").values_list("kind", flat=True)) == [
        f"platform_orgs.need_{verb}" for verb in ("declined", "accepted", "declined")
    ]


def test_responder_withdraws_and_may_answer_anew(
    need, response, org_manager, neighbour_org, org_neighbour, told
):
    told()
    actions.accept(response_id=response.pk, by=org_manager)
    assert told() == [("accepted", "tonari")]

    for _ in range(2):
        actions.withdraw_response(response_id=response.pk, by=org_neighbour)
    assert told() == [("answer_withdrawn", "mihon")]
    with pytest.raises(ResponseWithdrawn):
        actions.accept(response_id=response.pk, by=org_manager)
    with pytest.raises(ThreadIsOver):
        say(response, Side.RESPONDER, org_neighbour)

    again = actions.answer(
        need_id=need.pk, organisation_id=neighbour_org.pk, text="またできます。", by=org_neighbour
    )
    assert (again.pk, again.state) == (response.pk, "offered")
    assert told() == [("answered", "mihon")]


def test_outcome_closes_without_any_step_before(need, response, org_manager, told):
    told()

    for _ in range(2):
        actions.close_need(need_id=need.pk, outcome="partly", note="灯油の半分", by=org_manager)

    need.refresh_from_db()
    assert (need.state, need.outcome, need.outcome_note) == ("closed", "partly", "灯油の半分")
    assert told() == [("ended", "tonari")]
    for late in (
        lambda: say(response, Side.POSTER, org_manager),
        lambda: actions.accept(response_id=response.pk, by=org_manager),
        lambda: actions.withdraw_response(response_id=response.pk, by=org_manager),
    ):
        with pytest.raises(ThreadIsOver):
            late()
    for late in (
        lambda: actions.renew_need(need_id=need.pk, by=org_manager),
        lambda: actions.withdraw_need(need_id=need.pk, by=org_manager),
    ):
        with pytest.raises(NeedHasEnded):
            late()


def test_outcome_can_be_corrected_without_telling_again(need, org_manager):
    actions.close_need(need_id=need.pk, outcome="not", by=org_manager)
    actions.close_need(need_id=need.pk, outcome="helped", by=org_manager)

    assert Need.objects.get().outcome == "helped"
    assert [v for v in need.steps.values_list("verb", flat=True) if v == "closed"] == ["closed"] * 2
