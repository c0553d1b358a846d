"""Once a year: is the page still right? Silence changes nothing but the list that staff see."""

import datetime

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from platform_orgs import messages
from platform_orgs.actions.record import lock, step
from platform_orgs.models import Organisation, OrganisationStep, YearlyCheck
from portal.accounts.models import User
from portal.bookings.receipt_numbers import new_receipt_number
from portal.page_cache import forget_pages_after_commit

A_YEAR = datetime.timedelta(days=365)
TIME_TO_ANSWER = datetime.timedelta(days=30)


def ask_due() -> int:
    """Ask every organisation whose page nobody has confirmed for a year; returns how many. For the periodic
    run: each is asked once, whatever runs beside it."""
    long_ago = timezone.localdate() - A_YEAR
    due = (
        Organisation.objects.listed()
        .alias(last=Coalesce("confirmed_on", "joined_on"))
        .filter(last__lte=long_ago)
        .exclude(checks__answered_at__isnull=True, checks__isnull=False)
    )
    return sum(
        ask(organisation_id=pk, confirmed_before=long_ago) is not None
        for pk in due.values_list("pk", flat=True)
    )


@transaction.atomic
def ask(
    *, organisation_id: int, by: User | None = None, confirmed_before: datetime.date | None = None
) -> YearlyCheck | None:
    """Ask one organisation's people whether the page is right. One question is open at a time: None while
    there is one, and where somebody has confirmed since ``confirmed_before``. Raises ``NotTakingPart``."""
    organisation = lock(organisation_id)
    since = organisation.confirmed_on or organisation.joined_on
    is_fresh = confirmed_before is not None and since > confirmed_before
    if is_fresh or organisation.checks.filter(answered_at__isnull=True).exists():
        return None
    check = YearlyCheck.objects.create(
        organisation=organisation,
        number=new_receipt_number(),
        due_on=timezone.localdate() + TIME_TO_ANSWER,
    )
    step(organisation, OrganisationStep.Verb.ASKED, by)
    messages.tell_check(check)
    return check


@transaction.atomic
def confirm(*, organisation_id: int, how: YearlyCheck.How, by: User | None = None) -> Organisation:
    """Somebody says that the page is right. Raises ``NotTakingPart``; saying it twice is saying it once."""
    organisation = lock(organisation_id)
    mark_right(organisation, how=how, by=by)
    return organisation


def mark_right(organisation: Organisation, *, how: YearlyCheck.How, by: User | None) -> None:
    """The same for a caller that holds the organisation's lock."""
    now, today = timezone.now(), timezone.localdate()
    answered = organisation.checks.filter(answered_at__isnull=True).update(
        answered_at=now, how=how, answered_by=by
    )
    if organisation.confirmed_on == today and not answered:
        return
    organisation.confirmed_on = today
    organisation.save(update_fields=["confirmed_on"])
    step(organisation, OrganisationStep.Verb.CONFIRMED, by, str(YearlyCheck.How(how).label))
    forget_pages_after_commit()
