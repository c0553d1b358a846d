"""Registration numbers in the office's own format."""

import datetime

from django.db.models import CharField, F, Func, IntegerField, Max, Value
from django.db.models.functions import Cast

from portal.office.numbering import fiscal_year_of, number_of, pattern_of
from supporters.errors import NumberTooLong
from supporters.models import RegistrySettings, Supporter
from supporters.models.registry_settings import MAX_NUMBER


def lock_registry() -> RegistrySettings:
    """The office's settings, locked: who gives numbers, merges registrations or imports waits for whoever
    else does. After occasions, before supporters."""
    RegistrySettings.objects.get_or_create(pk=1)
    return RegistrySettings.objects.select_for_update(no_key=True).get(pk=1)


def next_number(office_settings: RegistrySettings, day: datetime.date) -> str:
    """The number that follows the highest of this format (in the fiscal year of ``day``, where the format
    names one). Numbers of the office's old lists count too. Call under ``lock_registry``.

    Raises ``NumberTooLong``.
    """
    year = fiscal_year_of(day)
    start, pattern = pattern_of(office_settings.number_format, fiscal_year=year)
    running = Func(F("number"), Value(pattern), function="substring", output_field=CharField())
    last = (
        Supporter.objects.order_by()
        .filter(number__startswith=start, number__regex=pattern)
        .aggregate(last=Max(Cast(running, IntegerField())))["last"]
    )
    number = number_of(office_settings.number_format, fiscal_year=year, seq=(last or 0) + 1)
    if len(number) > MAX_NUMBER:
        raise NumberTooLong
    return number
