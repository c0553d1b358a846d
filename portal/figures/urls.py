from django.contrib import admin
from django.urls import path

from portal.figures import views

app_name = "figures"

_view = admin.site.admin_view

urlpatterns = [
    path("", _view(views.figures), name="figures"),
    path("xlsx/", _view(views.xlsx), name="xlsx"),
    path("<int:year>/close/", _view(views.close), name="close"),
    path("<int:year>/reopen/", _view(views.reopen), name="reopen"),
]
