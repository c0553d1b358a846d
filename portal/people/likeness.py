"""Records that may be one person: the same folded reading, and an address in common. A suspicion only."""

from collections.abc import Collection

from portal.people.models import Person
from portal.search.models import SearchableQuerySet


def namesakes_of(people: Collection[Person]) -> SearchableQuerySet:
    """Records with the same folded reading as one of ``people``, these themselves left out where known."""
    keys = {person.kana_key for person in people}
    known = [person.pk for person in people if person.pk]
    return Person.objects.filter(kana_key__in=keys, merged_into__isnull=True).exclude(pk__in=known)


def addresses_of(*people: Person) -> set[str]:
    """By what these can be reached, in the form in which records can be compared."""
    return {
        part for person in people for part in (person.email.lower(), person.telephone, person.fax) if part
    }
