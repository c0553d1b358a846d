from django.urls import path

from platform_orgs.meetings import views

_ONE = "meetings/<slug:slug>"

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path(f"{_ONE}/", views.meeting, name="meeting"),
    path(f"{_ONE}/reply/", views.reply, name="meeting-reply"),
    path(f"{_ONE}/calendar.ics", views.calendar, name="meeting-calendar"),
    path(f"{_ONE}/papers/<int:number>/", views.paper, name="meeting-paper"),
]
