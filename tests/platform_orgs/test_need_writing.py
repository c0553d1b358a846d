"""A need is written, sent, read by the office and taken back."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from platform_orgs.errors import (
    LooksIdentifying,
    NeedChangedMeanwhile,
    NeedDayHasPassed,
    NeedHasEnded,
    NeedIsSent,
    NeedNotAnsweredYet,
    NothingToRead,
    NotTakingPart,
    ReasonMissing,
)
from platform_orgs.models import Need, Organisation
from platform_orgs.needs import actions
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests import factories
from tests.platform_orgs.needing import answered, draft, opened, reads_last, send, writing

pytestmark = pytest.mark.django_db

TUESDAY = datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.UTC)  # 19:00 in Japan, after hours


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def verbs(need):
    return list(need.steps.values_list("verb", flat=True))


def kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


def test_need_travels_from_draft_to_open(organisation, org_manager, staff, neighbour_org):
    need = draft(organisation, org_manager)
    assert not Need.objects.visible_to(neighbour_org).exists()

    need = send(need, org_manager)
    assert (need.state, need.can_be_guessed, need.is_rare, need.is_unknown_to_them) == (
        "received", False, False, False,
    )  # fmt: skip
    assert set(Need.objects.to_read()) == {need}
    assert not Need.objects.visible_to(neighbour_org).exists()

    actions.open_need(need_id=need.pk, revision=need.revision, by=staff)
    assert set(Need.objects.visible_to(neighbour_org)) == {need}
    assert verbs(need) == ["written", "sent", "opened"]
    assert kinds() == ["platform_orgs.need_opened"]


def test_notice_holds_nothing_that_was_written(organisation, org_manager):
    need = opened(organisation, org_manager)

    text = render(Message.objects.get())

    for part in (text.subject, text.mail, text.on_paper):
        assert "灯油" not in part
    assert f"/platform/needs/{need.slug}/" in text.mail
    assert "http" not in text.on_paper
    assert need.slug in text.on_paper


def test_notice_is_withdrawn_when_overtaken_or_its_reader_has_left(organisation, org_manager, org_editor):
    need = opened(organisation, org_manager)
    first, second = Message.objects.order_by("pk")
    organisation.memberships.filter(person=first.recipient).update(ended_at=timezone.now())

    with pytest.raises(NoLongerTrue):
        render(first)
    assert render(second)
    actions.withdraw_need(need_id=need.pk, by=org_manager)
    second.refresh_from_db()
    second = Message.objects.get(pk=second.pk)
    with pytest.raises(NoLongerTrue):
        render(second)


def test_promise_counts_office_hours(organisation, org_manager):
    # The office is open from 8:30 to 17:15 (8.75 hours): 16 hours after Tuesday evening are over on Thursday.
    with time_machine.travel(TUESDAY, tick=False):
        need = send(draft(organisation, org_manager), org_manager)

    assert timezone.localtime(need.read_by).isoformat() == "2026-12-03T17:15:00+09:00"


def test_office_that_does_not_read_first_opens_at_once_except_what_is_for_it_alone(organisation, org_manager):
    reads_last()

    shared = send(draft(organisation, org_manager), org_manager)
    private = send(draft(organisation, org_manager), org_manager, for_office_only=True)

    assert (shared.state, private.state, private.audience) == ("open", "received", "office")


def test_need_for_the_office_alone_stays_hidden_when_open(organisation, org_manager, neighbour_org):
    need = draft(organisation, org_manager, audience="office")
    need = send(need, org_manager)
    actions.open_need(need_id=need.pk, revision=need.revision, by=factories.make_user(is_staff=True))

    assert not Need.objects.visible_to(neighbour_org).exists()
    assert set(Need.objects.visible_to(organisation)) == {need}


def test_pattern_is_asked_about_once_and_remembered_until_the_words_change(organisation, org_manager):
    need = draft(organisation, org_manager, body="090-0000-0001に電話してください。")

    with pytest.raises(LooksIdentifying) as question:
        send(need, org_manager)
    assert question.value.parts == ["090-0000-0001"]
    need = send(need, org_manager, is_confirmed=True)
    assert need.pattern_confirmed
    actions.send_need_back(need_id=need.pk, remark="番号を消してください", by=factories.make_user())
    assert send(need, org_manager).state == "received"
    actions.send_need_back(need_id=need.pk, remark="まだ", by=factories.make_user())
    need.refresh_from_db()
    actions.save_need(
        need_id=need.pk,
        writing=writing(body="090-0000-0002に。"),
        seen_revision=need.revision,
        by=org_manager,
    )
    with pytest.raises(LooksIdentifying):
        send(need, org_manager)


def test_part_of_a_town_alone_is_no_alarm(organisation, org_manager):
    assert send(draft(organisation, org_manager, body="3丁目で多い。"), org_manager).state == "received"


def test_member_must_answer_the_questions(organisation, org_manager):
    with pytest.raises(NeedNotAnsweredYet):
        actions.send_need(need_id=draft(organisation, org_manager).pk, questions=None, by=org_manager)


def test_sending_and_opening_twice_is_harmless(organisation, org_manager):
    need = opened(organisation, org_manager)

    send(need, org_manager)
    actions.open_need(need_id=need.pk, revision=0, by=org_manager)

    assert verbs(need) == ["written", "sent", "opened"]
    assert Message.objects.count() == 1


def test_need_whose_day_has_passed_is_not_opened(organisation, org_manager, staff):
    need = send(draft(organisation, org_manager), org_manager)
    Need.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))

    with pytest.raises(NeedDayHasPassed):
        actions.open_need(need_id=need.pk, revision=need.revision, by=staff)


def test_same_key_is_one_draft(organisation, org_manager):
    both = [
        actions.write_need(
            writing=writing(), organisation_id=organisation.pk, by=org_manager, submission_key="key"
        )
        for _ in range(2)
    ]

    assert both[0] == both[1]


def test_organisation_that_takes_no_part_writes_and_sends_nothing(organisation, org_manager):
    need = draft(organisation, org_manager)
    Organisation.objects.filter(pk=organisation.pk).update(state="suspended")

    with pytest.raises(NotTakingPart):
        draft(organisation, org_manager)
    with pytest.raises(NotTakingPart):
        send(need, org_manager)


def test_office_sends_back_with_words_what_waits_only(organisation, org_manager):
    need = send(draft(organisation, org_manager), org_manager)
    other = factories.make_user(is_staff=True)

    with pytest.raises(ReasonMissing):
        actions.send_need_back(need_id=need.pk, remark=" ", by=other)
    actions.send_need_back(need_id=need.pk, remark="地域を広くしてください", by=other)
    need.refresh_from_db()
    assert (need.state, need.remark) == ("draft", "地域を広くしてください")
    assert "地域を広く" not in render(Message.objects.get()).mail
    for late in (
        lambda: actions.send_need_back(need_id=need.pk, remark="x", by=other),
        lambda: actions.open_need(need_id=need.pk, revision=need.revision, by=other),
    ):
        with pytest.raises(NothingToRead):
            late()


def test_office_opens_only_what_it_has_read(organisation, org_manager, staff):
    need = send(draft(organisation, org_manager), org_manager)
    actions.save_need(
        need_id=need.pk, writing=writing(title="別のこと"), seen_revision=need.revision, by=org_manager
    )

    with pytest.raises(NeedChangedMeanwhile):
        actions.open_need(need_id=need.pk, revision=need.revision, by=staff)


def test_change_is_for_members_until_it_is_open_and_for_the_office_until_the_end(
    organisation, org_manager, staff
):
    need = opened(organisation, org_manager)
    changed = {"need_id": need.pk, "writing": writing(title="直した"), "seen_revision": need.revision}

    with pytest.raises(NeedIsSent):
        actions.save_need(**changed, by=org_manager)
    actions.save_need(**changed, by=staff, as_office=True)
    with pytest.raises(NeedChangedMeanwhile):
        actions.save_need(**changed, by=staff, as_office=True)
    actions.withdraw_need(need_id=need.pk, by=org_manager)
    need.refresh_from_db()
    with pytest.raises(NeedHasEnded):
        actions.save_need(
            **changed | {"seen_revision": need.revision, "writing": writing()}, by=staff, as_office=True
        )


def test_withdrawing_tells_those_who_answered(organisation, org_manager, org_neighbour, neighbour_org):
    need = opened(organisation, org_manager)
    answered(need, neighbour_org, org_neighbour)
    before = Message.objects.latest("pk").pk

    for _ in range(2):
        actions.withdraw_need(need_id=need.pk, by=org_manager)

    message = Message.objects.get(pk__gt=before)
    assert message.kind == "platform_orgs.need_ended_by_poster"
    assert message.recipient == neighbour_org.memberships.get().person
    assert "灯油" not in render(message).mail
    assert not Need.objects.visible_to(neighbour_org).exists()


def test_office_writes_and_sends_in_one_go(staff):
    need = actions.write_need(writing=writing(), organisation_id=None, by=staff)

    need = actions.send_need(need_id=need.pk, questions=None, by=staff, as_office=True)

    assert need.state == "open"
    assert not Message.objects.exists()


def test_minutes_are_typed_in_all_or_none(staff):
    several = [writing(title="一"), writing(title="二", body="090-0000-0001")]

    with pytest.raises(LooksIdentifying):
        actions.enter_needs(writings=several, by=staff)
    assert not Need.objects.exists()
    actions.enter_needs(writings=several, by=staff, is_confirmed=True)

    assert set(Need.objects.values_list("title", "state", "organisation")) == {
        ("一", "open", None),
        ("二", "open", None),
    }
