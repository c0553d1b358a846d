"""Life happens: somebody has died, somebody moved away by mistake, somebody must not be found."""

from django.utils import timezone

from portal.bookings.models import Booking, Occasion
from portal.demo.world import World, somebody
from portal.people.actions import handle_with_care, mark_died, mark_moved_away, undo_mark
from portal.people.models import ContactWish, PersonMark


def life(world: World) -> None:
    """A party that has lost its contact, a mark taken back, and an address that nobody sees."""
    coming = Occasion.objects.ahead(timezone.now()).filter(kind=Occasion.Kind.EVENT).order_by().values("pk")
    parties = Booking.objects.filter(
        status=Booking.Status.CONFIRMED, attendees__position=2, occasion__in=coming
    )
    party = parties.order_by("pk").last()
    assert party is not None
    mark_died(person=party.contact, by=world.staff, note="ご家族からお電話")
    moved, hidden = somebody(world, ContactWish.TELEPHONE), somebody(world, ContactWish.LETTER)
    moved.save()
    hidden.save()
    mark_moved_away(person=moved, by=world.staff, note="はがきが返ってきた")
    undo_mark(
        person=moved,
        kind=PersonMark.Kind.MOVED_AWAY,
        by=world.staff,
        reason="市内の引っ越しだったと、ご本人からお電話",
    )
    handle_with_care(person=hidden, by=world.staff, note="ご本人の申し出")
