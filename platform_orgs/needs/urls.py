from django.urls import path

from platform_orgs.needs import thread_views, views

# Part of the members' addresses (platform_orgs.member_urls).
urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", views.new, name="need-new"),
    path("needs/<slug:slug>/", views.need, name="need"),
    path("needs/<slug:slug>/edit/", views.edit, name="need-edit"),
    path("needs/<slug:slug>/send/", views.send, name="need-send"),
    path("needs/<slug:slug>/withdraw/", views.withdraw, name="need-withdraw"),
    path("needs/<slug:slug>/renew/", views.renew, name="need-renew"),
    path("needs/<slug:slug>/outcome/", views.outcome, name="need-outcome"),
    path("needs/<slug:slug>/answer/", thread_views.answer, name="need-answer"),
    path("needs/<slug:slug>/responses/<slug:address>/", thread_views.thread, name="need-thread"),
    path("needs/<slug:slug>/responses/<slug:address>/decide/", thread_views.decide, name="need-decide"),
]
