"""Registered supporters who can sign in: somebody alone at her address, and a couple that shares one."""

from portal.bookings.models import Attendance, Occasion
from portal.demo.world import World
from portal.people.models import ContactWish, Person
from supporters.actions import register

ALONE = "supporter@example.com"
SHARED = "kazoku@example.com"


def supporters(world: World) -> None:
    """Three who came to the first training; the office has written their addresses down since."""
    first = Occasion.objects.filter(kind=Occasion.Kind.TRAINING).order_by("id").first()
    people = Person.objects.filter(
        attendances__occasion=first,
        attendances__is_live=True,
        attendances__attendances__status=Attendance.Status.PRESENT,
        contact_wish=ContactWish.MAIL,
    ).order_by("id")[:3]
    for person, address in zip(people, (ALONE, SHARED, SHARED), strict=True):
        person.email = address
        person.save()
        register(person_id=person.pk, by=world.staff)
