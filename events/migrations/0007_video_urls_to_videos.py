"""The one address that an event could have becomes a video of its own."""

import re

from django.db import migrations

_YOUTUBE = re.compile(
    r"https?://(?:(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com/"
    r"(?:watch\?(?:[^#]*&)?v=|(?:live|shorts|embed|v)/)|youtu\.be/)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_NO_IDS = {"videoseries", "live_stream"}


def to_videos(apps, schema_editor):
    Video = apps.get_model("events", "Video")
    for event in apps.get_model("events", "Event").objects.exclude(video_url=""):
        found = _YOUTUBE.match(event.video_url)
        youtube_id = found[1] if found and found[1] not in _NO_IDS else ""
        scheme, _sep, rest = event.video_url.partition("://")
        if not youtube_id and scheme.lower() not in {"http", "https"}:
            continue  # nothing that a browser opens
        Video.objects.create(
            title=event.title,
            slug=f"video-{event.pk}",
            event=event,
            youtube_id=youtube_id,
            link="" if youtube_id else f"https://{rest}",
        )


def to_urls(apps, schema_editor):
    for video in apps.get_model("events", "Video").objects.exclude(event=None).order_by("-id"):
        url = video.link or f"https://www.youtube.com/watch?v={video.youtube_id}"
        apps.get_model("events", "Event").objects.filter(pk=video.event_id).update(video_url=url)


class Migration(migrations.Migration):
    dependencies = [("events", "0006_videos")]

    operations = [migrations.RunPython(to_videos, to_urls)]
