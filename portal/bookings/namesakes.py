"""When two records may be one person: the same folded reading, and an address in common."""

from collections.abc import Sequence

from django.db.models import Q

from portal.people.models import Person


def shares_contact(people: Sequence[Person]) -> Q:
    """The condition on attendees that they have an e-mail address or number of one of ``people``, be it their
    own or that of the contact of their booking, through whom companions are reached."""
    emails = {person.email.lower() for person in people if person.email}
    numbers = {number for person in people for number in (person.telephone, person.fax) if number}
    shares = Q(pk__in=[])
    for email in emails:
        shares |= Q(person__email__iexact=email) | Q(booking__contact__email__iexact=email)
    if numbers:
        shares |= (
            Q(person__telephone__in=numbers)
            | Q(person__fax__in=numbers)
            | Q(booking__contact__telephone__in=numbers)
            | Q(booking__contact__fax__in=numbers)
        )
    return shares
