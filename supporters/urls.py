from django.urls import path

from supporters import views

app_name = "supporters"

urlpatterns = [
    path("", views.about, name="about"),
    path("apply/", views.apply, name="apply"),
]
