"""What of the office's own can be found at ``/search/``: helplines and notices."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.office.models import Helpline, Notice
from portal.search.sources import Findable, register_search
from portal.ui.dates import format_date
from portal.ui.rich_text import plain_text


def register() -> None:
    register_search("helplines", gettext_lazy("相談窓口"), 10, helplines, more="/help/")
    register_search("notices", gettext_lazy("お知らせ"), 70, notices, more="/news/")


def helplines(now: datetime.datetime) -> Iterator[Findable]:
    """Those that exist today. One query."""
    path = reverse("office:help")
    for line in Helpline.objects.valid_on(timezone.localdate(now)).select_related("district"):
        place = line.district.name if line.district else ""
        own = (line.description, line.audience, line.area, line.languages, line.counter_address, place)
        yield Findable(
            title=line.name,
            path=f"{path}#helpline-{line.pk}",
            texts=(*own, line.telephone, str(line.get_topic_display())),
            note=line.telephone,
        )


def notices(now: datetime.datetime) -> Iterator[Findable]:
    """Also those whose time is over: their pages stay. One query."""
    for notice in Notice.objects.public().order_by("-published_from", "-pk"):
        assert notice.published_from is not None
        day = format_date(timezone.localdate(notice.published_from))
        yield Findable(
            title=notice.title,
            path=reverse("office:notice", args=[notice.slug]),
            texts=(plain_text(notice.body), str(notice.get_category_display())),
            note=_("%(day)s（終わったお知らせ）") % {"day": day} if notice.is_over else day,
            is_past=notice.is_over,
        )
