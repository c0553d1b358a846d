"""An organisation asks to take part; staff say yes or no in words."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from platform_orgs import messages
from platform_orgs.actions.ending import revive
from platform_orgs.actions.members import add_representative, invite
from platform_orgs.actions.profile import start_page
from platform_orgs.actions.record import step
from platform_orgs.errors import (
    AddressTaken,
    ApplicationIsDecided,
    OrganisationChangedMeanwhile,
    ReasonMissing,
)
from platform_orgs.models import JoinApplication, Organisation, OrganisationStep, Role, Visibility
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.people.models import Person


@dataclass(frozen=True)
class Joining:
    """What an organisation says when it asks to take part. ``contact`` is unsaved: every application makes a
    new person."""

    contact: Person
    name: str
    kind: str
    about: str
    kana: str = ""
    fields_of_work: list[str] = field(default_factory=list)
    website: str = ""
    note: str = ""
    channel: Booking.Channel = Booking.Channel.WEB
    # Marks and decides nothing.
    may_be_machine: bool = False


@transaction.atomic
def apply_to_join(*, joining: Joining, submission_key: str, by: User | None = None) -> JoinApplication:
    """Take an application and say that it has arrived. The same ``submission_key`` is one application.

    ``by``: staff who enter it. Whoever they speak with, on the telephone or at the counter, has been told.
    """
    known = JoinApplication.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return known
    joining.contact.save()
    values = {name: value for name, value in vars(joining).items() if name != "contact"}
    application, is_new = JoinApplication.objects.get_or_create(
        submission_key=submission_key, defaults={**values, "contact": joining.contact}
    )
    if not is_new:
        # Pressed twice in the same moment: the person made here belongs to nothing.
        joining.contact.delete()
        return application
    speaks = joining.channel in (Booking.Channel.PHONE, Booking.Channel.COUNTER)
    messages.tell_join_received(application, told_by=by if speaks else None)
    return application


@transaction.atomic
def accept_application(
    *,
    application_id: int,
    slug: str,
    answer: str,
    by: User,
    revision: int,
    revives_id: int | None = None,
    told: bool = False,
) -> Organisation:
    """Let the organisation take part: it gets a page with what it wrote, and whoever applied becomes its first
    manager, invited by mail or entered for the office to act for. ``revives_id``: it is one that had ended;
    ``told``: staff have said yes already.

    Raises ``ApplicationIsDecided``, ``OrganisationChangedMeanwhile`` and ``AddressTaken``.
    """
    application = _lock(application_id, revision)
    if revives_id is not None:
        organisation = revive(organisation_id=revives_id, by=by)
    else:
        organisation = _new_organisation(application, slug, by)
    application.organisation = organisation
    _decide(application, JoinApplication.State.ACCEPTED, answer, by)
    contact = application.contact
    messages.tell_join_accepted(application, told_by=by if told else None)
    if contact.email:
        invite(organisation_id=organisation.pk, person=contact, email=contact.email, role=Role.MANAGER, by=by)
    elif not organisation.memberships.live().filter(person=contact).exists():
        add_representative(organisation_id=organisation.pk, person=contact, role=Role.MANAGER, by=by)
    return organisation


@transaction.atomic
def decline_application(
    *, application_id: int, answer: str, by: User, revision: int, told: bool = False
) -> JoinApplication:
    """Say no. The words go to whoever applied as they stand, unless staff have said it already (``told``).
    Raises ``ReasonMissing``, ``ApplicationIsDecided`` and ``OrganisationChangedMeanwhile``."""
    if not answer.strip():
        raise ReasonMissing
    application = _lock(application_id, revision)
    _decide(application, JoinApplication.State.DECLINED, answer, by)
    messages.tell_join_declined(application, told_by=by if told else None)
    return application


def follow_applicant(*, keep_id: int, drop_id: int, by: User) -> None:
    """Two records of one person become one."""
    JoinApplication.objects.filter(contact_id=drop_id).update(contact_id=keep_id)


def _new_organisation(application: JoinApplication, slug: str, by: User) -> Organisation:
    if Organisation.objects.filter(slug=slug).exists():
        raise AddressTaken
    organisation = Organisation.objects.create(
        slug=slug, name=application.name, kana=application.kana, kind=application.kind
    )
    step(organisation, OrganisationStep.Verb.JOINED, by)
    contact = application.contact
    values = {
        "name": application.name,
        "kana": application.kana,
        "kind": application.kind,
        "fields_of_work": application.fields_of_work,
        "about": application.about,
        "website": application.website,
        "contact_name": contact.name,
        # What reached the office for its own use stays there until the organisation says otherwise.
        "contact_name_seen_by": Visibility.OFFICE,
    }
    start_page(organisation, values, by=by)
    return organisation


def _lock(application_id: int, revision: int) -> JoinApplication:
    application = JoinApplication.objects.select_for_update(no_key=True).get(pk=application_id)
    if application.state != JoinApplication.State.NEW:
        raise ApplicationIsDecided
    if application.revision != revision:
        raise OrganisationChangedMeanwhile
    return application


def _decide(application: JoinApplication, state: JoinApplication.State, answer: str, by: User) -> None:
    application.state = state
    application.answer = answer.strip()
    application.decided_by = by
    application.decided_at = timezone.now()
    application.revision += 1
    application.save(
        update_fields=["state", "answer", "decided_by", "decided_at", "organisation", "revision"]
    )
