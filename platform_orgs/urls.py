from django.urls import path

from platform_orgs.views import invitation, joining, public, still_right, stop_digest

app_name = "platform_orgs"

# What no organisation may be called: these addresses come before the organisations' own, or mean the office.
RESERVED = ("join", "invitation", "still-right", "digest", "office")

urlpatterns = [
    path("", public.index, name="index"),
    path("join/", joining.new, name="join"),
    path("join/form/<str:token>/", joining.edit, name="join-edit"),
    path("join/form/<str:token>/confirm/", joining.confirm, name="join-confirm"),
    path("join/receipt/<str:token>/", joining.receipt, name="join-receipt"),
    path("invitation/<str:token>/", invitation.accept, name="invitation"),
    path("invitation/sheet/<str:token>/", invitation.sheet, name="invitation-sheet"),
    path("still-right/<str:token>/", still_right.still_right, name="still-right"),
    path("digest/<str:token>/", stop_digest.stop, name="stop-digest"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/logo/", public.logo, name="logo"),
]
