from django.urls import path

from portal.inquiries import views

app_name = "inquiries"

urlpatterns = [
    path("form/", views.form, name="form"),
    path("thanks/", views.thanks, name="thanks"),
]
