from platform_orgs.models.joining import JoinApplication, JoinDraft
from platform_orgs.models.meeting import Meeting, MeetingPaper, MeetingReply, MeetingStep
from platform_orgs.models.membership import Digest, Invitation, Membership, Role
from platform_orgs.models.need import Need, NeedStep
from platform_orgs.models.organisation import FieldOfWork, Organisation, OrganisationKind, OrganisationStep
from platform_orgs.models.profile import Profile, ProfileEdit, Visibility
from platform_orgs.models.resource import Gathering, Resource, TroubleCategory
from platform_orgs.models.response import Response, ResponseMessage
from platform_orgs.models.settings import PlatformSettings
from platform_orgs.models.yearly_check import YearlyCheck

__all__ = [
    "Digest",
    "FieldOfWork",
    "Gathering",
    "Invitation",
    "JoinApplication",
    "JoinDraft",
    "Meeting",
    "MeetingPaper",
    "MeetingReply",
    "MeetingStep",
    "Membership",
    "Need",
    "NeedStep",
    "Organisation",
    "OrganisationKind",
    "OrganisationStep",
    "PlatformSettings",
    "Profile",
    "ProfileEdit",
    "Resource",
    "Response",
    "ResponseMessage",
    "Role",
    "TroubleCategory",
    "Visibility",
    "YearlyCheck",
]
