"""What a video is called in its address: staff need not think of it."""

import datetime

from events.models import Video

# Addresses of pages that stand beside those of events.
TAKEN = frozenset({"videos"})


def free_video_slug(day: datetime.date) -> str:
    """``video-2026-12-05``, or with -2, -3 … behind it where that is taken."""
    stem = f"video-{day.isoformat()}"
    taken = set(Video.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug
