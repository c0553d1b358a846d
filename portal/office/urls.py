from django.urls import path

from portal.office import news, views

app_name = "office"

urlpatterns = [
    path("office.css", views.stylesheet, name="stylesheet"),
    path("office/logo.webp", views.logo, name="logo"),
    path("news/", news.index, name="news"),
    path("news/<slug:slug>/", news.detail, name="notice"),
    path("news/<slug:slug>/files/<str:key>/", news.file, name="notice-file"),
    path("help/", views.help_now, name="help"),
    path("contact/", views.contact, name="contact"),
]
