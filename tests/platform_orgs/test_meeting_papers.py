"""Papers of a meeting: kept as they are once they are what they say."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from platform_orgs.meetings import actions
from platform_orgs.models import MeetingPaper
from portal.ui.text import InvalidInput
from tests import factories
from tests.platform_orgs.files import archive, pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


@pytest.fixture
def meeting(db):
    return factories.make_meeting(agenda="困りごとのまとめ", online_url="https://meet.example.com/room")


GOOD = [
    pdf("まとめ.PDF"),
    archive("a.docx", "[Content_Types].xml", "word/document.xml"),
    archive("a.xlsx", "[Content_Types].xml", "xl/workbook.xml"),
    archive("a.pptx", "[Content_Types].xml", "ppt/presentation.xml"),
    picture("a.png"),
    picture("a.jpeg", "JPEG"),
]
BAD = [
    SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>"),
    SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    SimpleUploadedFile("a.html", b"%PDF-1.7"),
    SimpleUploadedFile("a", b"%PDF-1.7"),
    SimpleUploadedFile("a.docx", b"PK\x03\x04broken"),
    archive("a.docx", "[Content_Types].xml", "xl/workbook.xml"),
    archive("a.docx", "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    archive("a.docm", "[Content_Types].xml", "word/document.xml"),
    archive("a.zip", "x"),
    picture("a.png", "JPEG"),
    SimpleUploadedFile("a.jpg", b"\xff\xd8\xff but no picture"),
]


@pytest.mark.parametrize("upload", GOOD, ids=lambda upload: upload.name)
def test_paper_is_kept_as_it_is_and_handed_out_as_a_download(upload, meeting, org_editor_client, staff):
    upload.seek(0)
    sent = upload.read()
    paper = actions.add_paper(meeting_id=meeting.pk, title='資料1 "/\r\nX: y', upload=upload, by=staff)

    answer = org_editor_client.get(f"/platform/meetings/{meeting.slug}/papers/{paper.pk}/")

    assert answer.content == sent
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "\n" not in answer["Content-Disposition"]
    assert upload.name not in paper.file.name
    assert paper.size == len(sent)


@pytest.mark.parametrize("upload", BAD, ids=lambda upload: upload.name)
def test_file_that_is_not_what_it_says_is_refused(upload, meeting, staff):
    upload.seek(0)
    with pytest.raises(InvalidInput):
        actions.add_paper(meeting_id=meeting.pk, title="資料", upload=upload, by=staff)

    assert not MeetingPaper.objects.exists()


def test_file_that_is_too_large_is_refused(meeting, staff, monkeypatch):
    monkeypatch.setattr("portal.ui.files.MOST_BYTES", 5)

    with pytest.raises(InvalidInput, match="大きすぎます"):
        actions.add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=staff)


def test_paper_of_another_meeting_or_that_has_gone_is_not_found(
    meeting, org_editor_client, staff, django_capture_on_commit_callbacks
):
    paper = actions.add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=staff)
    other = factories.make_meeting()
    path = f"/platform/meetings/{meeting.slug}/papers/{paper.pk}/"

    assert org_editor_client.get(f"/platform/meetings/{other.slug}/papers/{paper.pk}/").status_code == 404
    assert org_editor_client.get(path).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_paper(paper_id=paper.pk, by=staff)
        actions.remove_paper(paper_id=paper.pk, by=staff)
    assert org_editor_client.get(path).status_code == 404
    assert not default_storage.exists(paper.file.name)
