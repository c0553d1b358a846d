"""Meetings: planned, called, changed, called off; their calendar and minutes."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs.errors import EntryChangedMeanwhile, MeetingIsOff, MeetingIsOver, ReasonMissing
from platform_orgs.meetings import actions
from platform_orgs.models import Meeting, MeetingReply
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from tests import factories
from tests.platform_orgs.calling import NOON, answer, told, values
from tests.platform_orgs.files import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


@pytest.fixture
def meeting(db):
    return factories.make_meeting(agenda="困りごとのまとめ", online_url="https://meet.example.com/room")


# --- from the plan to the end ---------------------------------------------------------------------------------


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


# --- calendar -------------------------------------------------------------------------------------------------


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


# --- minutes --------------------------------------------------------------------------------------------------


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


# --- lists ----------------------------------------------------------------------------------------------------


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
