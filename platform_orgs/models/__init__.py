from platform_orgs.models.joining import JoinApplication, JoinDraft
from platform_orgs.models.membership import Invitation, Membership, Role
from platform_orgs.models.organisation import FieldOfWork, Organisation, OrganisationKind, OrganisationStep
from platform_orgs.models.profile import Profile, ProfileEdit, Visibility
from platform_orgs.models.yearly_check import YearlyCheck

__all__ = [
    "FieldOfWork",
    "Invitation",
    "JoinApplication",
    "JoinDraft",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationStep",
    "Profile",
    "ProfileEdit",
    "Role",
    "Visibility",
    "YearlyCheck",
]
