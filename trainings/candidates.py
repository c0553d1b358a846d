"""Who of a closed training can be registered as つながりサポーター, and who may be registered already under
another record."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.bookings.models import Attendee
from portal.people.likeness import addresses_of, namesakes_of
from portal.people.models import Person
from supporters.models import Supporter
from trainings.models import Certificate


@dataclass
class Candidate:
    attendee: Attendee
    supporter: Supporter | None = None
    # Records that may be the same person: the same reading, and an address in common.
    twins: list[Person] = field(default_factory=list)

    @property
    def needs_decision(self) -> bool:
        """Who may be somebody else, and who once ended a registration, is not registered by a mere press."""
        return bool(self.twins) or self.supporter is not None

    @property
    def is_registered(self) -> bool:
        return self.supporter is not None and self.supporter.is_on_the_books


def candidates(session_id: int) -> list[Candidate]:
    """Everybody who completed the training, by the order of their certificates. Four queries at most."""
    certificates = (
        Certificate.objects.live()
        .of_occasion(session_id)
        .select_related("attendee__person", "attendee__booking__contact")
    )
    found = [Candidate(certificate.attendee) for certificate in certificates]
    people = [candidate.attendee.person_id for candidate in found]
    supporters = {s.person_id: s for s in Supporter.objects.listed().filter(person__in=people)}
    for candidate in found:
        candidate.supporter = supporters.get(candidate.attendee.person_id)
    _find_twins([candidate for candidate in found if candidate.supporter is None])
    return found


def _find_twins(found: Sequence[Candidate]) -> None:
    if not found:
        return
    keys = {candidate.attendee.person.kana_key for candidate in found}
    ours = {candidate.attendee.person_id for candidate in found}
    # Two of one reading in this very list may be one person, too.
    people = namesakes_of([Person(kana_key=key) for key in keys]).select_related("supporter", "district")
    namesakes: dict[str, list[Person]] = defaultdict(list)
    for person in people.order_by("pk"):
        namesakes[person.kana_key].append(person)
    others = [person.pk for same in namesakes.values() if len(same) > 1 for person in same]
    through = _contacts(set(others) - ours)
    for candidate in found:
        attendee = candidate.attendee
        mine = addresses_of(attendee.person, attendee.booking.contact)
        for person in namesakes[attendee.person.kana_key]:
            theirs = addresses_of(person, *through.get(person.pk, ()))
            if person.pk != attendee.person_id and mine & theirs:
                candidate.twins.append(person)


def _contacts(people: set[int]) -> dict[int, list[Person]]:
    """Through whom these people were reached when they applied: a companion has no address of their own."""
    found: dict[int, list[Person]] = defaultdict(list)
    if people:
        for attendee in Attendee.objects.filter(person__in=people).select_related("booking__contact"):
            found[attendee.person_id].append(attendee.booking.contact)
    return found
