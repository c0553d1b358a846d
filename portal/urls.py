from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from platform_orgs.sharing import places
from portal import finding, security_txt, views
from portal.bookings.views.paper import short_address

handler400 = "portal.bad_requests.bad_request"
handler500 = "portal.outage.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("search/", finding.search, name="search"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("portal.machines.urls")),
    path("", include("portal.office.urls")),
    path("contact/", include("portal.inquiries.urls")),
    path("supporters/", include("supporters.urls")),
    path("trainings/", include("trainings.urls")),
    path("certificates/", include("trainings.certificate_urls")),
    path("events/", include("events.urls")),
    path("orgs/", include("platform_orgs.urls")),
    path("places/", places.index, name="places"),
    path("platform/", include("platform_orgs.member_urls")),
    path("opendata/", include("portal.opendata.urls")),
    path("bookings/", include("portal.bookings.urls")),
    path("admin/figures/", include("portal.figures.urls")),
    path("t/<int:number>/", short_address, name="short-address"),
    path("accounts/", include("portal.accounts.urls")),
    path("door/", include("portal.bookings.door.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("", include("portal.ui.urls")))
