"""How many would be told something, and how: said before every press that tells many."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.bookings.models import Booking, Occasion, Reminder, RosterMessage
from portal.correspondence.actions import way_to_reach
from portal.people.models import ContactWish


def ways_of(bookings: Iterable[Booking]) -> dict[str, Any]:
    """Counts in parties, as one person is told for each, and the parties that cannot be reached."""
    ways: Counter[str] = Counter()
    without_address, left_out = [], []
    for booking in bookings:
        contact = booking.contact.merged_into or booking.contact
        way = way_to_reach(contact)
        if not contact.may_be_contacted:
            left_out.append(booking)
        elif way is None:
            without_address.append(booking)
        else:
            ways[way] += 1
    counted = [(str(way.label), ways[way]) for way in ContactWish if ways[way]]
    if without_address:
        counted.append((_("連絡先なし"), len(without_address)))
    return {
        "total": sum(ways.values()) + len(without_address),
        "ways": counted,
        "without_address": without_address,
        "left_out": left_out,
    }


def with_telling(occasions: QuerySet[Occasion]) -> QuerySet[Occasion]:
    """Each occasion with ``unreminded`` (parties with a seat that no standing reminder reached) and
    ``messages_sent``: counted on the way, because the roster has no query to spare."""
    reminded = Reminder.objects.standing(timezone.now()).filter(booking=OuterRef("pk"))
    unreminded = Booking.objects.filter(
        ~Exists(reminded), occasion=OuterRef("pk"), status=Booking.Status.CONFIRMED
    )
    sent = RosterMessage.objects.filter(occasion=OuterRef("pk"))
    return occasions.annotate(unreminded=_count(unreminded), messages_sent=_count(sent))


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("occasion").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
