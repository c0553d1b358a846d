"""What an organisation that pauses or ends leaves behind: needs, answers, and its word to come to a meeting."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs import actions as organisation_actions
from platform_orgs.meetings import actions as meetings
from platform_orgs.models import Membership, Need, Organisation
from platform_orgs.needs import actions
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests import factories
from tests.platform_orgs.needing import answered, opened, writing

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 4, 1)


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


@pytest.fixture
def response(organisation, org_manager, neighbour_org, org_neighbour):
    return answered(opened(organisation, org_manager), neighbour_org, org_neighbour)


def suspend(organisation, staff):
    organisation_actions.suspend(organisation_id=organisation.pk, on=DAY, reason="事務所の火事", by=staff)


def told(kind):
    """Who was told of one kind, with the mails that would go out."""
    found = Message.objects.filter(kind=f"platform_orgs.{kind}")
    places = [Membership.objects.get(person=message.recipient).organisation.slug for message in found]
    return places, [render(message).mail for message in found]


@pytest.mark.parametrize(("pauses", "hears"), [("mihon", "tonari"), ("tonari", "mihon")])
def test_pause_is_told_to_the_other_side_in_neutral_words(pauses, hears, response, staff):
    suspend(Organisation.objects.get(slug=pauses), staff)

    places, mails = told("need_paused")

    assert places == [hears]
    assert "しばらくお休みします" in mails[0]
    assert "火事" not in mails[0]
    assert "灯油" not in mails[0]


def test_pause_that_is_over_is_told_nobody_any_more(response, organisation, staff):
    suspend(organisation, staff)
    organisation_actions.revive(organisation_id=organisation.pk, by=staff)

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(kind="platform_orgs.need_paused"))


def test_need_of_a_paused_organisation_rests(
    response, organisation, org_neighbour_client, staff_client, staff
):
    need = response.need
    url = f"/platform/needs/{need.slug}/"
    assert need.title in org_neighbour_client.get("/platform/needs/").content.decode()
    suspend(organisation, staff)

    for query in ("", "?state=open"):
        assert need.title not in org_neighbour_client.get(f"/platform/needs/{query}").content.decode()
    everything = org_neighbour_client.get("/platform/needs/?state=all").content.decode()
    assert need.title in everything
    assert '<span class="chip chip--closed">休止中</span>' in everything
    assert '<span class="chip chip--open">' not in org_neighbour_client.get(url).content.decode()
    assert "休止中" in staff_client.get("/admin/platform_orgs/need/").content.decode()
    assert not Need.objects.waiting_for_answers(timezone.now()).exists()


def test_expired_need_ends_with_its_organisation(response, organisation, staff):
    Need.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    actions.warn_and_expire()

    organisation_actions.end(
        organisation_id=organisation.pk, state="left", on=DAY, reason="担い手がいない", by=staff
    )

    need = Need.objects.get()
    assert (need.state, need.outcome) == ("closed", "not")
    assert told("need_ended_by_poster")[0] == ["tonari"]


def test_office_that_takes_a_need_to_itself_tells_who_has_answered(response, staff):
    need = response.need
    values = {"until": need.until, "audience": "office"}

    for _ in range(2):
        need.refresh_from_db()
        actions.save_need(
            need_id=need.pk,
            writing=writing(**values),
            seen_revision=need.revision,
            by=staff,
            as_office=True,
            is_confirmed=True,
        )

    places, mails = told("need_office_only")
    assert places == ["tonari"]
    assert "事務局だけで扱う" in mails[0]


def test_organisation_that_ended_no_longer_comes_to_what_is_ahead(
    organisation, neighbour_org, org_neighbour_client, staff, staff_client
):
    ahead = factories.make_meeting(slug="ahead")
    for own, people in ((organisation, 3), (neighbour_org, 2)):
        meetings.reply(
            meeting_id=ahead.pk, organisation_id=own.pk, answer="comes", people=people, note="", by=staff
        )
    pages = {
        org_neighbour_client: "/platform/meetings/ahead/",
        staff_client: f"/admin/platform_orgs/meeting/{ahead.pk}/",
    }
    for client, url in pages.items():
        assert "見本の会" in client.get(url).content.decode()

    organisation_actions.end(organisation_id=organisation.pk, state="left", on=DAY, reason="解散", by=staff)

    counted = [(reply.organisation, reply.people) for reply in ahead.replies.all().counting()]
    assert counted == [(neighbour_org, 2)]
    assert "見本の会" not in org_neighbour_client.get(pages[org_neighbour_client]).content.decode()
    type(ahead).objects.update(
        starts_at=timezone.now() - datetime.timedelta(hours=3),
        ends_at=timezone.now() - datetime.timedelta(hours=1),
    )
    assert ahead.replies.all().counting().count() == 2
