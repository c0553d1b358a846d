"""A small world with one row of each kind that an address of the portal is about.

It is the fifth of December, ten minutes before a training starts: a pass works at its door.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from events.models import Material
from platform_orgs import actions as platform
from platform_orgs.meetings.actions import add_paper
from platform_orgs.models import JoinDraft, Organisation, PlatformSettings, Profile, Role
from portal.accounts.models import HandOver, User
from portal.audit.models import Entry
from portal.bookings.importing.tables import read_text
from portal.bookings.importing.writing import write_batch as write_bookings
from portal.bookings.models import (
    AccommodationRequest,
    BookingDraft,
    DoorPass,
    Occasion,
    PlaceOffer,
    Postponement,
    PostponementAnswer,
    Survey,
    SurveyLink,
)
from portal.correspondence.models import CallListLine, LetterRun, Message, OutboxMail, PaperItem
from portal.documents.models import PrintJob
from portal.figures.models import ClosedYear
from portal.office.models import ClosedDay, District, Notice, NoticeFile, Office
from portal.people.models import CareAccess, Person, PersonMerge
from portal.private.tokens import at_rest
from supporters.importing.checking import set_columns, start_batch
from supporters.importing.writing import write_batch as write_registry
from supporters.models import (
    ConcernDraft,
    EmailChange,
    Interest,
    RegistrySettings,
)
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.importing.lists import checked
from tests.platform_orgs.files import pdf
from tests.platform_orgs.joining import make_application
from tests.platform_orgs.needing import answered, draft, opened
from tests.staff_sessions import pass_second_factor
from tests.supporters.concerns import make_concern
from tests.trainings.visits import make_visit
from trainings.models import Certificate, CertificateSettings, GroupPlan, GroupRule
from trainings.visits.models import VisitDraft

NOON = factories.local(2026, 12, 5, 12, 50)
# In the order of the columns of docs/roles.md.
ROLES = (
    "anonymous", "supporter", "neighbour", "editor", "manager", "door helper",
    "no role", "職員", "管理者", "superuser",
)  # fmt: skip
TOKEN = "a-token-of-a-draft"
_LIST = "氏名,ふりがな,電話\n見本 花子,みほん はなこ,0857510295\n"
_WRITTEN_LIST = "氏名,ふりがな,電話\n例 一郎,れい いちろう,0857510296\n"
_WRITTEN_REGISTRY = "登録番号,氏名,ふりがな,電話,登録日\nR4-1,手本 次郎,てほん じろう,0857510297,R5.1.15\n"


@dataclass
class World:
    users: dict[str, User]
    pass_token: str
    # What is no model's first row, by a name that addresses.py asks for.
    of: dict[str, Any] = field(default_factory=dict)
    # The browser of somebody in each role.
    clients: dict[str, Client] = field(default_factory=dict)


def build() -> World:
    factories.make_office()
    users = {
        "supporter": factories.make_user(email="supporter@example.com"),
        "職員": factories.make_user(is_staff=True),
        "管理者": factories.make_user(is_staff=True),
        "superuser": factories.make_user(is_staff=True, is_superuser=True),
        "no role": factories.make_user(is_staff=True),
    }
    for name in ("職員", "管理者"):
        users[name].groups.set([Group.objects.get(name=name)])
    world = World(users, "")
    _courses(world)
    _letters(world)
    _registry(world)
    _platform(world)
    _office(world)
    world.clients = {role: _client(role, world) for role in ROLES}
    return world


def _client(role: str, world: World) -> Client:
    client = Client(raise_request_exception=False)
    if role in world.users:
        client.force_login(world.users[role])
        pass_second_factor(client, world.users[role])
    if role == "door helper":
        assert client.get(f"/door/{world.pass_token}/").status_code == 302
    return client


def _courses(world: World) -> None:
    by = world.users["superuser"]
    today = factories.make_training(capacity=9, starts_at=factories.local(2026, 12, 5, 13, 0))
    coming = factories.make_training(slug="bookable")
    event = factories.make_event(slug="event")
    booking = apply_for(
        today, people=[person(email="booked@example.com", contact_wish="mail", address="見本町1")]
    )
    attendee = booking.attendees.get()
    second = apply_for(today).attendees.get()
    twin = factories.make_booking(today, status="received")
    own = apply_for(coming)
    AccommodationRequest.objects.create(booking=booking, kind="wheelchair")
    moved = Postponement.objects.create(occasion_id=today.pk, has_new_dates=True, made_by=by)
    PostponementAnswer.objects.create(postponement=moved, booking=booking)
    survey = Survey.objects.create(occasion_id=today.pk, made_by=by)
    checked(today, by, _LIST)
    written = write_bookings(
        batch_id=checked(today, by, _WRITTEN_LIST).pk,
        occasion=Occasion.objects.get(pk=today.pk),
        by=by,
        told=True,
    )
    door_pass = DoorPass(occasion_id=today.pk, label="受付1", created_by=by)
    world.pass_token = door_pass.renew_token()
    plan = GroupPlan.objects.create(session=today)
    GroupRule.objects.create(plan=plan, kind="apart", first=attendee, second=second)
    picture = factories.make_picture(event, key=TOKEN)
    for occasion in (coming, event):
        BookingDraft.objects.create(token_hash=at_rest(f"{TOKEN}-{occasion.kind}"), occasion_id=occasion.pk)
    CertificateSettings.objects.get_or_create(pk=1)
    certificate = Certificate.objects.create(
        attendee=attendee, fiscal_year=2026, seq=1, number="2026-1", label="修了証", name="見本", course="養成研修",
        title="見本", dates="12月5日", wording="修了しました", issuer="見本市", issued_on=timezone.localdate(),
        issued_by=by,
    )  # fmt: skip
    VisitDraft.objects.create(token_hash=at_rest(TOKEN))
    world.of |= {
        "booking": booking, "own": own, "twin": twin, "certificate": certificate, "visit": make_visit("visit"),
        "offer": PlaceOffer.objects.create(booking=booking, state="declined", answered_at=NOON),
        "link": SurveyLink.objects.create(survey=survey, attendee=attendee),
        "written": written, "event": event, "picture": picture.file, "video": factories.make_video(slug="video"),
    }  # fmt: skip


def _letters(world: World) -> None:
    by = world.users["superuser"]
    booking = world.of["booking"]
    values: dict[str, Any] = {
        "kind": "bookings.confirmed",
        "recipient": booking.contact,
        "subject_type": ContentType.objects.get_for_model(booking),
        "subject_id": booking.pk,
    }
    letter, mail, call = (
        Message.objects.create(way=way, dedupe_key=f"roles-{way}", **values)
        for way in ("letter", "mail", "telephone")
    )
    CallListLine.objects.create(message=call)
    run = LetterRun.objects.create(title="見本", made_by=by)
    PaperItem.objects.create(message=letter, medium="letter", run=run, position=1)
    OutboxMail.objects.create(message=mail, state="sent")
    world.of["message"] = letter


def _registry(world: World) -> None:
    by = world.users["superuser"]
    someone = factories.make_person(email="supporter@example.com", contact_wish="mail")
    factories.make_supporter(person=someone)
    RegistrySettings.objects.get_or_create(pk=1)
    _open, written = (
        set_columns(batch=batch, columns=batch.columns, defaults={})
        for batch in (
            start_batch(table=read_text(text), source="", by=by) for text in (_LIST, _WRITTEN_REGISTRY)
        )
    )
    ConcernDraft.objects.create(token_hash=at_rest(TOKEN), way="written")
    world.of |= {
        "supporter": someone,
        "registry written": write_registry(batch=written, by=by),
        "concern": make_concern(reporter={"name": "見本 花子", "telephone": "0857510295"}),
        "interest": Interest.objects.create(person=factories.make_person(), state="waiting", channel="web"),
        "change": EmailChange.objects.create(person=someone, email="new@example.com"),
    }


def _platform(world: World) -> None:
    by = world.users["superuser"]
    own = factories.make_organisation(slug="mihon", name="見本の会", page={"logo": world.of["picture"]})
    other = factories.make_organisation(slug="tonari", name="となりの会")
    for role, organisation, membership in (
        ("editor", own, Role.EDITOR),
        ("manager", own, Role.MANAGER),
        ("neighbour", other, Role.MANAGER),
    ):
        user = world.users[role] = factories.make_user(email=f"{role}@example.com")
        world.of[role] = factories.make_membership(organisation, user=user, role=membership)
    waiting = factories.make_organisation(slug="machi", name="待つ会", is_published=False)
    waiting_version = waiting.profiles.get()
    waiting_version.pk, waiting_version.state = None, Profile.State.WAITING
    waiting_version.number, waiting_version.sent_at = 1, NOON
    waiting_version.save()
    platform_person = Person(name="新 人")
    invitation = platform.invite(
        organisation_id=own.pk, person=platform_person, email="new@example.com", role=Role.EDITOR, by=by
    )
    need = opened(own, world.users["manager"])
    meeting = factories.make_meeting()
    world.of |= {
        "invitation": invitation,
        "waiting": waiting,
        "organisation": own,
        "check": platform.ask(organisation_id=own.pk),
        "join": make_application("join"),
        "need": need,
        "draft": draft(own, world.users["manager"]),
        "response": answered(need, Organisation.objects.get(slug="tonari"), world.users["neighbour"]),
        "resource": factories.make_resource(own),
        "place": factories.make_gathering(own),
        "meeting": meeting,
        "paper": add_paper(meeting_id=meeting.pk, title="資料", upload=pdf(), by=by),
    }
    JoinDraft.objects.create(token_hash=at_rest(TOKEN))
    PlatformSettings.objects.get_or_create(pk=1)


def _office(world: World) -> None:
    by, clerk = world.users["superuser"], world.users["職員"]
    factories.make_helpline()
    factories.make_inquiry()
    Office.objects.update(logo=world.of["picture"])
    notice = Notice.objects.create(title="見本", slug="notice", body="見本", published_from=NOON)
    file = world.of["paper"].file.name
    NoticeFile.objects.create(notice=notice, label="見本", file=file, size=1)
    Material.objects.create(event_id=world.of["event"].pk, key=TOKEN, title="見本", file=file, size=1)
    ClosedDay.objects.create(date=timezone.localdate())
    District.objects.create(name="見本地区")
    PrintJob.objects.create(
        kind="trainings.certificates",
        title="見本",
        filename="mihon.zip",
        keys=[],
        state="ready",
        created_by=by,
    )
    ClosedYear.objects.create(year=2025, chapters=[], closed_by=by)
    HandOver.objects.create(leaver=clerk, successor=by, by=by, rows=[])
    CareAccess.objects.create(person=world.of["supporter"], by=by, reason="見本")
    PersonMerge.objects.create(keep=world.of["supporter"], drop=factories.make_person(), by=by)
    Entry.objects.create(by=by, verb="opened", what="people.person", number="1", page="people_person_change")
