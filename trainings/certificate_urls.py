from django.urls import path

from trainings import certificate_views as views

app_name = "certificates"

urlpatterns = [
    path("", views.lookup, name="lookup"),
    path("own/<str:token>/<str:code>/", views.own_sheet, name="own"),
    path("own/<str:token>/<str:code>/pdf/", views.own_pdf, name="own_pdf"),
    path("<str:code>/", views.verify, name="verify"),
]
