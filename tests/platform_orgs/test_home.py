"""The members' home: what waits, in seven lines at the most; and the weekly mail that says how much of it."""

import datetime

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.actions.members import end_membership
from platform_orgs.home.digest import send_digests
from platform_orgs.home.waiting import lines
from platform_orgs.links import digest_stop_url
from platform_orgs.models import Membership, Need, Organisation, Profile, Response, ResponseMessage
from platform_orgs.needs.finding import Filters, found
from portal.correspondence.kinds import NoLongerTrue, get_kind, render
from portal.correspondence.models import Message
from portal.office.models import District
from tests import factories
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db

MONDAY = factories.local(2026, 11, 30, 10)


@pytest.fixture(autouse=True)
def monday(office):
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def neighbour(org_neighbour):
    return Organisation.objects.get(memberships__user=org_neighbour)


def texts(organisation):
    return [line.text for line in lines(organisation)]


def say(response, side, *, shown=True):
    owner = response.organisation if side == "responder" else response.need.organisation
    return ResponseMessage.objects.create(
        response=response,
        organisation=owner,
        side=side,
        text="ひみつの中身",
        written_by=response.need.written_by,
        shown_at=timezone.now() if shown else None,
    )


def everything(organisation, neighbour):
    """Something of each kind waits for ``organisation``."""
    Profile.objects.filter(organisation=organisation, number=1).update(state="sent_back")
    actions.ask(organisation_id=organisation.pk)
    own = factories.make_need(organisation, until=timezone.localdate() + datetime.timedelta(days=3))
    say(Response.objects.create(need=own, organisation=neighbour), "responder")
    theirs = factories.make_need(neighbour)
    mine = Response.objects.create(need=theirs, organisation=organisation)
    say(mine, "responder")
    say(mine, "poster")
    factories.make_meeting(starts_at=factories.local(2026, 12, 10, 14))
    factories.make_need(title="ひみつの題")


def test_nothing_waits(organisation, org_manager_client):
    assert lines(organisation) == []
    content = org_manager_client.get("/platform/").content.decode()
    assert "いま、待っていることはありません。" in content
    for way in ("needs", "resources", "meetings", "gaps"):
        assert f'href="/platform/{way}/"' in content


def test_what_waits_is_seven_lines_at_the_most(organisation, neighbour, org_manager_client):
    everything(organisation, neighbour)

    found = lines(organisation)

    assert [line.text for line in found] == [
        "団体のページに、直しのお願いがあります",
        "団体のページは、いまも合っていますか（年に一度の確認）",
        "出した困りごとへの、新しい回答や返事：1件",
        "回答した相手が、返事を待っています：1件",
        "もうすぐ期限の困りごと：1件",
        "12月10日（木）の会議の返事",
        "力を貸せるかもしれない、新しい困りごと：1件",
    ]
    content = org_manager_client.get("/platform/").content.decode()
    for line in found:
        assert line.text in content
        assert org_manager_client.get(line.url).status_code == 200, line
    assert "ひみつ" not in content


def test_what_is_the_others_turn_does_not_wait_for_us(organisation, neighbour):
    everything(organisation, neighbour)

    assert [text for text in texts(neighbour) if "返事" in text] == ["12月10日（木）の会議の返事"]


def test_new_needs_are_those_in_ones_fields_and_area():
    north, south = District.objects.create(name="北"), District.objects.create(name="南")
    part = District.objects.create(name="北東", parent=north)
    mine = factories.make_organisation(page={"fields_of_work": ["food"], "districts": [part.pk]})
    fitting = [
        factories.make_need(field_of_work="food", district=north),
        factories.make_need(district=part),
        factories.make_need(),
    ]
    for fields in (
        {"field_of_work": "women"},
        {"district": south},
        {"audience": "office"},
        {"state": "received"},
        {"until": timezone.localdate() - datetime.timedelta(days=1)},
        {"opened_at": timezone.now() - datetime.timedelta(days=15)},
    ):
        factories.make_need(**fields)
    factories.make_need(mine)
    Response.objects.create(need=factories.make_need(), organisation=mine)

    [line] = lines(mine)
    assert line.text == "力を貸せるかもしれない、新しい困りごと：3件"
    # The line leads to the very needs that it counts.
    assert line.url == "/platform/needs/?show=new"
    shown = found(Filters.of(QueryDict("show=new")), [mine])
    assert set(shown) == set(fitting)
    assert set(found(Filters.of(QueryDict("show=new&category=work")), [mine])) <= set(fitting)


def test_page_that_is_being_looked_at_is_said_without_asking_for_anything(organisation):
    Profile.objects.filter(organisation=organisation, number=1).update(state="waiting", number=2)

    assert [(line.text, line.is_todo) for line in lines(organisation)] == [
        ("送ったページを、職員が確認しています", False)
    ]


def test_address_of_two_organisations_sees_a_section_for_each(organisation, org_manager, org_manager_client):
    second = factories.make_organisation(name="二つ目の会")
    factories.make_membership(second, user=org_manager)
    factories.make_meeting()

    page = org_manager_client.get("/platform/")

    assert [len(section["lines"]) for section in page.context["sections"]] == [1, 1]
    content = page.content.decode()
    assert "二つ目の会の強み・リソース" in content
    assert 'action="/platform/orgs/mihon/digest/"' in content


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_for_one_and_three_of_each(
    count, organisation, neighbour, org_manager_client, django_assert_num_queries
):
    for _ in range(count):
        factories.make_need(organisation, until=timezone.localdate())
        factories.make_need(neighbour)
        factories.make_meeting()
        need = factories.make_need(organisation)
        say(Response.objects.create(need=need, organisation=neighbour), "responder")

    # session, user, memberships; page, check, answers, threads, expiring, meeting, new needs; the office
    with django_assert_num_queries(11):
        org_manager_client.get("/platform/")


# --- the weekly mail --------------------------------------------------------------------------------------------


@pytest.fixture
def membership(org_manager):
    membership = Membership.objects.get(user=org_manager)
    Membership.objects.filter(pk=membership.pk).update(since=datetime.date(2026, 11, 1))
    return membership


def send_at(*moment):
    with time_machine.travel(factories.local(*moment), tick=False):
        return send_digests()


def test_weekly_mail_says_how_much_waits_and_nothing_of_what(membership, organisation, neighbour):
    everything(organisation, neighbour)

    assert send_digests() == 1
    assert send_digests() == 0
    message = Message.objects.get(kind="platform_orgs.digest")
    mail = render(message).mail
    assert message.recipient == membership.person
    assert "新しい困りごと：1件" in mail
    assert "/platform/\n" in mail
    assert "ひみつ" not in mail
    assert send_at(2026, 12, 4, 10) == 0
    assert send_at(2026, 12, 7, 10) == 2  # the neighbour, who joined only last week, too


def test_no_mail_without_anything_in_it(membership, organisation):
    assert send_digests() == 0
    factories.make_meeting()
    assert send_digests() == 0  # it was looked at this week
    assert send_at(2026, 12, 8, 10) == 1


@pytest.mark.parametrize(
    "moment", [(2026, 11, 30, 8), (2026, 11, 30, 20), (2026, 12, 5, 10), (2026, 12, 6, 10)]
)
def test_no_mail_by_night_or_at_the_weekend(moment, membership):
    factories.make_meeting(starts_at=factories.local(2026, 12, 20, 14))

    assert send_at(*moment) == 0


@pytest.mark.parametrize(
    "changes",
    [{"digest": "never"}, {"since": datetime.date(2026, 11, 30)}, {"ended_at": MONDAY}, {"user": None}],
)
def test_some_get_none(changes, membership):
    factories.make_meeting()
    Membership.objects.filter(pk=membership.pk).update(**changes)

    assert send_digests() == 0


def test_what_was_done_meanwhile_is_not_mailed(membership, organisation, org_manager):
    meeting = factories.make_meeting()
    send_digests()
    message = Message.objects.get()
    render(message)
    meeting.replies.create(organisation=organisation, answer="comes")

    with pytest.raises(NoLongerTrue):
        render(message)


def test_mail_is_stopped_with_one_press_without_signing_in(membership, organisation, neighbour, client):
    everything(organisation, neighbour)
    send_digests()
    message = Message.objects.get(kind="platform_orgs.digest")
    headers = get_kind("platform_orgs.digest").headers(message)
    url = digest_stop_url(membership)

    assert headers == {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert url in render(message).mail
    assert client.get(url).status_code == 200
    membership.refresh_from_db()
    assert membership.digest == "weekly"  # a programme that opens links by itself stops nothing
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    membership.refresh_from_db()
    assert membership.digest == "never"
    assert client.get(f"{url}x").status_code == 404
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(pk=message.pk))


def test_removed_member_gets_no_mail_that_was_already_waiting(membership, organisation, neighbour):
    everything(organisation, neighbour)
    send_digests()
    message = Message.objects.get(kind="platform_orgs.digest")
    assert render(message).mail

    end_membership(membership)

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get(pk=message.pk))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(membership, organisation):
    factories.make_meeting()

    assert sum(at_once([send_digests, send_digests])) == 1
    assert Message.objects.filter(kind="platform_orgs.digest").count() == 1


def test_mail_is_stopped_and_taken_again_by_oneself(membership, org_manager_client):
    said = []
    for wanted in ("never", "weekly"):
        page = org_manager_client.post("/platform/orgs/mihon/digest/", {"digest": wanted}, follow=True)
        membership.refresh_from_db()
        said.append(membership.digest)
        assert ("いま、止めています。" in page.content.decode()) == (wanted == "never")

    assert said == ["never", "weekly"]
    assert org_manager_client.post("/platform/orgs/mihon/digest/", {"digest": "daily"}).status_code == 404
    assert Need.objects.count() == 0
