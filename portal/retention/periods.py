"""How long each kind of record is kept, as the office has it now."""

from portal.retention.models import RetentionPeriod
from portal.retention.registry import fixed_periods, retention_kinds
from portal.ui.dates import format_months


def months_by_kind() -> dict[str, int]:
    chosen = dict(RetentionPeriod.objects.values_list("kind", "months"))
    return {kind.name: chosen.get(kind.name, kind.months) for kind in retention_kinds()}


def periods_by_name() -> dict[str, tuple[str, str]]:
    """What is kept and how long, in words, by name: what the office sets and what has a time of its own."""
    months = months_by_kind()
    return {
        **{kind.name: (str(kind.label), format_months(months[kind.name])) for kind in retention_kinds()},
        **{fixed.name: (str(fixed.label), str(fixed.period)) for fixed in fixed_periods()},
    }
