from django.urls import path

from portal.opendata import views

app_name = "opendata"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:name>", views.file, name="file"),
]
