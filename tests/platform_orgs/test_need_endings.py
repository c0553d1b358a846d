"""A need ends by its date, or with the organisation that posted or answered it."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs import actions as organisation_actions
from platform_orgs.errors import (
    NeedLastsLong,
    NeedRests,
)
from platform_orgs.models import Need, Response, ResponseMessage
from platform_orgs.needs import actions
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests import factories
from tests.platform_orgs.needing import answered, end, opened, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

Side = ResponseMessage.Side


# --- time -----------------------------------------------------------------------------------------------------


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


# --- the end of an organisation -------------------------------------------------------------------------------


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

    say(response, Side.RESPONDER, org_neighbour)
    third = factories.make_organisation()
    with pytest.raises(NeedRests):
        actions.answer(need_id=need.pk, organisation_id=third.pk, text="できます。", by=staff, as_office=True)

    assert Message.objects.count() == told
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(kind="platform_orgs.need_answered"))
