"""Papers that no meeting has go from the disk, a day after they came."""

import os

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from platform_orgs.meetings import actions
from platform_orgs.meetings.papers import clear_unused_papers
from platform_orgs.models import MeetingPaper
from tests.factories import make_meeting
from tests.platform_orgs.files import pdf


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_paper_whose_saving_was_rolled_back_goes_and_that_of_a_meeting_stays(staff):
    meeting = make_meeting()
    kept = actions.add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=staff)
    with transaction.atomic():
        lost = actions.add_paper(meeting_id=meeting.pk, title="べつ", upload=pdf(), by=staff)
        transaction.set_rollback(True)
    names = [str(kept.file), str(lost.file)]

    assert clear_unused_papers() == 0  # they have just come
    for name in names:
        os.utime(default_storage.path(name), (0, 0))
    assert clear_unused_papers() == 1

    assert [default_storage.exists(name) for name in names] == [True, False]
    assert MeetingPaper.objects.get() == kept
