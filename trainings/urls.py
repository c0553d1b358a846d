from django.urls import path

from portal.bookings.models import Occasion
from portal.bookings.views import apply, paper
from portal.bookings.views.calendar import occasion_calendar
from trainings import views
from trainings.visits.urls import urlpatterns as visit_urls

app_name = "trainings"

urlpatterns = [
    path("", views.training_list, name="list"),
    # Before the addresses of sessions.
    *visit_urls,
    path("<slug:slug>/", views.training_detail, name="detail"),
    path("<slug:slug>/calendar.ics", occasion_calendar, {"kind": Occasion.Kind.TRAINING}, name="calendar"),
    path("<slug:slug>/sheet/", paper.sheet, {"kind": Occasion.Kind.TRAINING}, name="sheet"),
    path("<slug:slug>/sheet.pdf", paper.sheet_pdf, {"kind": Occasion.Kind.TRAINING}, name="sheet_pdf"),
    path("<slug:slug>/apply/", apply.new_application, {"kind": Occasion.Kind.TRAINING}, name="apply"),
    path(
        "<slug:slug>/apply/<str:token>/",
        apply.edit_application,
        {"kind": Occasion.Kind.TRAINING},
        name="apply_edit",
    ),
    path(
        "<slug:slug>/apply/<str:token>/confirm/",
        apply.confirm_application,
        {"kind": Occasion.Kind.TRAINING},
        name="apply_confirm",
    ),
]
