"""The trainings that can be found at ``/search/``."""

import datetime
from collections.abc import Iterator

from portal.bookings.findable import findable_occasion, nearest_first
from portal.search.sources import Findable
from trainings.models import TrainingSession


def trainings(now: datetime.datetime) -> Iterator[Findable]:
    """Those that lists may name, the nearest first. Three queries."""
    for session in nearest_first(TrainingSession.objects.listed().with_days(), now):
        yield findable_occasion(
            session, now, session.lecturer, session.programme, str(session.get_course_kind_display())
        )
