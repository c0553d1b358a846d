from django.urls import path

from portal.bookings.views import change, own, survey

app_name = "bookings"

urlpatterns = [
    path("", own.lookup, name="lookup"),
    path("twin/<str:token>/", own.twin, name="twin"),
    path("survey/<str:token>/", survey.answer, name="survey"),
    path("<str:token>/", own.detail, name="detail"),
    path("<str:token>/receipt/", own.receipt, name="receipt"),
    path("<str:token>/cancel/", own.cancel, name="cancel"),
    path("<str:token>/answer/", own.answer, name="answer"),
    path("<str:token>/offer/", own.offer, name="offer"),
    path("<str:token>/change/", change.change, name="change"),
    path("<str:token>/calendar.ics", own.calendar, name="calendar"),
]
