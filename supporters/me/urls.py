from django.urls import path

from supporters.me import apply_views, email_views, views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/choose/", views.choose_page, name="me-choose"),
    path("me/other/", views.other_person, name="me-other"),
    path("me/data/", views.data, name="me-data"),
    path("me/data.<str:form>", views.download, name="me-download"),
    path("me/email/", email_views.email, name="me-email"),
    path("me/email/drop/", email_views.email_drop, name="me-email-drop"),
    path("me/email/confirm/<str:token>/", email_views.email_confirm, name="me-email-confirm"),
    path("me/wishes/", views.wishes, name="me-wishes"),
    path("me/pause/", views.pause, name="me-pause"),
    path("me/resume/", views.resume, name="me-resume"),
    path("me/concern/", views.concern, name="me-concern"),
    path("me/erase/", views.erase, name="me-erase"),
    path("me/end/", views.end, name="me-end"),
    path("me/apply/<slug:slug>/", apply_views.apply, name="me-apply"),
]
