"""What search engines may find: every page that is for everybody, and nothing else."""

import datetime
from collections.abc import Iterator
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from events.models import Video
from platform_orgs.models import Organisation
from portal.bookings.addresses import occasion_path
from portal.bookings.models import Occasion
from portal.office.models import Notice

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages that are always there, by the name of their address.
_STANDING = (
    "home",
    "about",
    "search",
    "office:help",
    "places",
    "office:news",
    "supporters:about",
    "supporters:apply",
    "supporters:interest",
    "supporters:concern-new",
    "trainings:list",
    "trainings:visits",
    "events:list",
    "events:videos",
    "platform_orgs:index",
    "office:contact",
    "opendata:index",
    "privacy",
    "accessibility",
)

Address = tuple[str, datetime.datetime | None]


def addresses() -> Iterator[Address]:
    """Every public page with the moment of its last change, where a row tells. Four queries."""
    yield from ((reverse(name), None) for name in _STANDING)
    for occasion in Occasion.objects.listed().only("kind", "slug", "updated_at"):
        yield occasion_path(occasion), occasion.updated_at
    for video in Video.objects.listed().only("slug", "updated_at"):
        yield reverse("events:video", args=[video.slug]), video.updated_at
    for notice in Notice.objects.public().only("slug", "updated_at"):
        yield reverse("office:notice", args=[notice.slug]), notice.updated_at
    for organisation in Organisation.objects.listed().select_related("published"):
        assert organisation.published is not None
        path = reverse("platform_orgs:detail", args=[organisation.slug])
        yield path, organisation.published.decided_at


def sitemap_response() -> HttpResponse:
    root = ElementTree.Element("urlset", xmlns=_NAMESPACE)
    for path, changed_at in addresses():
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = settings.SITE_URL + path
        if changed_at is not None:
            ElementTree.SubElement(url, "lastmod").text = changed_at.isoformat(timespec="seconds")
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
