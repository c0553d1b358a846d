"""A worry comes in, from the public form or through staff who were told of it."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.bookings.receipt_numbers import new_receipt_number
from portal.office.models import District
from portal.office.promise import promised_reading
from portal.people.models import Person
from supporters.concerns.messages import tell_call_wished
from supporters.concerns.names import find_identifying
from supporters.models import Concern, ConcernReporter, ConcernStep


@dataclass(frozen=True)
class Reporter:
    """Who tells of a worry, as far as they say. ``answer_wish`` empty: no answer is wished."""

    name: str = ""
    telephone: str = ""
    email: str = ""
    fax: str = ""
    postal_code: str = ""
    address: str = ""
    answer_wish: str = ""
    best_time: str = ""
    no_voice_message: bool = False

    @property
    def says_something(self) -> bool:
        return any((self.name, self.telephone, self.email, self.fax, self.address))


@dataclass(frozen=True)
class Report:
    way: str
    what: str = ""
    relation: str = ""
    district: District | None = None
    urgency: str = Concern.Urgency.NO_HURRY
    reporter: Reporter = field(default_factory=Reporter)


@transaction.atomic
def report_concern(
    *,
    report: Report,
    submission_key: str,
    person: Person | None = None,
    by: User | None = None,
    channel: str = Booking.Channel.WEB,
    received_at: datetime.datetime | None = None,
    may_be_machine: bool = False,
) -> Concern:
    """Take a worry. The same ``submission_key`` is one worry, with one receipt number.

    ``person``: the supporter who was signed in. ``by``: the member of staff who was told, by ``channel``; they
    have read it then. ``may_be_machine`` marks and decides nothing.
    """
    known = Concern.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return known
    now = timezone.now()
    reporter = report.reporter
    values: dict[str, Any] = {
        "way": report.way,
        "what": report.what,
        "relation": report.relation,
        "district": report.district,
        "urgency": report.urgency,
        "names_kept": bool(find_identifying(report.what)),
        "channel": channel,
        "entered_by": by,
        "received_at": received_at or now,
        "read_by": promised_reading(received_at or now, is_urgent=report.urgency == Concern.Urgency.TODAY),
        "first_read_at": now if by else None,
        "first_read_by": by,
        "wants_answer": bool(reporter.answer_wish),
        "may_be_machine": may_be_machine,
    }
    concern, is_new = Concern.objects.get_or_create(
        submission_key=submission_key, defaults={**values, "receipt_number": new_receipt_number()}
    )
    if not is_new:
        return concern
    if reporter.says_something or person is not None:
        ConcernReporter.objects.create(concern=concern, person=person, **vars(reporter))
    ConcernStep.objects.create(
        concern=concern, verb=ConcernStep.Verb.RECEIVED, actor=by, at=concern.received_at
    )
    if concern.is_call:
        tell_call_wished(concern)
    return concern
