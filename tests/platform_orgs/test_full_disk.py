"""Uploads while the disk takes no more: said at the field, nothing half-written, the rest of the form kept."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from platform_orgs.actions.profile import draft_of
from platform_orgs.models import MeetingPaper
from tests import factories
from tests.platform_orgs.files import pdf
from tests.platform_orgs.pages import TYPED, URL, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@contextlib.contextmanager
def files_end_after(most: int) -> Iterator[None]:
    """Let the system itself refuse what this process writes beyond so many bytes of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_logo_on_a_full_disk_is_said_and_the_rest_is_kept(organisation, org_editor_client, tmp_path):
    with files_end_after(10):
        answer = org_editor_client.post(URL, TYPED | {"logo": upload(picture()), "send": "1"})

    page = answer.content.decode()
    assert "保存できませんでした" in page
    assert TYPED["appeal"] in page
    assert left_in(tmp_path) == []
    assert draft_of(organisation).revision == 0


def test_logo_is_taken_when_there_is_room_again(organisation, org_editor_client, tmp_path):
    with files_end_after(10):
        org_editor_client.post(URL, TYPED | {"logo": upload(picture()), "send": "1"})

    org_editor_client.post(URL, TYPED | {"logo": upload(picture()), "send": "1"})

    assert [path.parent.name for path in left_in(tmp_path)] == ["logos"]


def test_paper_on_a_full_disk_is_said_and_nothing_stays(staff_client, tmp_path):
    meeting = factories.make_meeting()
    url = reverse("admin:platform_orgs_meeting_paper-add", args=[meeting.pk])

    with files_end_after(10):
        answer = staff_client.post(url, {"title": "資料", "file": pdf()})

    assert "保存できませんでした" in answer.content.decode()
    assert left_in(tmp_path) == []
    assert not MeetingPaper.objects.exists()
