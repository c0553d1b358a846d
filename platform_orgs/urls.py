from django.urls import path

from platform_orgs import views

app_name = "platform_orgs"

urlpatterns = [
    path("", views.about, name="about"),
]
