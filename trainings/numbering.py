"""Numbers of certificates: without a gap within each fiscal year (年度, April to March)."""

from django.db.models import Max

from trainings.models import Certificate


def next_seq(fiscal_year: int) -> int:
    """The number that follows. Call under the lock of the settings' row: then none is given twice or left out."""
    last = Certificate.objects.filter(fiscal_year=fiscal_year).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1
