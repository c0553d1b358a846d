"""The office's working place for the platform: applications, organisations, their pages and people."""

from platform_orgs.admin.applications import JoinApplicationAdmin
from platform_orgs.admin.checks import YearlyCheckAdmin
from platform_orgs.admin.meetings import MeetingAdmin
from platform_orgs.admin.needs import NeedAdmin, PlatformSettingsAdmin
from platform_orgs.admin.organisations import OrganisationAdmin
from platform_orgs.admin.sharing import GatheringAdmin, ResourceAdmin

__all__ = [
    "GatheringAdmin",
    "JoinApplicationAdmin",
    "MeetingAdmin",
    "NeedAdmin",
    "OrganisationAdmin",
    "PlatformSettingsAdmin",
    "ResourceAdmin",
    "YearlyCheckAdmin",
]
