"""The inner pages of the platform, for those who act for an organisation."""

from django.urls import path

from platform_orgs.gaps import views as gaps
from platform_orgs.meetings import urls as meetings
from platform_orgs.needs import urls as needs
from platform_orgs.sharing import urls as sharing
from platform_orgs.views import home, members, profile

app_name = "platform"

urlpatterns = [
    path("", home.home, name="home"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("profile/", home.to_own, {"name": "profile"}, name="own-profile"),
    path("members/", home.to_own, {"name": "members"}, name="own-members"),
    path("orgs/<slug:slug>/", home.organisation, name="organisation"),
    path("orgs/<slug:slug>/digest/", home.digest, name="digest"),
    path("orgs/<slug:slug>/profile/", profile.profile, name="profile"),
    path("orgs/<slug:slug>/profile/preview/", profile.preview, name="preview"),
    path("orgs/<slug:slug>/profile/history/", profile.history, name="history"),
    path("orgs/<slug:slug>/profile/logo/", home.draft_logo, name="draft-logo"),
    path("orgs/<slug:slug>/still-right/", profile.still_right, name="still-right"),
    path("orgs/<slug:slug>/members/", members.members, name="members"),
    path("orgs/<slug:slug>/members/invite/", members.invite_member, name="invite"),
    path("orgs/<slug:slug>/members/<int:number>/", members.member, name="member"),
    path("orgs/<slug:slug>/members/erase-me/", members.erase_me, name="erase-me"),
    path("orgs/<slug:slug>/members/withdraw/", members.withdraw, name="withdraw"),
    *needs.urlpatterns,
    *sharing.urlpatterns,
    *meetings.urlpatterns,
]
