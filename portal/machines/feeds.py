"""The Atom feeds: what is new on the portal."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from portal.machines.kinds import LATEST, Entry
from portal.office.models import Office
from portal.ui.text import without_controls


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        """A feed without entries says the same all day."""
        if self.items:
            return super().latest_post_date()
        return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def feed_response(title: str, page: str, address: str, entries: Iterable[Entry]) -> HttpResponse:
    """The latest entries, the newest first. ``page`` is what the feed is about. One query: the office."""
    office = Office.objects.current()
    portal = _("つながりポータル")
    author = without_controls(" ".join(filter(None, (office.city_name, office.name)))) or portal
    feed = _Feed(
        title=f"{title}｜{portal}" if title else portal,
        link=settings.SITE_URL + page,
        description=None,
        language="ja",
        feed_url=settings.SITE_URL + address,
        author_name=author,
        feed_copyright="CC BY 4.0",
    )
    for entry in sorted(entries, key=lambda entry: entry.published, reverse=True)[:LATEST]:
        lines = (*entry.facts, entry.summary)
        feed.add_item(
            title=without_controls(entry.title),
            link=entry.url,
            # The summary of Django's feeds is HTML, their title is text.
            description="<br>".join(escape(without_controls(line)) for line in lines if line),
            unique_id=entry.tag,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=(entry.label,),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
