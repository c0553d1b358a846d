"""What of the registry is about somebody, for the record of who saw it. Not worries: who told of one is kept apart,
and has a record of its own (``ReporterAccess``)."""

from collections.abc import Iterable

from supporters.models import Interest, Supporter


def registrations_of(person_ids: set[int]) -> dict[str, Iterable[int]]:
    return {
        "supporters.supporter": Supporter.objects.filter(person__in=person_ids).values_list("pk", flat=True),
        "supporters.interest": Interest.objects.filter(person__in=person_ids).values_list("pk", flat=True),
    }
