"""People who acted for an organisation. The organisation itself and what it shared are no personal data."""

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import Invitation, JoinApplication, Membership
from portal.correspondence.actions import erase_all_about
from portal.people.forgetting import nobody
from portal.people.models import Person
from portal.retention.registry import register_fixed, register_personal, register_retention


def _memberships(before: datetime.datetime) -> "QuerySet[Membership]":
    return Membership.objects.filter(ended_at__lt=before, person__is_contact_only=False)


def _end_membership(membership: Membership, instead: Person | None = None) -> None:
    erase_all_about(membership)
    membership.person = instead or nobody(membership.person)
    membership.user = None
    membership.save(update_fields=["person", "user"])


def _invitations(before: datetime.datetime) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(_invitation_over(before), person__is_contact_only=False)


def _invitation_over(before: datetime.datetime) -> Q:
    return Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(used_at__isnull=True, expires_at__lt=before)


def _end_invitation(invitation: Invitation, instead: Person | None = None) -> None:
    erase_all_about(invitation)
    invitation.person = instead or nobody(invitation.person)
    invitation.email = invitation.checked = ""
    invitation.save(update_fields=["person", "email", "checked"])


def _applications(before: datetime.datetime) -> "QuerySet[JoinApplication]":
    return JoinApplication.objects.filter(decided_at__lt=before, contact__is_contact_only=False)


def _end_application(application: JoinApplication, instead: Person | None = None) -> None:
    erase_all_about(application)
    application.contact = instead or nobody(application.contact)
    application.note = application.answer = ""
    application.save(update_fields=["contact", "note", "answer"])


def register() -> None:
    for name, label, months, due, remove in (
        ("memberships", _("団体の担当者でなくなった人"), 24, _memberships, _end_membership),
        ("invitations", _("終わった招待"), 12, _invitations, _end_invitation),
        ("joining", _("決まった参加の申込みの連絡先"), 24, _applications, _end_application),
    ):
        register_retention(
            name,
            label,
            months=months,
            why=_("団体との連絡の行き違いに備える。団体そのものの記録は残る"),
            due=due,
            remove=remove,
        )
    register_fixed("join_drafts", _("参加の申込みの書きかけ"), _("24時間"))
    register_personal(
        _("団体の担当者"),
        rows=lambda person_id: Membership.objects.filter(person=person_id),
        may_go=lambda rows: rows.filter(ended_at__isnull=False),
        remove=lambda membership, person, instead: _end_membership(membership, instead),
        stays=_("先に、団体の担当者から外れます"),
    )
    register_personal(
        _("団体の担当者への招待"),
        rows=lambda person_id: Invitation.objects.filter(person=person_id),
        may_go=lambda rows: rows.filter(_invitation_over(timezone.now())),
        remove=lambda invitation, person, instead: _end_invitation(invitation, instead),
        stays=_("先に招待を取りやめます"),
    )
    register_personal(
        _("参加の申込みの連絡先"),
        rows=lambda person_id: JoinApplication.objects.filter(contact=person_id),
        may_go=lambda rows: rows.filter(decided_at__isnull=False),
        remove=lambda application, person, instead: _end_application(application, instead),
        stays=_("確認待ちのものは、先に決めます"),
    )
