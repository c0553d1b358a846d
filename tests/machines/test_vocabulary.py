"""The check itself: it knows what schema.org knows and refuses what it does not."""

import pytest

from tests.machines.vocabulary import unknown

EVENT = {
    "@type": "Event",
    "name": "研修",
    "startDate": "2027-01-09T13:30:00+09:00",
    "eventStatus": "https://schema.org/EventScheduled",
    "location": [
        {"@type": "Place", "name": "会館", "address": {"@type": "PostalAddress", "streetAddress": "1"}},
        {"@type": "VirtualLocation", "url": "https://portal.example.jp/"},
    ],
    "organizer": {"@type": "GovernmentOrganization", "name": "市"},
    "maximumAttendeeCapacity": 20,
}


def test_thing_of_the_vocabulary_is_known():
    assert unknown(EVENT) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"@type": "Symposium"}, ["Symposium"]),
        ({"startTime": "13:30"}, ["Event.startTime"]),
        ({"eventStatus": "https://schema.org/EventOver"}, ["Event.eventStatus"]),
        ({"maximumAttendeeCapacity": True}, ["Event.maximumAttendeeCapacity"]),
        ({"location": {"@type": "Offer", "price": "0"}}, ["Event.location"]),
        ({"organizer": "市"}, ["Event.organizer"]),
        ({"location": {"@type": "Place", "street": "1"}}, ["Place.street"]),
        ({"location": {"@type": "Hall"}}, ["Hall", "Event.location"]),
    ],
)
def test_what_schema_org_does_not_know_is_named(change, found):
    assert unknown({**EVENT, **change}) == found
