"""The portal's addresses and the style page, which exists only with DEBUG (never set while tests run)."""

from django.urls import include, path

from portal.urls import urlpatterns as portal_urlpatterns

urlpatterns = [*portal_urlpatterns, path("", include("portal.ui.urls"))]
