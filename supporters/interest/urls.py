from django.urls import path

from supporters.interest import views

urlpatterns = [
    path("interest/", views.interest, name="interest"),
    path("interest/mailed/", views.mailed, name="interest-mailed"),
    path("interest/listed/", views.listed, name="interest-listed"),
    path("interest/confirm/<str:token>/", views.confirm, name="interest-confirm"),
    path("interest/leave/<str:token>/", views.leave, name="interest-leave"),
]
