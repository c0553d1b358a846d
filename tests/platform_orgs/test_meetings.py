"""Meetings: called, answered, reminded of, changed, called off; their papers and minutes."""

import datetime

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from platform_orgs import actions as organisations
from platform_orgs.errors import EntryChangedMeanwhile, MeetingIsOff, MeetingIsOver, ReasonMissing
from platform_orgs.meetings import actions
from platform_orgs.models import Meeting, MeetingPaper, MeetingReply
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from portal.ui.text import InvalidInput
from tests import factories
from tests.platform_orgs.files import archive, pdf, picture

pytestmark = pytest.mark.django_db

NOON = factories.local(2026, 11, 24, 12)


@pytest.fixture(autouse=True)
def world(office, settings, tmp_path):
    """By day, with a storage of its own."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def meeting(db):
    return factories.make_meeting(agenda="困りごとのまとめ", online_url="https://meet.example.com/room")


def values(**changes):
    starts_at = factories.local(2026, 12, 10, 14)
    return {
        "title": "第3回会議",
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=2),
        "place": "市役所",
        "online_url": "",
        "agenda": "困りごとの共有",
    } | changes


def told(kind):
    found = Message.objects.filter(kind=f"platform_orgs.meeting_{kind}")
    return sorted(found.values_list("recipient__email", flat=True))


def answer(client, meeting, organisation, **changes):
    data = {"organisation": organisation.slug, "answer": "comes", "people": "2"} | changes
    return client.post(f"/platform/meetings/{meeting.slug}/reply/", data, follow=True)


# --- from the plan to the end -----------------------------------------------------------------------------------


def test_planned_meeting_is_known_to_the_office_only_until_it_is_called(
    org_manager, org_editor_client, staff, django_capture_on_commit_callbacks
):
    meeting = actions.plan(values=values(), by=staff)
    page = f"/platform/meetings/{meeting.slug}/"
    before = org_editor_client.get(page).status_code
    actions.call(meeting_id=meeting.pk, by=staff)
    actions.call(meeting_id=meeting.pk, by=staff)

    assert before == 404
    assert org_editor_client.get(page).status_code == 200
    assert "第3回会議" in org_editor_client.get("/platform/meetings/").content.decode()
    assert sorted(told("called")) == ["org-editor@example.com", "org-manager@example.com"]
    assert list(meeting.steps.values_list("verb", flat=True)) == ["planned", "called"]


def test_planning_twice_plans_once(staff):
    for _ in range(2):
        actions.plan(values=values(), by=staff)

    assert Meeting.objects.count() == 1


def test_meeting_that_has_begun_is_not_called(staff):
    meeting = actions.plan(values=values(starts_at=NOON - datetime.timedelta(hours=1)), by=staff)

    with pytest.raises(MeetingIsOver):
        actions.call(meeting_id=meeting.pk, by=staff)


def test_call_says_when_where_and_what_about(org_manager, staff):
    meeting = actions.plan(values=values(online_url="https://meet.example.com/secret"), by=staff)
    actions.call(meeting_id=meeting.pk, by=staff)

    text = render(Message.objects.get())

    for fact in ("第3回会議", "2026年12月10日（木）14:00〜16:00", "市役所", "困りごとの共有"):
        assert fact in text.mail
    assert f"/platform/meetings/{meeting.slug}/" in text.mail
    assert "secret" not in text.mail + text.call + text.paper
    assert "http" not in text.on_paper


def test_one_person_of_two_organisations_is_told_once(organisation, staff):
    person = factories.make_person(email="both@example.com")
    user = factories.make_user()
    for owner in (organisation, factories.make_organisation()):
        factories.make_membership(owner, user=user, person=person)
    meeting = actions.plan(values=values(), by=staff)

    actions.call(meeting_id=meeting.pk, by=staff)

    assert told("called") == ["both@example.com"]


def test_new_time_is_told_and_raises_the_sequence_and_other_changes_are_not(meeting, org_manager, staff):
    kept = {name: getattr(meeting, name) for name in values()}
    actions.change(meeting_id=meeting.pk, values=kept | {"agenda": "ほかの議題"}, seen_revision=0, by=staff)
    quiet = told("changed")
    later = meeting.starts_at + datetime.timedelta(hours=1)
    moved = kept | {"agenda": "ほかの議題", "starts_at": later}
    actions.change(meeting_id=meeting.pk, values=moved, seen_revision=1, by=staff)

    assert quiet == []
    assert told("changed") == ["org-manager@example.com"]
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.revision) == (2, 2)
    with pytest.raises(EntryChangedMeanwhile):
        actions.change(meeting_id=meeting.pk, values=kept, seen_revision=1, by=staff)


def test_meeting_called_off_says_why_and_stays_so(
    meeting, organisation, org_manager, org_manager_client, staff
):
    with pytest.raises(ReasonMissing):
        actions.cancel(meeting_id=meeting.pk, reason=" ", by=staff)
    with pytest.raises(EntryChangedMeanwhile):
        actions.cancel(meeting_id=meeting.pk, reason="大雪", seen_revision=7, by=staff)
    actions.cancel(meeting_id=meeting.pk, reason="大雪のため", by=staff)

    assert told("cancelled") == ["org-manager@example.com"]
    assert "大雪のため" in render(Message.objects.get()).mail
    page = org_manager_client.get(f"/platform/meetings/{meeting.slug}/").content.decode()
    assert "大雪のため" in page
    assert "返事を送る" not in page
    late = answer(org_manager_client, meeting, organisation).content.decode()
    assert "もう中止になっています" in late
    for action in (
        lambda: actions.cancel(meeting_id=meeting.pk, reason="x", by=staff),
        lambda: actions.call(meeting_id=meeting.pk, by=staff),
        lambda: actions.change(meeting_id=meeting.pk, values=values(), seen_revision=1, by=staff),
        lambda: actions.add_paper(meeting_id=meeting.pk, title="x", upload=pdf(), by=staff),
        lambda: actions.save_minutes(
            meeting_id=meeting.pk, text="x", publish=True, by=staff, seen_revision=1
        ),
    ):
        with pytest.raises(MeetingIsOff):
            action()


def test_plan_called_off_tells_nobody(org_manager, staff, org_manager_client):
    meeting = actions.plan(values=values(), by=staff)
    actions.cancel(meeting_id=meeting.pk, reason="とりやめ", by=staff)

    assert not Message.objects.exists()
    assert org_manager_client.get(f"/platform/meetings/{meeting.slug}/").status_code == 404


# --- replies ----------------------------------------------------------------------------------------------------


def test_reply_is_seen_by_members_and_the_newest_counts(
    meeting, organisation, org_editor_client, org_neighbour_client
):
    first = answer(org_editor_client, meeting, organisation, note="車で行きます").content.decode()
    seen = org_neighbour_client.get(f"/platform/meetings/{meeting.slug}/").content.decode()
    answer(org_editor_client, meeting, organisation, answer="absent", people="")

    assert "お返事を受け取りました" in first
    assert "見本の会（2人）" in seen
    reply = MeetingReply.objects.get()
    assert (reply.answer, reply.people, reply.membership.user.email) == (
        "absent",
        0,
        "org-editor@example.com",
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answer": ""}, "出欠を選んでください。"),
        ({"answer": "maybe"}, "一覧の中から選び直してください。"),
        ({"people": "0"}, "人数は、1人から20人で入力してください。"),
        ({"people": "21"}, "人数は、1人から20人で入力してください。"),
        ({"people": "9" * 30}, "4文字以内"),
        ({"people": "たくさん"}, "数字で入力してください。"),
        ({"note": "あ" * 5000}, "200文字以内"),
    ],
)
def test_mistake_in_a_reply_is_said(changes, message, meeting, organisation, org_editor_client):
    page = answer(org_editor_client, meeting, organisation, **changes)

    assert message in page.content.decode()
    assert not MeetingReply.objects.exists()


def test_full_width_number_is_understood(meeting, organisation, org_editor_client):
    answer(org_editor_client, meeting, organisation, people="３")

    assert MeetingReply.objects.get().people == 3


def test_nobody_answers_for_another_organisation(
    meeting, organisation, org_neighbour_client, stranger_client
):
    assert answer(org_neighbour_client, meeting, organisation).status_code == 404
    nonsense = {"organisation": "\x00", "answer": "comes"}
    page = f"/platform/meetings/{meeting.slug}/reply/"
    assert org_neighbour_client.post(page, nonsense).status_code == 404
    assert answer(stranger_client, meeting, organisation).status_code == 404
    assert not MeetingReply.objects.exists()


def test_address_of_two_organisations_has_a_form_for_each(
    meeting, organisation, org_manager, org_manager_client
):
    second = factories.make_organisation(name="二つ目の会", kana="フタツメ")
    factories.make_membership(second, user=org_manager)

    wrong = answer(org_manager_client, meeting, second, answer="")
    answer(org_manager_client, meeting, second, answer="online", people="1")

    content = wrong.content.decode()
    assert "出欠の返事：見本の会" in content
    assert "出欠の返事：二つ目の会" in content
    assert content.count("出欠を選んでください。") == 2  # in the summary and beside the one form
    assert f'href="#id_{second.pk}_answer_0"' in content
    assert [reply.organisation for reply in MeetingReply.objects.all()] == [second]


def test_reply_after_the_end_is_refused(organisation, org_editor_client):
    over = factories.make_meeting(starts_at=NOON - datetime.timedelta(hours=3))

    assert "もう受け付けていません" in answer(org_editor_client, over, organisation).content.decode()
    assert not MeetingReply.objects.exists()


# --- reminders --------------------------------------------------------------------------------------------------


def remind_at(moment):
    with time_machine.travel(moment, tick=False):
        return actions.remind_due()


def test_silent_ones_are_asked_again_and_those_who_come_reminded_once(
    meeting, organisation, org_manager, staff
):
    silent = factories.make_membership()
    absent = factories.make_membership()
    for owner, word in ((organisation, "comes"), (absent.organisation, "absent")):
        actions.reply(
            meeting_id=meeting.pk, organisation_id=owner.pk, answer=word, people=1, note="", by=staff
        )

    counts = [
        remind_at(meeting.starts_at - datetime.timedelta(**ago))
        for ago in ({"days": 8}, {"days": 6}, {"days": 6}, {"days": 1}, {"days": 1})
    ]

    assert counts == [0, 1, 0, 1, 0]
    assert told("unanswered") == [silent.person.email]
    assert told("reminder") == ["org-manager@example.com"]


def test_nobody_hears_by_night_or_right_after_the_call(meeting, organisation, org_manager):
    night = (meeting.starts_at - datetime.timedelta(days=6)).replace(hour=20)
    Meeting.objects.filter(pk=meeting.pk).update(
        called_at=meeting.starts_at - datetime.timedelta(days=6, hours=2)
    )

    assert remind_at(night) == 0
    assert remind_at(meeting.starts_at - datetime.timedelta(days=6)) == 0
    assert told("unanswered") == []


def test_question_that_has_been_answered_meanwhile_is_not_sent(meeting, organisation, org_manager, staff):
    remind_at(meeting.starts_at - datetime.timedelta(days=6))
    message = Message.objects.get()
    asked = render(message).mail
    actions.reply(
        meeting_id=meeting.pk, organisation_id=organisation.pk, answer="comes", people=1, note="", by=staff
    )

    assert "まだお返事をいただいていません" in asked
    with pytest.raises(NoLongerTrue):
        render(message)


def test_moved_meeting_is_reminded_of_again(meeting, organisation, org_manager, staff):
    remind_at(meeting.starts_at - datetime.timedelta(days=6))
    meeting.refresh_from_db()
    moved = {name: getattr(meeting, name) for name in values()}
    moved |= {"starts_at": meeting.starts_at + datetime.timedelta(days=30)}
    moved |= {"ends_at": moved["starts_at"] + datetime.timedelta(hours=1)}
    actions.change(meeting_id=meeting.pk, values=moved, seen_revision=meeting.revision, by=staff)

    assert remind_at(moved["starts_at"] - datetime.timedelta(days=6)) == 1
    assert len(told("unanswered")) == 2


def test_who_left_the_platform_is_told_nothing_more(meeting, organisation, org_manager, staff):
    remind_at(meeting.starts_at - datetime.timedelta(days=6))
    organisations.end(
        organisation_id=organisation.pk, state="left", on=organisation.joined_on, reason="x", by=staff
    )

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(kind="platform_orgs.meeting_unanswered"))


# --- calendar ---------------------------------------------------------------------------------------------------


def test_calendar_keeps_its_uid_and_follows_changes(meeting, org_editor_client, staff):
    path = f"/platform/meetings/{meeting.slug}/calendar.ics"
    first = org_editor_client.get(path)
    actions.cancel(meeting_id=meeting.pk, reason="大雪", by=staff)
    second = org_editor_client.get(path).content.decode()

    text = first.content.decode()
    assert first["Content-Type"].startswith("text/calendar")
    uid = next(line for line in text.splitlines() if line.startswith("UID:"))
    assert uid in second
    assert ("SEQUENCE:0" in text, "STATUS:CONFIRMED" in text) == (True, True)
    assert ("SEQUENCE:1" in second, "STATUS:CANCELLED" in second) == (True, True)
    assert "ORGANIZER" not in text


# --- papers -----------------------------------------------------------------------------------------------------

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


# --- minutes ----------------------------------------------------------------------------------------------------


def test_members_are_told_once_that_there_are_minutes_and_not_what_they_say(meeting, org_editor, staff):
    actions.call(meeting_id=meeting.pk, by=staff)
    meeting.refresh_from_db()
    for text, publish in (("下書き", False), ("決まったこと", True), ("直した記録", True)):
        meeting = actions.save_minutes(
            meeting_id=meeting.pk, text=text, publish=publish, by=staff, seen_revision=meeting.revision
        )

    told = Message.objects.get(kind="platform_orgs.meeting_minutes", recipient__email=org_editor.email)
    mail = render(told)
    assert "記録を公開しました" in mail.subject
    assert f"/platform/meetings/{meeting.slug}/" in mail.mail
    assert "決まったこと" not in mail.mail
    assert "直した記録" not in mail.mail


def test_minutes_are_read_by_members_once_they_are_published(meeting, org_editor_client, staff):
    page = f"/platform/meetings/{meeting.slug}/"
    actions.save_minutes(meeting_id=meeting.pk, text="下書きです", publish=False, by=staff, seen_revision=0)
    draft = org_editor_client.get(page).content.decode()
    actions.save_minutes(meeting_id=meeting.pk, text="決まったこと", publish=True, by=staff, seen_revision=1)
    actions.save_minutes(meeting_id=meeting.pk, text="直した議事録", publish=False, by=staff, seen_revision=2)

    assert "下書きです" not in draft
    assert "直した議事録" in org_editor_client.get(page).content.decode()
    with pytest.raises(EntryChangedMeanwhile):
        actions.save_minutes(meeting_id=meeting.pk, text="遅い", publish=False, by=staff, seen_revision=1)


# --- lists ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_three(
    count, organisation, org_editor_client, staff, django_assert_num_queries
):
    for _ in range(count):
        meeting = factories.make_meeting()
        factories.make_meeting(starts_at=timezone.now() - datetime.timedelta(days=9))
        actions.add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=staff)
    for _ in range(count):
        owner = factories.make_organisation()
        MeetingReply.objects.create(meeting=meeting, organisation=owner, answer="comes")

    # session, user, memberships, meetings ahead, own replies, how many are past, those, the office
    with django_assert_num_queries(8):
        org_editor_client.get("/platform/meetings/")
    # session, user, memberships, meeting, replies, papers, the office
    with django_assert_num_queries(7):
        org_editor_client.get(f"/platform/meetings/{meeting.slug}/")
