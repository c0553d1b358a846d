"""A video for search engines (schema.org VideoObject)."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from events.showing import Showing
from portal.ui.structured import Data, filled


def video_data(showing: Showing) -> Data:
    """Nothing while the public may not watch it, and for what no list names. Addresses of other sites are said here
    and loaded by nobody who reads the page."""
    video = showing.video
    if not showing.is_available or (video.event is not None and not video.event.is_listed):
        return {}
    picture = settings.SITE_URL + static("img/share.png")
    if video.youtube_id:
        picture = f"https://i.ytimg.com/vi/{video.youtube_id}/hqdefault.jpg"
    until = video.available_until
    return filled(
        {
            "@type": "VideoObject",
            "name": video.title,
            "description": video.description or video.title,
            "url": settings.SITE_URL + reverse("events:video", args=[video.slug]),
            "thumbnailUrl": picture,
            "uploadDate": timezone.localtime(video.published_at).isoformat(timespec="seconds"),
            "expires": timezone.localtime(until).isoformat(timespec="seconds") if until else "",
            "duration": f"PT{video.minutes}M" if video.minutes else "",
            "embedUrl": showing.player,
            "contentUrl": "" if showing.player else showing.link,
            "inLanguage": "ja",
        }
    )
