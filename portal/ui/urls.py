from django.urls import path

from portal.ui import views

app_name = "ui"

urlpatterns = [
    path("_styleguide/", views.styleguide, name="styleguide"),
    path("_styleguide/errors/", views.styleguide_errors, name="styleguide_errors"),
]
