from django.urls import path

from events import videos, views
from portal.bookings.models import Occasion
from portal.bookings.views import apply, paper
from portal.bookings.views.calendar import occasion_calendar

app_name = "events"

urlpatterns = [
    path("", views.event_list, name="list"),
    # Before the addresses of events.
    path("videos/", videos.video_list, name="videos"),
    path("videos/<slug:slug>/", videos.video_detail, name="video"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    path("<slug:slug>/calendar.ics", occasion_calendar, {"kind": Occasion.Kind.EVENT}, name="calendar"),
    path("<slug:slug>/files/<str:key>/", views.material, name="material"),
    path("<slug:slug>/pictures/<str:key>.webp", views.picture, name="picture"),
    path("<slug:slug>/sheet/", paper.sheet, {"kind": Occasion.Kind.EVENT}, name="sheet"),
    path("<slug:slug>/sheet.pdf", paper.sheet_pdf, {"kind": Occasion.Kind.EVENT}, name="sheet_pdf"),
    path("<slug:slug>/apply/", apply.new_application, {"kind": Occasion.Kind.EVENT}, name="apply"),
    path(
        "<slug:slug>/apply/<str:token>/",
        apply.edit_application,
        {"kind": Occasion.Kind.EVENT},
        name="apply_edit",
    ),
    path(
        "<slug:slug>/apply/<str:token>/confirm/",
        apply.confirm_application,
        {"kind": Occasion.Kind.EVENT},
        name="apply_confirm",
    ),
]
