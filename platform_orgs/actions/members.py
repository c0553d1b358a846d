"""Who acts for an organisation. Every action locks the organisation first: two managers who remove each other
at the same moment leave one."""

import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from platform_orgs import messages
from platform_orgs.actions.record import lock, step
from platform_orgs.errors import (
    AlreadyMember,
    InvitationGone,
    LastManager,
    MemberHasGone,
    NoLongerManager,
    TooManyInvitations,
    TooManyMails,
)
from platform_orgs.models import Invitation, Membership, Organisation, OrganisationStep, Role
from portal.accounts.models import User
from portal.people.models import ContactWish, Person

INVITED_FOR = datetime.timedelta(days=14)
# A sheet takes its way through the post and lies on a desk.
SHEET_FOR = datetime.timedelta(days=45)
_MOST_MAILS = 5
# More mails to strangers than an organisation has people to begin with.
MOST_INVITATIONS_A_DAY = 10

Verb = OrganisationStep.Verb


@transaction.atomic
def invite(
    *, organisation_id: int, person: Person, email: str, role: Role, by: User, checked: str = ""
) -> Invitation:
    """Ask ``person`` to act for the organisation, by a mail to ``email``; without one by a sheet that staff
    print. ``person`` may be new (unsaved). An older open invitation to the same address is withdrawn.

    ``checked``: how staff made sure who it is. Raises ``NotTakingPart``, ``AlreadyMember`` and, for somebody
    of the organisation, ``NoLongerManager`` and ``TooManyInvitations``.
    """
    organisation = lock(organisation_id)
    require_manager(organisation, by)
    email = email.strip().lower()
    if email and organisation.memberships.live().filter(user__email__iexact=email).exists():
        raise AlreadyMember
    if email and not acts_for_office(by):
        _require_mails_left(organisation)
    if email:
        for older in organisation.invitations.open(timezone.now()).filter(email__iexact=email):
            _withdraw(older)
    person.email = email or person.email
    person.contact_wish = person.contact_wish or (ContactWish.MAIL if email else "")
    person.save()
    invitation = Invitation.objects.create(
        organisation=organisation,
        person=person,
        email=email,
        role=role,
        invited_by=by,
        checked=checked,
        expires_at=timezone.now() + (INVITED_FOR if email else SHEET_FOR),
    )
    step(organisation, Verb.INVITED, by, _note(role, checked))
    if email:
        messages.tell_invited(invitation)
    return invitation


@transaction.atomic
def send_way_in(*, invitation_id: int, email: str) -> Invitation:
    """Somebody holds a printed invitation and types an address: the way in is mailed there. A slip can be
    put right by typing it again; the older mail's link is void. Raises ``InvitationGone``, ``AlreadyMember``
    and ``TooManyMails``."""
    invitation = _lock_open(invitation_id)
    email = email.strip().lower()
    if invitation.link_version > _MOST_MAILS:
        raise TooManyMails
    if invitation.organisation.memberships.live().filter(user__email__iexact=email).exists():
        raise AlreadyMember
    if email != invitation.email:
        invitation.link_version += 1
    invitation.email = invitation.person.email = email
    invitation.person.save(update_fields=["email"])
    invitation.save(update_fields=["email", "link_version"])
    messages.tell_invited(invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation_id: int) -> Membership:
    """Whoever opened the mailed link begins to act for the organisation, under the address that got the mail.
    A representative for whom the office acted so far gets an address. Raises ``InvitationGone``.
    """
    invitation = _lock_open(invitation_id)
    organisation = invitation.organisation
    user, _is_new = User.objects.get_or_create(
        email=invitation.email, defaults={"name": invitation.person.name, "password": make_password(None)}
    )
    live = organisation.memberships.live()
    if not invitation.email or not user.is_open or live.filter(user=user).exists():
        raise InvitationGone
    membership = live.filter(person=invitation.person).first() or Membership(
        organisation=organisation, person=invitation.person
    )
    if membership.role != Role.MANAGER:
        membership.role = invitation.role
    membership.user = user
    membership.save()
    invitation.used_at = timezone.now()
    invitation.membership = membership
    invitation.save(update_fields=["used_at", "membership"])
    step(organisation, Verb.MEMBER_CAME, user, str(membership.get_role_display()))
    return membership


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: User) -> None:
    """Make an invitation worthless. Raises ``InvitationGone`` and ``NoLongerManager``."""
    invitation = _lock_open(invitation_id)
    require_manager(invitation.organisation, by)
    _withdraw(invitation)
    step(invitation.organisation, Verb.INVITATION_WITHDRAWN, by)


@transaction.atomic
def add_representative(
    *, organisation_id: int, person: Person, role: Role, by: User, checked: str = ""
) -> Membership:
    """Enter somebody without e-mail, for whom the office acts. ``person`` may be new. Raises ``AlreadyMember``
    and ``NotTakingPart``."""
    organisation = lock(organisation_id)
    if person.pk and organisation.memberships.live().filter(person=person).exists():
        raise AlreadyMember(_("この人は、もうこの団体の担当者です。"))
    person.save()
    membership = Membership.objects.create(organisation=organisation, person=person, role=role)
    step(organisation, Verb.MEMBER_CAME, by, _note(role, checked))
    return membership


@transaction.atomic
def remove_member(*, membership_id: int, by: User) -> Membership:
    """Somebody acts for the organisation no more, at once. By a manager, by the person themselves, or by the
    office, which alone may leave an organisation without a manager.

    Raises ``MemberHasGone``, ``LastManager`` and ``NoLongerManager``.
    """
    membership = _lock_member(membership_id)
    organisation = membership.organisation
    is_own = membership.user_id == by.pk
    if not is_own:
        require_manager(organisation, by)
    _require_another_manager(membership, by)
    end_membership(membership)
    step(organisation, Verb.MEMBER_WENT, by, str(membership.get_role_display()))
    if not is_own:
        messages.tell_member_went(membership)
    return membership


@transaction.atomic
def change_role(*, membership_id: int, role: Role, by: User) -> Membership:
    """Make an editor a manager, or the other way round: then what is still open of their invitations is
    withdrawn. Raises what ``remove_member`` raises."""
    membership = _lock_member(membership_id)
    require_manager(membership.organisation, by)
    if membership.role == role:
        return membership
    if role == Role.EDITOR:
        _require_another_manager(membership, by)
        _withdraw_invitations_of(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    step(membership.organisation, Verb.ROLE_CHANGED, by, str(membership.get_role_display()))
    return membership


@transaction.atomic
def hand_over(*, membership_id: int, by: User) -> Membership:
    """A manager gives the role to a colleague, with the invitations that are still open, and edits from now on.
    Raises what ``remove_member`` raises."""
    heir = change_role(membership_id=membership_id, role=Role.MANAGER, by=by)
    own = heir.organisation.memberships.live().filter(user=by).first()
    if own is not None and own.pk != heir.pk:
        if heir.user_id:
            _open_invitations_of(own).update(invited_by=heir.user_id)
        change_role(membership_id=own.pk, role=Role.EDITOR, by=by)
    return heir


def end_membership(membership: Membership) -> None:
    """End it now, and withdraw what is still open of its invitations. The organisation is locked."""
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    _withdraw_invitations_of(membership)


@transaction.atomic
def require_member(*, organisation_id: int, by: User) -> None:
    """Read again under the lock, which is held until the caller's transaction ends: who belonged to the
    organisation when the page was opened may be gone. Raises ``MemberHasGone`` and ``NotTakingPart``."""
    organisation = lock(organisation_id)
    if not organisation.memberships.live().filter(user=by).exists():
        raise MemberHasGone


def require_manager(organisation: Organisation, by: User) -> None:
    """Read again under the lock: who was a manager when the page was opened may be none now."""
    if not acts_for_office(by) and not organisation.memberships.live().managers().filter(user=by).exists():
        raise NoLongerManager


def acts_for_office(by: User) -> bool:
    return by.is_staff and by.has_perm("platform_orgs.change_organisation")


def bring_memberships_together(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one: of two places in one organisation the better one stays."""
    for membership in Membership.objects.filter(person_id=drop_id).order_by("organisation_id", "id"):
        organisation = lock(membership.organisation_id, must_take_part=False)
        twin = organisation.memberships.live().filter(person_id=keep_id).first()
        if membership.ended_at is None and twin is not None:
            _join_twins(twin, membership)
        Membership.objects.filter(pk=membership.pk).update(person_id=keep_id)
    Invitation.objects.filter(person_id=drop_id).update(person_id=keep_id)


def _join_twins(keep: Membership, drop: Membership) -> None:
    drop.ended_at = timezone.now()
    drop.save(update_fields=["ended_at"])
    if drop.is_manager:
        keep.role = Role.MANAGER
    keep.user_id = keep.user_id or drop.user_id
    keep.save(update_fields=["role", "user"])


def _lock_member(membership_id: int) -> Membership:
    organisation_id = Membership.objects.values_list("organisation_id", flat=True).get(pk=membership_id)
    organisation = lock(organisation_id)
    membership = Membership.objects.select_related("person").get(pk=membership_id)
    membership.organisation = organisation
    if membership.ended_at is not None:
        raise MemberHasGone
    return membership


def _require_another_manager(membership: Membership, by: User) -> None:
    if not membership.is_manager or (acts_for_office(by) and membership.user_id != by.pk):
        return
    others = membership.organisation.memberships.live().managers().exclude(pk=membership.pk)
    if not others.exists():
        raise LastManager


def _lock_open(invitation_id: int) -> Invitation:
    organisation_id = Invitation.objects.values_list("organisation_id", flat=True).get(pk=invitation_id)
    organisation = lock(organisation_id, must_take_part=False)
    invitation = Invitation.objects.select_related("person").get(pk=invitation_id)
    invitation.organisation = organisation
    if not organisation.is_active or not invitation.is_open(timezone.now()):
        raise InvitationGone
    return invitation


def _open_invitations_of(membership: Membership) -> QuerySet[Invitation]:
    open_ones = membership.organisation.invitations.open(timezone.now())
    return open_ones.filter(invited_by_id=membership.user_id)


def _withdraw_invitations_of(membership: Membership) -> None:
    for invitation in _open_invitations_of(membership):
        _withdraw(invitation)


def _require_mails_left(organisation: Organisation) -> None:
    """A stolen sign-in must not become a machine that writes to strangers in the office's name."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = organisation.invitations.exclude(email="").filter(created_at__gte=midnight)
    if today.count() >= MOST_INVITATIONS_A_DAY:
        raise TooManyInvitations(MOST_INVITATIONS_A_DAY)


def _withdraw(invitation: Invitation) -> None:
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])


def _note(role: Role, checked: str) -> str:
    label = str(Role(role).label)
    return f"{label}（{checked}）" if checked else label
