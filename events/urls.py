from django.urls import path

from events import views
from portal.bookings.models import Occasion
from portal.bookings.views import apply, paper
from portal.bookings.views.calendar import occasion_calendar

app_name = "events"

urlpatterns = [
    path("", views.event_list, name="list"),
    path("<slug:slug>/", views.event_detail, name="detail"),
    path("<slug:slug>/calendar.ics", occasion_calendar, {"kind": Occasion.Kind.EVENT}, name="calendar"),
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
