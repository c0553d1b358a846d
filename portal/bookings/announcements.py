"""That something announced for today or tomorrow does not take place then: the same words on the home page,
on the answering machine and on the door."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.models.occasion import Occasion
from portal.bookings.models.occasion_date import OccasionDate
from portal.ui.dates import format_period, format_short_date, format_time_range

Period = tuple[datetime.datetime, datetime.datetime]
_A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Announcement:
    """One day that was given up. ``new`` is None while no new day is found, and when there will be none."""

    title: str
    old: Period
    is_cancelled: bool
    new: Period | None = None
    reason: str = ""
    # Whether other days of the same course go on.
    is_one_of_several: bool = False

    @property
    def word(self) -> str:
        return _("中止") if self.is_cancelled else _("延期")

    @property
    def when(self) -> str:
        return format_short_date(self.old[0]) + format_time_range(*self.old)

    @property
    def banner(self) -> str:
        return _("%(when)sの「%(title)s」は、%(word)sになりました。") % {
            "when": self.when,
            "title": self.title,
            "word": self.word,
        }

    @property
    def after(self) -> str:
        """What follows from it, and why."""
        parts = [_("理由：%(reason)s。") % {"reason": self.reason.rstrip("。")}] if self.reason else []
        if self.new:
            parts.append(_("新しい日時は、%(period)sです。") % {"period": format_period(*self.new)})
        elif not self.is_cancelled:
            parts.append(_("新しい日は、決まりしだいお知らせします。"))
        if self.is_one_of_several:
            parts.append(_("ほかの日は、予定どおり行います。"))
        return "".join(parts)


def is_soon(moment: datetime.datetime) -> bool:
    """Today or tomorrow."""
    today = timezone.localdate()
    return timezone.localdate(moment) in {today, today + _A_DAY}


def dates_soon(occasion: Occasion) -> list[OccasionDate]:
    """The days of today and tomorrow that are not over and still to take place. Reads ``dates``."""
    if occasion.state != Occasion.State.PUBLISHED:
        return []
    now = timezone.now()
    return [d for d in occasion.dates.all() if is_soon(d.starts_at) and d.ends_at > now and not d.off]


def announcement_of(occasion: Occasion) -> Announcement | None:
    """What was given up for today or tomorrow, the first of it. No query with ``dates__changes`` prefetched."""
    found = (announcement_for(occasion, date) for date in occasion.dates.all())
    return next((one for one in found if one is not None and is_soon(one.old[0])), None)


def announcement_for(occasion: Occasion, date: OccasionDate) -> Announcement | None:
    """What became of one day; None while it takes place as announced."""
    period = (date.starts_at, date.ends_at)
    several = len(occasion.dates.all()) > 1
    if occasion.state == Occasion.State.CANCELLED:
        return Announcement(occasion.title, period, True, reason=occasion.state_note)
    if occasion.state == Occasion.State.POSTPONED:
        return Announcement(occasion.title, period, False, reason=occasion.state_note)
    if date.off:
        is_cancelled = date.off == OccasionDate.Off.CANCELLED
        return Announcement(
            occasion.title, period, is_cancelled, reason=date.off_note, is_one_of_several=several
        )
    moved = [c for c in date.changes.all() if (c.old_starts_at, c.old_ends_at) != period]
    if not moved or occasion.state != Occasion.State.PUBLISHED:
        return None
    last = max(moved, key=lambda change: change.pk)
    old = (last.old_starts_at, last.old_ends_at)
    return Announcement(occasion.title, old, False, new=period, reason=occasion.state_note)
