"""What a page says is so: nothing waits, comes or is found that does not."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from platform_orgs import actions as organisations
from platform_orgs.actions.members import MOST_INVITATIONS_A_DAY
from platform_orgs.errors import NothingToRead, OfficeHasTakenOver, TooManyInvitations
from platform_orgs.home import waiting
from platform_orgs.models import Need, Response, ResponseMessage, Role
from platform_orgs.needs import actions
from tests import factories
from tests.platform_orgs.needing import answered, draft, send, writing

pytestmark = pytest.mark.django_db

Side = ResponseMessage.Side
DRAFT_TITLE = "まだ送っていない下書き"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def test_first_message_that_nobody_read_waits_no_more_once_the_need_is_closed(
    need, neighbour_org, org_neighbour, org_manager, staff_client
):
    response = answered(need, neighbour_org, org_neighbour, shown=False)
    assert list(Need.objects.wanting_office()) == [need]

    actions.close_need(need_id=need.pk, outcome=Need.Outcome.HELPED, by=org_manager)

    assert not Need.objects.wanting_office().exists()
    with pytest.raises(NothingToRead):
        actions.show_messages(
            response_id=response.pk, seen_id=response.messages.get().pk, by=factories.make_user(is_staff=True)
        )
    page = staff_client.get(reverse("admin:platform_orgs_need_page", args=[need.pk]))
    assert page.context["threads"][0]["waiting"] is None


def test_gathering_whose_last_day_has_passed_is_not_on_the_members_page(organisation, org_manager_client):
    today = timezone.localdate()
    factories.make_gathering(organisation, name="きょうまでの会", valid_until=today)
    factories.make_gathering(
        organisation, name="きのうまでの会", valid_until=today - datetime.timedelta(days=1)
    )

    content = org_manager_client.get("/platform/orgs/mihon/").content.decode()

    assert "きょうまでの会" in content
    assert "きのうまでの会" not in content


def test_directory_finds_by_public_resources_and_not_by_those_for_members(client):
    public, members = factories.make_organisation(name="米の会"), factories.make_organisation(name="車の会")
    factories.make_resource(public, title="お米を配れます")
    factories.make_resource(members, title="送迎の車を出せます", is_public=False)

    def found(word):
        return [o.name for o in client.get(f"/orgs/?q={word}").context["page_obj"]]

    assert found("お米を配れます") == ["米の会"]
    assert found("送迎の車") == []
    assert found("車の会") == ["車の会"]


def test_invitation_mails_of_a_day_have_a_limit_that_does_not_bind_the_office(organisation, org_manager):
    def invite(number, by=org_manager):
        organisations.invite(
            organisation_id=organisation.pk,
            person=factories.make_person(),
            email=f"new{number}@example.com",
            role=Role.EDITOR,
            by=by,
        )

    for number in range(MOST_INVITATIONS_A_DAY):
        invite(number)
    with pytest.raises(TooManyInvitations, match="招待のメールをもう10通送りました"):
        invite(98)
    organisation.invitations.update(created_at=timezone.now() - datetime.timedelta(days=1))
    invite(99)

    assert organisation.invitations.count() == MOST_INVITATIONS_A_DAY + 1


def test_staff_see_a_draft_of_a_member_only_once_it_was_sent(organisation, org_manager, staff_client):
    mine = draft(organisation, org_manager, title=DRAFT_TITLE)
    changelist = reverse("admin:platform_orgs_need_changelist")
    page = reverse("admin:platform_orgs_need_page", args=[mine.pk])
    edit = reverse("admin:platform_orgs_need_edit", args=[mine.pk])

    assert DRAFT_TITLE not in staff_client.get(changelist).content.decode()
    assert staff_client.get(page).status_code == staff_client.get(edit).status_code == 404

    send(mine, org_manager)
    assert DRAFT_TITLE in staff_client.get(changelist).content.decode()
    actions.send_need_back(need_id=mine.pk, remark="見本", by=factories.make_user(is_staff=True))
    assert staff_client.get(page).status_code == 200  # they have read it


def test_draft_of_a_member_who_is_staff_too_is_the_organisation_s_own(organisation, staff_client):
    both = factories.make_user(is_staff=True)
    factories.make_membership(organisation, user=both)
    begun = draft(organisation, both, title=DRAFT_TITLE)
    page = reverse("admin:platform_orgs_need_page", args=[begun.pk])

    assert staff_client.get(page).status_code == 404
    assert (
        DRAFT_TITLE not in staff_client.get(reverse("admin:platform_orgs_need_changelist")).content.decode()
    )

    send(begun, both)
    assert staff_client.get(page).status_code == 200


def take_over(need):
    need.refresh_from_db()
    actions.save_need(
        need_id=need.pk,
        writing=writing(audience="office", until=need.until),
        seen_revision=need.revision,
        by=factories.make_user(is_staff=True),
        as_office=True,
    )


def test_thread_of_a_need_that_the_office_took_over_is_closed_for_writing(
    need, neighbour_org, org_neighbour, org_neighbour_client, org_manager_client
):
    response = answered(need, neighbour_org, org_neighbour)
    address = f"/platform/needs/{need.slug}/responses/tonari/"
    assert 'name="text"' in org_neighbour_client.get(address).content.decode()

    take_over(need)

    for side, client in ((Side.RESPONDER, org_neighbour_client), (Side.POSTER, org_manager_client)):
        with pytest.raises(OfficeHasTakenOver):
            actions.write_message(response_id=response.pk, side=side, text="もう一言", by=org_neighbour)
        content = client.get(address).content.decode()
        assert "事務局だけで扱うことになりました" in content
        assert 'name="text"' not in content
    assert client.post(address, {"text": "もう一言"}).status_code == 200
    assert response.messages.count() == 1


def test_only_the_office_decides_about_an_answer_once_it_has_taken_over(
    need, neighbour_org, organisation, org_manager, org_neighbour, org_manager_client, staff, staff_client
):
    response = answered(need, neighbour_org, org_neighbour)
    address = f"/platform/needs/{need.slug}/responses/tonari/"
    assert [line.url for line in waiting.lines(organisation)] == [address]
    take_over(need)

    assert waiting.lines(organisation) == []
    assert 'value="accept"' not in org_manager_client.get(address).content.decode()
    for verb in (actions.accept, actions.decline):
        with pytest.raises(OfficeHasTakenOver):
            verb(response_id=response.pk, by=org_manager)
    pressed = org_manager_client.post(address + "decide/", {"do": "accept"}, follow=True)
    assert "事務局だけで扱うことになりました" in pressed.content.decode()
    assert Response.objects.get().state == "offered"

    page = reverse("admin:platform_orgs_need_press-response", args=[need.pk, response.pk])
    staff_client.post(page, {"do": "accept"})
    assert Response.objects.get().state == "accepted"


def test_answer_to_a_need_that_the_office_took_over_can_still_be_taken_back(
    need, neighbour_org, org_neighbour, org_neighbour_client, org_manager_client
):
    answered(need, neighbour_org, org_neighbour)
    address = f"/platform/needs/{need.slug}/responses/tonari/"
    take_over(need)

    assert 'value="withdraw"' in org_neighbour_client.get(address).content.decode()
    assert 'value="withdraw"' not in org_manager_client.get(address).content.decode()
    org_neighbour_client.post(address + "decide/", {"do": "withdraw"})

    assert Response.objects.get().state == "withdrawn"
    assert 'value="withdraw"' not in org_neighbour_client.get(address).content.decode()
