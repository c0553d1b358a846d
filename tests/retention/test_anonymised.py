"""What goes takes all that came of it along: messages, notes, reasons, ways in; what is counted stays, of nobody."""

import datetime
import json

import pytest
from django.apps import apps
from django.core import serializers
from django.utils import timezone

from platform_orgs.models import Profile
from portal.audit.models import Entry
from portal.bookings.models import Attendance, DoorPass
from portal.correspondence.models import CallListLine, CallTry, Message, OutboxMail, PaperItem
from portal.figures.models import ClosedYear
from portal.figures.periods import fiscal_year
from portal.figures.report import make_report
from portal.people.models import Person
from portal.retention.models import RetentionRun
from portal.retention.running import remove_due
from tests import factories
from tests.retention.test_kinds import _ENDED_AT, due_of
from tests.retention.test_running import numbers
from trainings.models import CertificateDecision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

_A_DAY = datetime.timedelta(days=1)
_SECRET = "秘密のことば"


def old(name):
    return _ENDED_AT[name](due_of(name).before - _A_DAY)


def message_about(row, person):
    """A message with everything that can come of one, each with a word in it that must go."""
    message = Message.objects.create(
        kind="x", recipient=person, subject=row, way="telephone", dedupe_key=f"{row._meta.label}-{row.pk}"
    )
    OutboxMail.objects.create(message=message, state="sent", sent_to="a@example.jp", sent_text=_SECRET)
    PaperItem.objects.create(message=message, medium="letter", state="sent", printed_text=_SECRET)
    line = CallListLine.objects.create(message=message, state="done")
    CallTry.objects.create(line=line, result="spoke", note=_SECRET, made_by=factories.make_user())


def remove_all():
    run, _created = RetentionRun.objects.get_or_create(day=timezone.localdate())
    assert remove_due(run)
    return {count.kind: (count.removed, count.failed) for count in run.counts.all()}


def everything():
    """All that the database holds, opened, as text."""
    rows = [row for model in apps.get_models() for row in model._base_manager.all()]
    return json.dumps(json.loads(serializers.serialize("json", rows)), ensure_ascii=False)


def person_of(row):
    return getattr(row, "person", None) or getattr(row, "contact", None) or row.attendee.person


@pytest.mark.parametrize(
    "name",
    [
        "certificates",
        "visits",
        "interests",
        "memberships",
        "invitations",
        "joining",
        "supporters",
        "bookings",
    ],
)
def test_kind_goes_with_its_messages_and_leaves_no_name(name):
    row = old(name)
    person = person_of(row)
    Person.objects.filter(pk=person.pk).update(name=_SECRET, created_at=timezone.now())
    if name == "certificates":
        type(row).objects.update(name=_SECRET, reason=_SECRET)
        CertificateDecision.objects.create(
            attendee=row.attendee, is_granted=True, reason=_SECRET, decided_by=factories.make_user()
        )
    message_about(row, person)
    assert everything().count(_SECRET) >= 4

    counts = remove_all()

    assert counts[name] == (1, 0)
    # The person was made today: the record of their own goes later, by its own kind.
    assert everything().count(_SECRET) == Person.objects.filter(name=_SECRET).count() == 1
    for model in (Message, OutboxMail, PaperItem, CallListLine, CallTry):
        assert not model.objects.exists()
    assert due_of(name).numbers == []


def test_door_pass_opens_nothing_and_names_nobody_and_marks_stay_through_it():
    door = old("door_passes")
    booking = factories.make_booking(door.occasion)
    date = door.occasion.dates.get()
    Attendance.objects.create(
        attendee=booking.attendees.get(), date=date, status="present", marked_through=door
    )

    assert remove_all()["door_passes"] == (1, 0)

    door.refresh_from_db()
    assert (door.label, door.token_hash) == (f"#{door.pk}", "")
    assert DoorPass.by_token(f"{door.pk}-") is None
    assert Attendance.objects.get().marked_through == door


def test_old_version_of_a_page_names_nobody_any_more_and_the_published_one_does():
    version = old("page_versions")
    published = Profile.objects.get(organisation=version.organisation, number=1)
    Profile.objects.filter(pk=published.pk).update(contact_name="見本 次郎", decided_at=version.decided_at)

    assert remove_all()["page_versions"] == (1, 0)

    names = (
        Profile.objects.filter(number__isnull=False).order_by("number").values_list("contact_name", flat=True)
    )
    assert list(names) == ["見本 次郎", ""]


def test_record_of_what_staff_did_holds_numbers_so_nothing_of_it_needs_to_go():
    booking = old("bookings")
    Person.objects.filter(pk=booking.contact_id).update(name=_SECRET)
    Entry.objects.create(verb="opened", what="people.person", number=str(booking.contact_id))

    remove_all()

    assert list(Entry.objects.values_list("number", flat=True)) == [str(booking.contact_id)]
    assert _SECRET not in json.dumps(list(Entry.objects.values()), default=str, ensure_ascii=False)


@pytest.mark.parametrize("name", ["bookings", "certificates", "concerns", "supporters"])
def test_year_is_frozen_before_what_it_counts_goes_and_says_the_same_afterwards(name):
    day = timezone.localdate(due_of(name).before - _A_DAY)
    year = day.year if day.month >= 4 else day.year - 1
    row = old(name)
    before = numbers(make_report(fiscal_year(year)))
    assert any(1 in values for *_words, values in before)

    assert remove_all()[name] == (1, 0)

    assert ClosedYear.objects.get(year=year).is_final
    assert numbers(make_report(fiscal_year(year))) == before
    assert row.pk not in due_of(name).numbers
