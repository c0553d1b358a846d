"""Who waits for the next training. The trainings that are open already were told of before they asked."""

from portal.bookings.models import Booking
from portal.demo.world import World, somebody
from portal.people.models import ContactWish
from supporters.interest import actions
from supporters.interest.opening import tell_openings


def waiting(world: World) -> None:
    """By mail, confirmed and not yet; by telephone on the web; and a letter, asked for at the counter."""
    tell_openings()
    actions.confirm(interest_id=actions.ask(email="matsu@example.com").pk)
    actions.ask(email="mada@example.com")
    actions.ask(telephone="09000000071", name="架空　まつ")
    actions.enter(person=somebody(world, ContactWish.LETTER), channel=Booking.Channel.COUNTER, by=world.staff)
