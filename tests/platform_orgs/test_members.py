"""Who acts for an organisation: invited, accepted, changed, removed."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from platform_orgs import actions, links
from platform_orgs.errors import (
    AlreadyMember,
    InvitationGone,
    LastManager,
    MemberHasGone,
    NoLongerManager,
    TooManyMails,
)
from platform_orgs.models import Invitation, Membership
from portal.accounts.models import User
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message, OutboxMail
from portal.errors import PortalError
from portal.people.merging import merge_people
from portal.people.models import Person
from tests import factories
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db

URL = "/platform/orgs/mihon/members/"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def invite(organisation, by, email="new@example.com", **changes):
    values = {"person": Person(name="新 人", kana="シン ジン"), "role": "editor"} | changes
    return actions.invite(organisation_id=organisation.pk, email=email, by=by, **values)


def path(url):
    return "/orgs/" + url.partition("/orgs/")[2]


def accept_path(invitation):
    return path(links.invitation_url(invitation))


def membership(user):
    return Membership.objects.get(user=user)


# --- invitations ----------------------------------------------------------------------------------------------


def test_manager_invites_and_the_mail_opens_the_organisation(organisation, org_manager_client):
    sent = org_manager_client.post(
        f"{URL}invite/", {"name": "新 人", "kana": "しん じん", "email": "New@Example.com", "role": "editor"}
    )
    mail = render(Message.objects.get()).mail
    invitation = Invitation.objects.get()
    newcomer = Client()
    shown = newcomer.get(accept_path(invitation))
    taken = newcomer.post(accept_path(invitation))

    assert sent.status_code == 302
    assert links.invitation_url(invitation) in mail
    assert "new@example.com" in shown.content.decode()
    assert taken.url == "/platform/orgs/mihon/"
    user = User.objects.get(email="new@example.com")
    assert not user.has_usable_password()
    assert (membership(user).role, membership(user).person.name) == ("editor", "新 人")
    assert newcomer.get("/platform/orgs/mihon/").status_code == 200
    assert newcomer.get(f"{URL}invite/").status_code == 403


def test_looking_at_an_invitation_accepts_nothing(organisation, org_manager, client):
    invitation = invite(organisation, org_manager)

    client.get(accept_path(invitation))
    client.head(accept_path(invitation))

    assert not User.objects.filter(email="new@example.com").exists()
    assert Invitation.objects.get().used_at is None


def test_invitation_works_once_until_it_expires_or_is_withdrawn(organisation, org_manager, client):
    used, withdrawn, expired = (invite(organisation, org_manager, f"{n}@example.com") for n in "abc")
    actions.accept_invitation(invitation_id=used.pk)
    actions.withdraw_invitation(invitation_id=withdrawn.pk, by=org_manager)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())

    for invitation in (used, withdrawn, expired):
        with pytest.raises(InvitationGone):
            actions.accept_invitation(invitation_id=invitation.pk)
        for ask in (client.get, client.post):
            answer = ask(accept_path(invitation))
            assert answer.status_code == 404
            assert "この招待は使えません" in answer.content.decode()
        with pytest.raises(NoLongerTrue):
            render(Message.objects.get(subject_id=invitation.pk, kind="platform_orgs.invited"))
    assert set(User.objects.filter(email__in=("a@example.com", "b@example.com", "c@example.com"))) == {
        User.objects.get(email="a@example.com")
    }


@pytest.mark.parametrize("token", ["x", "1-1.x", "%00", "9" * 200])
def test_made_up_invitation_is_not_found(token, client):
    assert client.get(f"/orgs/invitation/{token}/").status_code == 404
    assert client.get(f"/orgs/invitation/sheet/{token}/").status_code == 404


def test_link_of_a_sheet_does_not_accept(organisation, staff, client):
    invitation = invite(organisation, staff, email="", checked="代表者に電話で確認")

    token = links.sheet_url(invitation).rstrip("/").rpartition("/")[2]

    assert client.post(f"/orgs/invitation/{token}/").status_code == 404


def test_inviting_somebody_again_voids_the_older_mail(organisation, org_manager):
    older = invite(organisation, org_manager)
    newer = invite(organisation, org_manager, email="NEW@example.com")

    assert set(organisation.invitations.open(timezone.now())) == {newer}
    with pytest.raises(InvitationGone):
        actions.accept_invitation(invitation_id=older.pk)


def test_who_acts_already_is_not_invited_again(organisation, org_manager, org_editor, org_manager_client):
    with pytest.raises(AlreadyMember):
        invite(organisation, org_manager, email="ORG-editor@example.com")
    answer = org_manager_client.post(
        f"{URL}invite/", {"name": "新 人", "email": "org-editor@example.com", "role": "editor"}
    )

    assert "もうこの団体の担当者です" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_mail_goes_to_the_invited_address_only(organisation, org_manager):
    invitation = invite(organisation, org_manager)
    Person.objects.filter(pk=invitation.person_id).update(email="other@example.com")

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get())


def test_invited_staff_act_but_are_not_signed_in_by_a_mail(organisation, org_manager, staff, client):
    invitation = invite(organisation, org_manager, email=staff.email)

    answer = client.post(accept_path(invitation))

    assert membership(staff).role == "editor"
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 302


def test_closed_account_stays_closed(organisation, org_manager, stranger, client):
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    invitation = invite(organisation, org_manager, email=stranger.email)

    assert client.post(accept_path(invitation)).status_code == 404
    assert not Membership.objects.filter(user=stranger).exists()


def test_representative_for_whom_the_office_acted_gets_an_address(organisation, staff):
    representative = factories.make_membership(organisation, user=None)
    invitation = invite(
        organisation, staff, person=representative.person, role="editor", checked="登録の電話番号にかけた"
    )

    actions.accept_invitation(invitation_id=invitation.pk)

    representative.refresh_from_db()
    assert representative.user.email == "new@example.com"
    assert representative.role == "manager"  # what somebody has is not taken away
    assert organisation.memberships.count() == 1
    assert "登録の電話番号にかけた" in organisation.steps.first().note


def test_sheet_asks_for_an_address_and_mails_the_way_in(organisation, staff, client):
    invitation = invite(organisation, staff, email="", checked="代表者に電話で確認")
    sheet = path(links.sheet_url(invitation))
    assert not OutboxMail.objects.exists()

    wrong = client.post(sheet, {"email": "typo@example.com"})
    first = accept_path(Invitation.objects.get())
    client.post(sheet, {"email": "right@example.com"})

    assert "typo@example.com" in wrong.content.decode()
    assert client.get(first).status_code == 404
    assert OutboxMail.objects.count() == 2
    client.post(accept_path(Invitation.objects.get()))
    assert User.objects.get(pk=organisation.memberships.get().user_id).email == "right@example.com"
    assert client.get(sheet).status_code == 404


def test_sheet_mails_no_end_of_times(organisation, staff):
    invitation = invite(organisation, staff, email="")

    for number in range(5):
        actions.send_way_in(invitation_id=invitation.pk, email=f"{number}@example.com")
    with pytest.raises(TooManyMails):
        actions.send_way_in(invitation_id=invitation.pk, email="more@example.com")


# --- roles and removal ----------------------------------------------------------------------------------------


def test_last_manager_cannot_leave_without_a_successor(organisation, org_manager, org_editor):
    own = membership(org_manager)

    with pytest.raises(LastManager):
        actions.remove_member(membership_id=own.pk, by=org_manager)
    with pytest.raises(LastManager):
        actions.change_role(membership_id=own.pk, role="editor", by=org_manager)
    actions.hand_over(membership_id=membership(org_editor).pk, by=org_manager)
    actions.remove_member(membership_id=own.pk, by=org_manager)

    assert set(organisation.memberships.live().managers()) == {membership(org_editor)}


def test_office_may_remove_the_last_manager(organisation, org_manager, staff):
    actions.remove_member(membership_id=membership(org_manager).pk, by=staff)

    assert not organisation.memberships.live().exists()


def test_removed_member_is_out_at_once_told_and_their_invitations_are_void(
    organisation, org_manager, org_manager_client
):
    other = factories.make_membership(organisation)
    invitation = invite(organisation, org_manager)

    actions.remove_member(membership_id=membership(org_manager).pk, by=other.user)

    assert org_manager_client.get(URL).status_code == 404
    assert org_manager_client.post("/platform/orgs/mihon/profile/", {"name": "x"}).status_code == 404
    assert render(Message.objects.get(kind="platform_orgs.member_went")).call
    with pytest.raises(InvitationGone):
        actions.accept_invitation(invitation_id=invitation.pk)
    with pytest.raises(MemberHasGone):
        actions.remove_member(membership_id=membership(org_manager).pk, by=other.user)


def test_who_leaves_by_themselves_is_not_told(organisation, org_manager, org_editor, org_editor_client):
    answer = org_editor_client.post(f"{URL}{membership(org_editor).pk}/", {"do": "remove"})

    assert "担当者をやめました" in answer.content.decode()
    assert not Message.objects.exists()
    assert org_editor_client.get(URL).status_code == 404


def test_manager_of_another_organisation_changes_nobody(organisation, org_editor, org_neighbour):
    place = membership(org_editor)

    for action in (
        lambda: actions.remove_member(membership_id=place.pk, by=org_neighbour),
        lambda: actions.change_role(membership_id=place.pk, role="manager", by=org_neighbour),
        lambda: invite(organisation, org_neighbour),
    ):
        with pytest.raises(NoLongerManager):
            action()


def test_merged_people_keep_the_better_place(organisation, manager):
    keep = factories.make_membership(organisation, user=None, role="editor")
    drop = factories.make_membership(organisation, role="manager")
    elsewhere = factories.make_membership(person=drop.person)

    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=manager)

    kept = organisation.memberships.live().get()
    assert (kept.pk, kept.role, kept.user) == (keep.pk, "manager", drop.user)
    elsewhere.refresh_from_db()
    assert elsewhere.person_id == keep.person_id


# --- real threads ---------------------------------------------------------------------------------------------


def refused(job):
    def run():
        try:
            return job() and None
        except PortalError as error:
            return type(error).__name__

    return run


@pytest.mark.django_db(transaction=True)
def test_two_managers_removing_each_other_leave_one():
    for _ in range(5):
        factories.make_office()
        organisation = factories.make_organisation()
        one, two = (factories.make_membership(organisation) for _ in range(2))

        done = at_once(
            [
                refused(lambda a=a, b=b: actions.remove_member(membership_id=a.pk, by=b.user))
                for a, b in ((one, two), (two, one))
            ]
        )

        assert sorted(done, key=str) == ["NoLongerManager", None]
        assert organisation.memberships.live().managers().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_managers_leaving_at_once_leave_one():
    factories.make_office()
    organisation = factories.make_organisation()
    both = [factories.make_membership(organisation) for _ in range(2)]

    done = at_once([refused(lambda m=m: actions.remove_member(membership_id=m.pk, by=m.user)) for m in both])

    assert sorted(done, key=str) == ["LastManager", None]
    assert organisation.memberships.live().count() == 1


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_twice_at_once_is_one_membership(org_manager, organisation):
    factories.make_office()
    invitation = invite(organisation, org_manager)

    done = at_once([refused(lambda: actions.accept_invitation(invitation_id=invitation.pk))] * 2)

    assert sorted(done, key=str) == ["InvitationGone", None]
    assert organisation.memberships.live().count() == 2


# --- pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    count, organisation, org_manager, org_manager_client, django_assert_num_queries
):
    for number in range(count):
        factories.make_membership(organisation, role="editor")
        invite(organisation, org_manager, f"{number}@example.com")

    # session, user; own membership, people, invitations; the office in head and foot
    with django_assert_num_queries(6):
        answer = org_manager_client.get(URL)

    assert answer.content.decode().count("card__title") == 2 * count + 1


def test_changes_from_the_page(organisation, org_manager_client, org_editor):
    place = membership(org_editor)

    for do, role in (("manager", "manager"), ("editor", "editor"), ("hand_over", "manager")):
        assert org_manager_client.post(f"{URL}{place.pk}/", {"do": do}).url == URL
        place.refresh_from_db()
        assert place.role == role
    # Who handed over is an editor now.
    assert org_manager_client.post(f"{URL}{place.pk}/", {"do": "remove"}).status_code == 403


def test_unknown_press_is_not_found(organisation, org_manager_client, org_editor):
    assert org_manager_client.post(f"{URL}{membership(org_editor).pk}/", {"do": "x"}).status_code == 404


def test_last_manager_is_told_why_not(org_manager, org_manager_client):
    answer = org_manager_client.post(f"{URL}{membership(org_manager).pk}/", {"do": "remove"}, follow=True)

    assert "先に、ほかの人を代表の担当者にするか" in answer.content.decode()


def test_expired_session_of_an_invitation_keeps_its_date(organisation, org_manager):
    invitation = invite(organisation, org_manager)

    with time_machine.travel(invitation.expires_at + datetime.timedelta(seconds=1)):
        assert not organisation.invitations.open(timezone.now()).exists()


def test_demoted_manager_s_open_invitations_are_withdrawn(organisation, org_manager):
    other = factories.make_membership(organisation)
    invitation = invite(organisation, org_manager, role="manager")

    actions.change_role(membership_id=membership(org_manager).pk, role="editor", by=other.user)

    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_open_invitations_go_over_with_the_role(organisation, org_manager, org_editor):
    invitation = invite(organisation, org_manager)

    actions.hand_over(membership_id=membership(org_editor).pk, by=org_manager)

    invitation.refresh_from_db()
    assert (invitation.invited_by, invitation.withdrawn_at) == (org_editor, None)
