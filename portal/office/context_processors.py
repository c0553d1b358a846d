from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.office.models import Office


def office(request: HttpRequest) -> dict[str, object]:
    """The office's data for every template; read from the database only where a page shows it."""
    return {"office": SimpleLazyObject(Office.objects.current)}
