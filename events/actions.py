"""What is done with pictures and videos of events."""

from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from events.chapters import ChapterLine
from events.errors import NothingToPublish, PictureIsGone
from events.models import Chapter, Material, Picture, Video
from events.showing import showing_of
from portal.accounts.models import User
from portal.page_cache import forget_pages_after_commit
from portal.ui.uploads import clear_unnamed

PICTURES = "event-pictures"
MATERIALS = "event-materials"


@transaction.atomic
def take_down_picture(*, picture_id: int, reason: str, by: User) -> Picture:
    """Take a photograph away for good: its file is deleted, its address is gone at once, no page names it. Who
    did it, when and why stays on its row. Raises ``PictureIsGone`` the second time."""
    picture = Picture.objects.select_for_update(no_key=True).get(pk=picture_id)
    if picture.taken_down_at is not None:
        raise PictureIsGone
    name = picture.file
    picture.file = ""
    picture.taken_down_at = timezone.now()
    picture.taken_down_by = by
    picture.taken_down_reason = reason
    picture.save(update_fields=["file", "taken_down_at", "taken_down_by", "taken_down_reason"])
    transaction.on_commit(lambda: default_storage.delete(name))
    forget_pages_after_commit()
    return picture


@transaction.atomic
def publish_recording(*, video_id: int) -> Video:
    """Let everybody watch the recording of a stream that is over, from now on. On YouTube it is where the stream
    was. Raises ``NothingToPublish`` before the end, the second time, and for a stream on another site, whose
    address led to a meeting and not to a recording."""
    video = Video.objects.select_for_update(no_key=True).get(pk=video_id)
    now = timezone.now()
    if not showing_of(video, now).is_recording_ready:
        raise NothingToPublish
    video.available_from = now
    video.revision += 1
    video.save(update_fields=["available_from", "revision", "updated_at"])
    forget_pages_after_commit()
    return video


def clear_unused_files() -> int:
    """Remove stored pictures and materials that no row names, such as those of a form that came back or of a row
    that was taken out; returns how many. For the periodic run."""
    pictures = Picture.objects.shown().values_list("file", flat=True)
    materials = Material.objects.values_list("file", flat=True)
    return clear_unnamed(PICTURES, pictures) + clear_unnamed(MATERIALS, materials)


@transaction.atomic
def set_chapters(*, video: Video, chapters: Sequence[ChapterLine]) -> None:
    """Let a video have exactly these chapters."""
    video.chapters.all().delete()
    Chapter.objects.bulk_create(
        Chapter(video=video, seconds=each.seconds, title=each.title) for each in chapters
    )
