"""Members and the office answer needs, talk, decide, and record what came of it."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs import actions as organisation_actions
from platform_orgs.errors import (
    AnsweredAlready,
    LooksIdentifying,
    NeedHasEnded,
    NeedLastsLong,
    NeedRests,
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
from platform_orgs.models import Membership, Need, Organisation, Response, ResponseMessage
from platform_orgs.needs import actions
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from portal.errors import PortalError
from tests import factories
from tests.bookings.test_races import at_once
from tests.platform_orgs.needing import answered, opened, reads_last, show

pytestmark = pytest.mark.django_db

Side = ResponseMessage.Side


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


@pytest.fixture
def neighbour_org(org_neighbour):
    return Organisation.objects.get(slug="tonari")


@pytest.fixture
def need(organisation, org_manager):
    return opened(organisation, org_manager)


@pytest.fixture
def response(need, neighbour_org, org_neighbour):
    return answered(need, neighbour_org, org_neighbour)


@pytest.fixture
def told():
    """A function: kind and organisation of everything told since it was asked last."""
    seen = set()

    def since():
        messages = Message.objects.exclude(pk__in=seen).order_by("pk")
        return [_heard(message, seen) for message in messages if not message.kind.endswith(".ended")]

    return since


def _heard(message, seen):
    seen.add(message.pk)
    place = Membership.objects.get(person=message.recipient)
    assert "灯油" not in render(message).mail
    return message.kind.removeprefix("platform_orgs.need_"), place.organisation.slug


def write(response, side, by, text="いつがよいですか。", **how):
    return actions.write_message(response_id=response.pk, side=side, text=text, by=by, **how)


def test_first_message_is_read_by_the_office_before_the_poster_sees_anything(
    need, organisation, neighbour_org, org_neighbour, told
):
    told()
    response = answered(need, neighbour_org, org_neighbour, shown=False)
    write(response, Side.RESPONDER, org_neighbour, "もう一つ。")

    assert not Response.objects.visible_to(organisation).exists()
    assert set(Response.objects.visible_to(neighbour_org)) == {response}
    assert set(Need.objects.wanting_office()) == {need}
    assert told() == []
    with pytest.raises(ResponseNotShown):
        actions.accept(response_id=response.pk, by=org_neighbour)
    with pytest.raises(ResponseNotShown):
        write(response, Side.POSTER, org_neighbour)

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
    later = write(response, Side.RESPONDER, org_neighbour, "あとから。")

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
    write(response, Side.RESPONDER, org_neighbour, "書き直しました。")
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
        write(response, Side.POSTER, org_manager)
    write(response, Side.RESPONDER, org_neighbour)
    write(response, Side.POSTER, org_manager)

    assert told() == [("wrote", "tonari"), ("wrote", "mihon"), ("wrote", "tonari")]


def test_office_writes_in_a_thread_to_both(response, staff, told):
    told()

    message = write(response, Side.OFFICE, staff, as_office=True)

    assert message.organisation is None
    assert told() == [("wrote", "mihon"), ("wrote", "tonari")]


def test_waiting_for_is_the_side_that_heard_the_last_word(response, organisation, neighbour_org, org_manager):
    assert set(Response.objects.waiting_for(organisation)) == {response}
    assert not Response.objects.waiting_for(neighbour_org).exists()

    write(response, Side.POSTER, org_manager)

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
        write(response, Side.RESPONDER, org_neighbour)

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
        lambda: write(response, Side.POSTER, org_manager),
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


# --- time ---------------------------------------------------------------------------------------------------


def until(need, days):
    Need.objects.filter(pk=need.pk).update(until=timezone.localdate() + datetime.timedelta(days=days))


def test_need_warns_once_expires_and_is_renewed(need, org_manager, told):
    told()
    until(need, 7)
    assert actions.warn_and_expire() == 1
    assert actions.warn_and_expire() == 0
    assert told() == [("expiring", "mihon")]

    until(need, 0)
    assert actions.warn_and_expire() == 0
    until(need, -1)
    assert actions.warn_and_expire() == 1
    need.refresh_from_db()
    assert need.state == "expired"

    renewed = actions.renew_need(need_id=need.pk, by=org_manager)
    assert (renewed.state, renewed.warned_at) == ("open", None)
    assert renewed.until == timezone.localdate() + datetime.timedelta(days=91)
    with pytest.raises(NeedLastsLong):
        actions.renew_need(need_id=need.pk, by=org_manager)
    need.refresh_from_db()
    assert need.revision == renewed.revision


def test_need_far_from_its_end_is_left_alone(need):
    until(need, 8)

    assert actions.warn_and_expire() == 0


# --- the end of an organisation -----------------------------------------------------------------------------


def end(organisation, staff, successor=None):
    organisation_actions.end(
        organisation_id=organisation.pk,
        state="merged" if successor else "left",
        on=timezone.localdate(),
        reason="x",
        by=staff,
        successor_id=successor.pk if successor else None,
    )


def test_end_closes_what_was_asked_and_offered(
    need, response, organisation, org_manager, neighbour_org, org_neighbour, staff, told
):
    theirs = opened(neighbour_org, org_neighbour)
    offered = answered(theirs, organisation, org_manager)
    waiting = factories.make_need(organisation, state="received")
    old = factories.make_need(organisation, state="closed", outcome="helped")
    told()

    end(organisation, staff)

    states = dict(Need.objects.values_list("pk", "state"))
    assert states == {need.pk: "closed", theirs.pk: "open", waiting.pk: "withdrawn", old.pk: "closed"}
    offered.refresh_from_db()
    assert offered.state == "withdrawn"
    assert told() == [("ended_by_poster", "tonari"), ("answer_withdrawn", "tonari")]


def test_successor_takes_over_what_was_asked_and_offered(
    need, response, organisation, org_manager, neighbour_org, org_neighbour, staff, told
):
    heir = factories.make_membership(factories.make_organisation(slug="heir")).organisation
    theirs = opened(neighbour_org, org_neighbour)
    offered = answered(theirs, organisation, org_manager)
    told()

    end(organisation, staff, heir)

    need.refresh_from_db()
    offered.refresh_from_db()
    assert (need.organisation, need.state) == (heir, "open")
    assert (offered.organisation, offered.state) == (heir, "offered")
    assert offered.messages.get().organisation == organisation
    assert told() == [
        ("inherited", "heir"),
        ("handed_over", "tonari"),
        ("answer_inherited", "heir"),
        ("handed_over", "tonari"),
    ]


def test_nobody_answers_themselves_or_twice_by_succeeding(
    need, response, organisation, org_manager, neighbour_org, org_neighbour, staff
):
    theirs = opened(neighbour_org, org_neighbour)
    to_heir = answered(theirs, organisation, org_manager)
    third = opened(factories.make_organisation(), org_manager)
    twice = [answered(third, who, org_manager) for who in (organisation, neighbour_org)]

    end(organisation, staff, neighbour_org)

    assert [Response.objects.get(pk=r.pk).state for r in (response, to_heir, *twice)] == [
        "withdrawn", "withdrawn", "withdrawn", "offered",
    ]  # fmt: skip
    assert Need.objects.get(pk=need.pk).organisation == neighbour_org


def test_organisation_that_pauses_gets_and_is_told_nothing(
    need, response, organisation, org_neighbour, staff
):
    organisation_actions.suspend(
        organisation_id=organisation.pk, on=timezone.localdate(), reason="x", by=staff
    )
    told = Message.objects.count()

    write(response, Side.RESPONDER, org_neighbour)
    third = factories.make_organisation()
    with pytest.raises(NeedRests):
        actions.answer(need_id=need.pk, organisation_id=third.pk, text="できます。", by=staff, as_office=True)

    assert Message.objects.count() == told
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(kind="platform_orgs.need_answered"))


# --- real threads -------------------------------------------------------------------------------------------


def refused(job):
    def run():
        try:
            return job() and None
        except PortalError as error:
            return type(error).__name__

    return run


def cast():
    factories.make_office()
    poster, responder = (factories.make_membership() for _ in range(2))
    return poster, responder, opened(poster.organisation, poster.user)


@pytest.mark.django_db(transaction=True)
def test_accepting_while_it_is_withdrawn_ends_withdrawn():
    for _ in range(4):
        poster, responder, need = cast_again()
        response = answered(need, responder.organisation, responder.user)

        done = at_once(
            [
                refused(lambda r=response, p=poster: actions.accept(response_id=r.pk, by=p.user)),
                refused(
                    lambda r=response, o=responder: actions.withdraw_response(response_id=r.pk, by=o.user)
                ),
            ]
        )

        assert done in ([None, None], ["ResponseWithdrawn", None])
        assert Response.objects.get(pk=response.pk).state == "withdrawn"


def cast_again():
    from portal.office.models import Office

    Office.objects.all().delete()
    return cast()


@pytest.mark.django_db(transaction=True)
def test_closing_while_somebody_answers_leaves_no_answer_behind_the_end():
    for _ in range(4):
        poster, responder, need = cast_again()

        done = at_once(
            [
                refused(lambda n=need, p=poster: actions.close_need(need_id=n.pk, outcome="not", by=p.user)),
                refused(
                    lambda n=need, o=responder: actions.answer(
                        need_id=n.pk, organisation_id=o.organisation_id, text="できます。", by=o.user
                    )
                ),
            ]
        )

        assert done in ([None, None], [None, "NeedTakesNoAnswers"])
        assert Response.objects.filter(need=need).exists() is (done == [None, None])
        assert Need.objects.get(pk=need.pk).state == "closed"


@pytest.mark.django_db(transaction=True)
def test_answering_twice_at_once_is_one_answer():
    _poster, responder, need = cast_again()
    job = refused(
        lambda: actions.answer(
            need_id=need.pk, organisation_id=responder.organisation_id, text="できます。", by=responder.user
        )
    )

    done = at_once([job, job])

    assert sorted(done, key=str) == ["AnsweredAlready", None]
    assert ResponseMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ending_while_answering_does_not_lock_up():
    for _ in range(3):
        poster, responder, need = cast_again()
        staff = factories.make_user(is_staff=True)
        response = answered(need, responder.organisation, responder.user)

        done = at_once(
            [
                refused(lambda o=poster.organisation, s=staff: end(o, s) or True),
                refused(lambda o=responder.organisation, s=staff: end(o, s) or True),
                refused(lambda r=response, p=poster: write(r, Side.POSTER, p.user)),
            ]
        )

        assert done[:2] == [None, None]
        assert done[2] in (None, "ThreadIsOver", "NotTakingPart")
        assert Need.objects.get(pk=need.pk).state == "closed"
