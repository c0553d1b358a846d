from django.urls import path

from supporters import views
from supporters.concerns.urls import urlpatterns as concern_urls
from supporters.interest.urls import urlpatterns as interest_urls
from supporters.me.urls import urlpatterns as me_urls

app_name = "supporters"

urlpatterns = [
    path("", views.about, name="about"),
    path("apply/", views.apply, name="apply"),
    *concern_urls,
    *interest_urls,
    *me_urls,
]
