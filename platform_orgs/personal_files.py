from django.utils.translation import gettext_lazy as _

from platform_orgs.models import (
    Gathering,
    Invitation,
    JoinApplication,
    JoinDraft,
    Meeting,
    MeetingPaper,
    MeetingReply,
    MeetingStep,
    Membership,
    Need,
    NeedStep,
    Organisation,
    OrganisationStep,
    PlatformSettings,
    Profile,
    ProfileEdit,
    Resource,
    Response,
    ResponseMessage,
    YearlyCheck,
)
from portal.people.models import Person
from portal.personal_files.registry import PersonalFile, register_file, register_without_people


def register() -> None:
    register_file(
        PersonalFile(
            "members",
            title=_("官民連携プラットフォームの担当者ファイル"),
            purpose=_("プラットフォームの団体と連絡し、団体のページを団体の人だけが直せるようにするため"),
            people=_("団体の代表者、担当者、参加を申し込んだ人"),
            collected=_("本人または団体がWeb・紙で申し出る、職員の入力"),
            models=(
                Person, Membership, Invitation, JoinApplication, JoinDraft, Profile, ProfileEdit, MeetingReply,
            ),
            kept=("memberships", "invitations", "joining", "page_versions", "page_edits", "join_drafts"),
            count=Membership.objects.filter(person__is_contact_only=False).values("person").distinct().count,
            given_to=_("団体が「みんなに」「構成団体に」見せると決めた連絡先は、その相手が見られる"),
        )
    )  # fmt: skip
    register_without_people(
        _("団体と、団体が公表するもの"),
        Organisation, OrganisationStep, Resource, Gathering, YearlyCheck, PlatformSettings,
    )  # fmt: skip
    register_without_people(_("会議そのもの"), Meeting, MeetingPaper, MeetingStep)
    register_without_people(
        _("困りごとは、だれのことか分からないように書き、事務局が先に読む"),
        Need, NeedStep, Response, ResponseMessage,
    )  # fmt: skip
