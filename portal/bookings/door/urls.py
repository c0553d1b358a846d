from django.urls import path

from portal.bookings.door import check_in, entering, passes, screen

app_name = "door"

urlpatterns = [
    path("dates/<int:pk>/", screen.screen, name="screen"),
    path("dates/<int:pk>/mark/", screen.mark, name="mark"),
    path("dates/<int:pk>/walk-in/", entering.walk_in, name="walk_in"),
    path("dates/<int:pk>/online/", entering.online, name="online"),
    path("check-in/<str:token>/", check_in.check_in, name="check_in"),
    path("<str:token>/", passes.open_door, name="open"),
]
