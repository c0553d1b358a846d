"""What becomes of a request: each step on record, the group told once, and never a list that names it."""

from functools import partial

import pytest

from portal.bookings import actions as bookings
from portal.bookings.actions.copying import copy_occasion
from portal.bookings.models import Occasion
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import CallListLine, Message, OutboxMail
from portal.people.merging import merge_people
from tests.bookings.test_races import at_once
from tests.factories import in_days, make_date, make_office, make_person
from tests.trainings.visits import make_visit
from trainings.models import TrainingSession
from trainings.visits import actions
from trainings.visits.errors import VisitChangedMeanwhile, VisitIsSettled, VisitReasonMissing
from trainings.visits.models import VisitRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def session_of(visit, staff):
    return actions.make_session(request_id=visit.pk, by=staff, revision=visit.revision)


def published(visit, staff):
    session = session_of(visit, staff)
    make_date(session, in_days(30))
    bookings.publish(occasion_id=session.pk, by=staff)
    return TrainingSession.objects.get(pk=session.pk)


def text(kind):
    return render(Message.objects.get(kind=f"trainings.{kind}"))


def verbs(visit):
    return list(visit.steps.values_list("verb", flat=True))


def test_request_is_told_by_the_persons_own_way():
    make_visit()
    make_visit("second", contact_wish="mail", email="hanako@example.com")

    assert Message.objects.filter(kind="trainings.visit_received").count() == 2
    assert OutboxMail.objects.count() == CallListLine.objects.count() == 1


def test_received_mail_carries_the_facts():
    make_visit()

    mail = text("visit_received").mail

    for fact in (
        "髙橋 花子 様",
        "見本町 ふれあいサロン",
        "見本町公民館（見本町1丁目）",
        "第1希望　1月20日の午前",
    ):
        assert fact in mail
    assert "第3希望" not in mail


def test_taking_up_names_who_and_stands_on_record(staff):
    visit = make_visit()

    visit = actions.take_up(request_id=visit.pk, by=staff, revision=0)

    assert (visit.state, visit.handled_by, visit.revision) == ("in_talks", staff, 1)
    assert verbs(visit) == ["received", "taken_up"]
    assert visit.steps.last().actor == staff


def test_step_from_an_older_page_is_refused(staff):
    visit = make_visit()
    actions.take_up(request_id=visit.pk, by=staff, revision=0)

    for action in (actions.take_up, actions.make_session, partial(actions.decline, reason="x")):
        with pytest.raises(VisitChangedMeanwhile):
            action(request_id=visit.pk, by=staff, revision=0)
    assert not TrainingSession.objects.exists()


def test_declining_tells_the_reason_and_can_be_taken_up_again(staff):
    visit = make_visit()

    with pytest.raises(VisitReasonMissing):
        actions.decline(request_id=visit.pk, reason=" ", by=staff, revision=0)
    actions.decline(request_id=visit.pk, reason="講師の都合がつきません。", by=staff, revision=0)

    assert "講師の都合がつきません。" in text("visit_declined").mail
    with pytest.raises(NoLongerTrue):
        text("visit_received")
    visit = actions.take_up(request_id=visit.pk, by=staff, revision=1)
    assert visit.state == "in_talks"
    with pytest.raises(NoLongerTrue):
        text("visit_declined")
    assert verbs(visit) == ["received", "declined", "taken_up_again"]


def test_declining_what_was_said_on_the_telephone_sends_nothing(staff):
    visit = make_visit(contact_wish="mail", email="hanako@example.com")
    OutboxMail.objects.all().delete()

    actions.decline(request_id=visit.pk, reason="中止の希望", by=staff, revision=0, told=True)

    assert not OutboxMail.objects.exists()
    assert Message.objects.get(kind="trainings.visit_declined").told_by == staff


def test_session_is_closed_planned_and_has_the_groups_size(staff):
    visit = make_visit()

    session = session_of(visit, staff)

    visit.refresh_from_db()
    assert (visit.state, visit.session) == ("arranged", session)
    assert (session.state, session.is_listed) == (Occasion.State.PLANNED, False)
    assert session.title == "つながりサポーター養成研修（見本町 ふれあいサロン）"
    assert session.audience == "見本町 ふれあいサロンのみなさん"
    assert session.place_kinds.get().capacity == 15
    assert len(session.slug) == 26
    # Pressing again leads to the same session; what has one is settled.
    assert session_of(visit, staff) == session
    with pytest.raises(VisitIsSettled):
        actions.decline(request_id=visit.pk, reason="x", by=staff, revision=visit.revision)


def test_addresses_of_two_sessions_have_nothing_in_common(staff):
    first, second = (session_of(make_visit(key), staff).slug for key in ("a", "b"))

    assert first[2:] != second[2:]


def test_copy_of_a_closed_session_has_an_address_of_its_own_that_nobody_guesses(staff):
    session = published(make_visit(), staff)

    copy = copy_occasion(original=session, by=staff)

    assert not copy.is_listed
    assert len(copy.slug) == 26
    assert copy.slug != session.slug


def test_address_is_told_once_when_the_session_is_published(staff):
    visit = make_visit()
    session = session_of(visit, staff)

    assert actions.tell_published_visits() == 0
    make_date(session, in_days(30))
    bookings.publish(occasion_id=session.pk, by=staff)
    assert [actions.tell_published_visits() for _ in range(2)] == [1, 0]

    mail = text("visit_published").mail
    assert f"/trainings/{session.slug}/" in mail
    assert "見本会館 大会議室" in mail


def test_address_of_a_cancelled_session_is_not_told(staff):
    visit = make_visit()
    session = published(visit, staff)
    actions.tell_published_visits()
    bookings.cancel_occasion(
        occasion_id=session.pk, reason="大雪", by=staff, revision=Occasion.objects.get(pk=session.pk).revision
    )

    with pytest.raises(NoLongerTrue):
        text("visit_published")


def test_merged_person_keeps_the_request(manager):
    visit = make_visit()
    keep = make_person()

    merge_people(keep_id=keep.pk, drop_id=visit.contact_id, by=manager)

    visit.refresh_from_db()
    assert visit.contact == keep


def test_nothing_public_names_a_closed_session(client, staff, settings):
    settings.PAGE_CACHE_SECONDS = 0
    visit = make_visit()
    session = published(visit, staff)
    address = f"/trainings/{session.slug}/"

    pages = ["/", "/trainings/", "/supporters/apply/", "/events/", "/trainings/visits/", "/trainings/next/"]
    pages += ["/trainings/past/", "/robots.txt", "/sitemap.xml", "/feed.xml", "/calendar.ics"]
    pages += [f"/t/{session.pk}/", "/opendata/events.csv"]
    for path in pages:
        answer = client.get(path)
        content = answer.content.decode() + answer.headers.get("Location", "")
        assert session.slug not in content, path
        assert "ふれあいサロン" not in content, path
    # By its address alone everything works.
    page = client.get(address)
    assert page.status_code == 200
    assert "noindex" in page.content.decode()
    assert "noindex" in client.get(f"{address}apply/").content.decode()
    assert client.get(f"{address}calendar.ics").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_making_the_session_make_one(manager, staff):
    make_office()
    visit = make_visit()

    made = []
    at_once([lambda by=by: made.append(session_of(visit, by).pk) for by in (manager, staff)])

    assert len(set(made)) == 1
    assert TrainingSession.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_request_sent_twice_at_once_is_one():
    make_office()
    found = []

    at_once([lambda: found.append(make_visit("same").pk) for _ in range(2)])

    assert len(set(found)) == 1
    visit = VisitRequest.objects.get()
    assert verbs(visit) == ["received"]
    assert Message.objects.count() == 1
