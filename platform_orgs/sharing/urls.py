from django.urls import path

from platform_orgs.sharing import views

_OWN = "orgs/<slug:slug>"

urlpatterns = [
    path("resources/", views.resources, name="resources"),
    path(f"{_OWN}/resources/", views.own, name="resources-own"),
    path(f"{_OWN}/resources/new/", views.resource, name="resource-new"),
    path(f"{_OWN}/resources/press/", views.press_resource, name="resource-press"),
    path(f"{_OWN}/resources/<int:number>/", views.resource, name="resource"),
    path(f"{_OWN}/places/new/", views.place, name="place-new"),
    path(f"{_OWN}/places/press/", views.press_place, name="place-press"),
    path(f"{_OWN}/places/<int:number>/", views.place, name="place"),
]
