"""Who comes to a meeting, and who is reminded of it."""

import datetime

import pytest
import time_machine

from platform_orgs import actions as organisations
from platform_orgs.meetings import actions
from platform_orgs.models import Meeting, MeetingReply
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests import factories
from tests.platform_orgs.calling import NOON, answer, told, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


@pytest.fixture
def meeting(db):
    return factories.make_meeting(agenda="困りごとのまとめ", online_url="https://meet.example.com/room")


# --- replies --------------------------------------------------------------------------------------------------


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


# --- reminders ------------------------------------------------------------------------------------------------


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
