"""Papers of meetings: files that are what they say (``portal.ui.files``), for members only."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from platform_orgs.models import MeetingPaper
from portal.ui.files import file_response, store_file
from portal.ui.uploads import clear_unnamed

_FOLDER = "meeting-papers"


def store_paper(upload: UploadedFile) -> tuple[str, int]:
    """Check the file and store it; returns its name in the default storage and its size. Raises
    ``InvalidInput``."""
    return store_file(upload, _FOLDER)


def clear_unused_papers() -> int:
    """Remove stored papers that no meeting has, a day after they came (removed ones, and those whose saving failed);
    returns how many. For the periodic run."""
    return clear_unnamed(_FOLDER, MeetingPaper.objects.values_list("file", flat=True))


def paper_response(paper: MeetingPaper) -> HttpResponse:
    """The file as a download. Raises ``Http404`` where it has gone from the storage."""
    return file_response(str(paper.file), paper.title)
