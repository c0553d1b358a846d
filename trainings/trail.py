"""What of trainings is about somebody, for the record of who saw it."""

from collections.abc import Iterable

from trainings.models import Certificate
from trainings.visits.models import VisitRequest


def certificates_of(person_ids: set[int]) -> dict[str, Iterable[int]]:
    certificates = Certificate.objects.filter(attendee__person__in=person_ids)
    visits = VisitRequest.objects.filter(contact__in=person_ids)
    return {
        "trainings.certificate": certificates.order_by().values_list("pk", flat=True),
        "trainings.visitrequest": visits.order_by().values_list("pk", flat=True),
    }
