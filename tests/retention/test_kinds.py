"""Each kind of record is due when its time has passed and not a day before."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs.models import Profile, ProfileEdit
from portal.accounts.models import AccountStep, HandOver, OneTimeSheet, User
from portal.bookings.models import AccommodationRequest, Attendee, DoorPass
from portal.correspondence.models import Message
from portal.people.models import Person
from portal.retention.models import ErasureWish, PersonRequest
from portal.retention.registry import retention_kinds
from portal.retention.running import what_is_due
from supporters.interest.models import Interest
from supporters.models import Concern
from tests import factories
from tests.platform_orgs.joining import make_application
from tests.supporters.concerns import make_concern
from tests.trainings.visits import make_visit
from trainings.models import Certificate
from trainings.visits.models import VisitRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

_A_DAY = datetime.timedelta(days=1)


def _moved(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)
    return row


def _booking(at):
    training = factories.make_training()
    training.dates.update(starts_at=at - datetime.timedelta(hours=2), ends_at=at)
    return factories.make_booking(training)


def _certificate(at):
    count = Certificate.objects.count() + 1
    return Certificate.objects.create(
        attendee=Attendee.objects.get(booking=_booking(at)),
        fiscal_year=2026, seq=count, number=f"第{count}号", label="修了証", name="見本 花子", course="養成研修",
        title="研修", dates="6月", wording="本文", issuer="市長", issued_on=at.date(), issued_at=at,
        issued_by=factories.make_user(),
    )  # fmt: skip


def _invitation(at):
    membership = factories.make_membership()
    return membership.organisation.invitations.create(
        person=membership.person, role="editor", invited_by=membership.user, expires_at=at
    )


def _old_version(at):
    organisation = factories.make_organisation()
    return Profile.objects.create(
        organisation=organisation,
        state="accepted",
        number=2,
        sent_at=at,
        decided_at=at,
        contact_name="見本 花子",
    )


def _old_edit(at):
    draft = factories.make_organisation().profiles.get(state="draft")
    _moved(draft, revision=1)
    ProfileEdit.objects.create(profile=draft, revision=1, values={}, at=at)
    return _moved(draft.edits.get(revision=0), at=at)


def _message(at):
    person = factories.make_person()
    return Message.objects.create(
        kind="x", recipient=person, subject=person, way="mail", dedupe_key=str(at), created_at=at
    )


def _settled_visit(at):
    return _moved(make_visit(key=str(at)), received_at=at, state=VisitRequest.State.DECLINED)


_ENDED_AT = {
    "accounts": lambda at: factories.make_user(date_joined=at, last_login=at),
    "account_steps": lambda at: AccountStep.objects.create(user=factories.make_user(), verb="created", at=at),
    "one_time_sheets": lambda at: OneTimeSheet.objects.create(
        user=factories.make_user(), kind="issued", salt="x", made_by=factories.make_user(), revoked_at=at
    ),
    "hand_overs": lambda at: HandOver.objects.create(
        leaver=factories.make_user(), successor=factories.make_user(), by=factories.make_user(), at=at, rows=[]
    ),
    "person_requests": lambda at: PersonRequest.objects.create(
        verb="exported", person_number=1, by=factories.make_user(), at=at
    ),
    "erasure_wishes": lambda at: ErasureWish.objects.create(
        person=factories.make_person(), asked_at=at, closed_at=at, outcome="declined"
    ),
    "people": lambda at: _moved(factories.make_person(), created_at=at),
    "messages": _message,
    "door_passes": lambda at: DoorPass.objects.create(
        occasion_id=_booking(at).occasion_id, label="受付 花子", token_hash="x", created_by=factories.make_user()
    ),
    "accommodations": lambda at: AccommodationRequest.objects.create(booking=_booking(at), kind="wheelchair"),
    "bookings": _booking,
    "inquiries": lambda at: factories.make_inquiry(state="answered", received_at=at, read_by=at),
    "concerns": lambda at: _moved(make_concern(received_at=at), state="closed", outcome="watched", closed_at=at),
    "supporters": lambda at: factories.make_supporter(
        state="ended", end_reason="wish", state_since=timezone.localdate(at), registered_on=timezone.localdate(at)
    ),
    "interests": lambda at: Interest.objects.create(
        person=factories.make_person(), state="ended", channel="web", end_reason="left", ended_at=at
    ),
    "certificates": _certificate,
    "visits": _settled_visit,
    "memberships": lambda at: factories.make_membership(ended_at=at),
    "invitations": _invitation,
    "joining": lambda at: _moved(make_application(key=str(at)), state="declined", decided_at=at),
    "page_versions": _old_version,
    "page_edits": _old_edit,
}  # fmt: skip


def due_of(name):
    return next(one for one in what_is_due() if one.kind.name == name)


def test_every_kind_is_tested_here():
    assert set(_ENDED_AT) == {kind.name for kind in retention_kinds()}


@pytest.mark.parametrize("name", sorted(_ENDED_AT))
def test_kind_is_due_when_its_time_has_passed_and_not_before(name):
    before = due_of(name).before
    young = _ENDED_AT[name](before + _A_DAY)
    assert due_of(name).numbers == []
    old = _ENDED_AT[name](before - _A_DAY)

    waiting = due_of(name)

    assert waiting.numbers == [old.pk]
    assert str(waiting.kind.why)
    assert young.pk != old.pk


@pytest.mark.parametrize(
    ("name", "still"),
    [
        ("concerns", {"state": "new", "outcome": "", "closed_at": None}),
        ("visits", {"state": "new"}),
        ("inquiries", {"state": "in_hand"}),
        ("supporters", {"state": "active", "end_reason": ""}),
        ("interests", {"state": "waiting", "end_reason": "", "ended_at": None}),
        ("memberships", {"ended_at": None}),
        ("joining", {"state": "waiting", "decided_at": None}),
        ("one_time_sheets", {"revoked_at": None}),
        ("accounts", {"is_staff": True}),
        ("erasure_wishes", {"closed_at": None, "outcome": ""}),
    ],
)
def test_what_is_still_open_is_never_due_however_old(name, still):
    row = _ENDED_AT[name](due_of(name).before - _A_DAY)
    assert due_of(name).numbers == [row.pk]

    _moved(row, **still)

    assert due_of(name).numbers == []


def test_account_that_something_of_its_own_points_to_is_never_due():
    old = due_of("accounts").before - _A_DAY
    member = _ENDED_AT["accounts"](old)
    factories.make_membership(user=member)

    assert due_of("accounts").numbers == []
    assert User.objects.filter(pk=member.pk).exists()
    assert Person.objects.filter(email=member.email).exists()
    assert not Concern.objects.exists()
