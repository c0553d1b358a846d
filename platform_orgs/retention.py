"""People who acted for an organisation. The organisation itself and what it shared are no personal data."""

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models import Invitation, JoinApplication, Membership, Organisation, Profile, ProfileEdit
from portal.correspondence.actions import take_person_off
from portal.people.models import Person
from portal.retention.registry import register_fixed, register_personal, register_retention


def _memberships(before: datetime.datetime) -> "QuerySet[Membership]":
    return Membership.objects.filter(ended_at__lt=before, person__is_contact_only=False)


def _end_membership(membership: Membership, instead: Person | None = None) -> None:
    membership.user = None
    membership.save(update_fields=["user"])
    take_person_off(membership, "person", instead)


def _invitations(before: datetime.datetime) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(_invitation_over(before), person__is_contact_only=False)


def _invitation_over(before: datetime.datetime) -> Q:
    return Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(used_at__isnull=True, expires_at__lt=before)


def _end_invitation(invitation: Invitation, instead: Person | None = None) -> None:
    take_person_off(invitation, "person", instead, clear=("email", "checked"))


def _applications(before: datetime.datetime) -> "QuerySet[JoinApplication]":
    return JoinApplication.objects.filter(decided_at__lt=before, contact__is_contact_only=False)


def _end_application(application: JoinApplication, instead: Person | None = None) -> None:
    take_person_off(application, "contact", instead, clear=("note", "answer"))


# Of a version that nobody reads any more: who represented the organisation and who was to be called.
_OF_SOMEBODY = ("representative", "contact_name", "telephone", "fax", "email")


def _versions(before: datetime.datetime) -> "QuerySet[Profile]":
    says_nobody = Q(*[(name, "") for name in _OF_SOMEBODY])
    rows = Profile.objects.filter(decided_at__lt=before)
    rows = rows.exclude(Exists(Organisation.objects.filter(published=OuterRef("pk"))))
    return rows.exclude(says_nobody)


def _forget_version(version: Profile) -> None:
    for name in _OF_SOMEBODY:
        setattr(version, name, "")
    version.save(update_fields=_OF_SOMEBODY)


def _edits(before: datetime.datetime) -> "QuerySet[ProfileEdit]":
    """All but the newest of each page, with which the next editor's form is compared."""
    return ProfileEdit.objects.filter(at__lt=before, revision__lt=F("profile__revision"))


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
    register_retention(
        "page_versions",
        _("団体のページの前の版（代表者・担当の名前と連絡先）"),
        months=60,
        why=_("前の版をくらべられるように5年。名前と連絡先のほかは残る"),
        due=_versions,
        remove=_forget_version,
    )
    register_retention(
        "page_edits",
        _("団体のページの編集の途中"),
        months=12,
        why=_("直し合いがぶつかったときに要る。1年たてば使わない"),
        due=_edits,
        remove=lambda edit: edit.delete(),
    )
    register_fixed("join_drafts", _("参加の申込みの書きかけ"), _("1日"))
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
