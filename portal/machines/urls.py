from django.urls import path

from portal.machines import views

app_name = "machines"

urlpatterns = [
    path("calendar.ics", views.calendar, name="calendar"),
    path("feed.xml", views.feed, name="feed"),
    path("feed/<slug:name>.xml", views.feed_of_kind, name="feed_of_kind"),
    path("snippets/<slug:name>.html", views.snippet, name="snippet"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
