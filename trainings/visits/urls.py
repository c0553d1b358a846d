from django.urls import path

from trainings.visits import views

urlpatterns = [
    path("visits/", views.about, name="visits"),
    path("visits/form/", views.new, name="visits-form"),
    path("visits/form/<str:token>/", views.edit, name="visits-edit"),
    path("visits/form/<str:token>/confirm/", views.confirm, name="visits-confirm"),
    path("visits/receipt/<str:token>/", views.receipt, name="visits-receipt"),
]
