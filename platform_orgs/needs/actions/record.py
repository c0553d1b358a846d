"""What every action about a need begins and ends with. Locks go organisations → needs → responses."""

import datetime
import secrets

from django.utils import timezone

from platform_orgs.actions.record import lock as lock_organisation
from platform_orgs.errors import NeedChangedMeanwhile, NeedDayHasPassed
from platform_orgs.models import Need, NeedStep, Organisation, PlatformSettings, Response
from portal.accounts.models import User
from portal.office.working_days import end_of_day_after_hours

# No letter or digit that is mistaken for another: these are read out on the telephone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NOTE = NeedStep._meta.get_field("note").max_length or 500


def new_slug() -> str:
    """An address that nobody guesses and that no other need has."""
    while True:
        slug = "".join(secrets.choice(_LETTERS) for _ in range(8))
        if not Need.objects.filter(slug=slug).exists():
            return slug


def lock_acting(organisation_id: int | None) -> Organisation | None:
    """The organisation that acts, locked before the need; None is the office. Raises ``NotTakingPart``."""
    return None if organisation_id is None else lock_organisation(organisation_id)


def lock_need(need_id: int, *, revision: int | None = None) -> Need:
    """The need, locked before anything of it is read. Raises ``NeedChangedMeanwhile`` for an older screen."""
    need = Need.objects.select_for_update(no_key=True).get(pk=need_id)
    if revision is not None and revision != need.revision:
        raise NeedChangedMeanwhile
    return need


def require_days_left(need: Need) -> None:
    """Raises ``NeedDayHasPassed``: a draft may lie for longer than it was meant to be answered."""
    if need.until < timezone.localdate():
        raise NeedDayHasPassed


def lock_response(response_id: int) -> tuple[Need, Response]:
    """A response behind its need, both locked in this order."""
    need = lock_need(Response.objects.values_list("need_id", flat=True).get(pk=response_id))
    response = Response.objects.select_for_update(no_key=True).get(pk=response_id)
    response.need = need
    return need, response


def save(row: Need | Response, **values: object) -> None:
    """Write ``values`` and raise the revision."""
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*values, "revision"])


def step(
    need: Need, verb: NeedStep.Verb, by: User | None, note: str = "", response: Response | None = None
) -> None:
    NeedStep.objects.create(need=need, response=response, verb=verb, actor=by, note=note[:_NOTE])


def promise(settings: PlatformSettings, now: datetime.datetime | None = None) -> datetime.datetime:
    """By when the office will have read what is sent now."""
    return end_of_day_after_hours(now or timezone.now(), settings.promised_hours)
