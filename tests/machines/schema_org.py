"""What search engines ask of the types that pages use (required fields, forms of values), beside the vocabulary of
schema.org itself."""

import json
import re

import jsonschema
from django.utils.html import escape

from tests.machines.vocabulary import unknown

_WHOLE = {"type": "string", "pattern": "^https?://[^ ]+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"}
_TEXT = {"type": "string", "minLength": 1}


def _of(kind, required, **properties):
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["@type", *required],
        "properties": {"@type": {"const": kind}, "@id": _WHOLE, **properties},
    }


def _one_of(*names):
    return {"enum": [f"https://schema.org/{name}" for name in names]}


ADDRESS = _of(
    "PostalAddress",
    ["streetAddress"],
    **dict.fromkeys(
        ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry"), _TEXT
    ),
)
PLACE = _of("Place", ["name", "address"], name=_TEXT, address=ADDRESS)
VIRTUAL = _of("VirtualLocation", ["url"], url=_WHOLE)
OFFER = _of(
    "Offer",
    ["price", "priceCurrency"],
    price={"const": "0"},
    priceCurrency={"const": "JPY"},
    availability=_one_of("InStock", "SoldOut", "PreOrder"),
    url=_WHOLE,
    validFrom=_MOMENT,
)
# Google wants name, startDate and location with an address; previousStartDate with EventRescheduled.
EVENT = _of(
    "Event",
    ["name", "startDate", "location", "eventStatus", "eventAttendanceMode", "url"],
    name=_TEXT,
    description=_TEXT,
    url=_WHOLE,
    inLanguage=_TEXT,
    startDate=_MOMENT,
    endDate=_MOMENT,
    previousStartDate=_MOMENT,
    eventStatus=_one_of("EventScheduled", "EventRescheduled", "EventPostponed", "EventCancelled"),
    eventAttendanceMode=_one_of(
        "OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"
    ),
    location={"type": "array", "minItems": 1, "items": {"anyOf": [PLACE, VIRTUAL]}},
    organizer=_of("Organization", ["name"], name=_TEXT, url=_WHOLE),
    isAccessibleForFree={"const": True},
    offers=OFFER,
    maximumAttendeeCapacity={"type": "integer", "minimum": 1},
)
EVENT["if"] = {"properties": {"eventStatus": _one_of("EventRescheduled")}}
EVENT["then"] = {"required": ["previousStartDate"]}
HOURS = _of(
    "OpeningHoursSpecification",
    ["dayOfWeek", "opens", "closes"],
    dayOfWeek={"type": "array", "items": _TEXT},
    opens={"type": "string", "pattern": r"^\d\d:\d\d$"},
    closes={"type": "string", "pattern": r"^\d\d:\d\d$"},
)
OFFICE = _of(
    "GovernmentOrganization",
    ["name", "url"],
    name=_TEXT,
    url=_WHOLE,
    logo=_WHOLE,
    identifier=_of("PropertyValue", ["value"], propertyID=_TEXT, value=_TEXT),
    address=ADDRESS,
    contactPoint=_of(
        "ContactPoint",
        ["contactType"],
        hoursAvailable=HOURS,
        **dict.fromkeys(("contactType", "availableLanguage", "telephone", "faxNumber", "email"), _TEXT),
    ),
)
# The last step may do without an address.
STEP = _of(
    "ListItem", ["position", "name"], position={"type": "integer", "minimum": 1}, name=_TEXT, item=_WHOLE
)
BREADCRUMB = _of(
    "BreadcrumbList", ["itemListElement"], itemListElement={"type": "array", "minItems": 2, "items": STEP}
)
VIDEO = _of(
    "VideoObject",
    ["name", "description", "thumbnailUrl", "uploadDate"],
    name=_TEXT,
    description=_TEXT,
    inLanguage=_TEXT,
    uploadDate=_MOMENT,
    expires=_MOMENT,
    duration={"type": "string", "pattern": r"^PT\d+M$"},
    **dict.fromkeys(("url", "thumbnailUrl", "embedUrl", "contentUrl"), _WHOLE),
)
TYPES = {"VideoObject": VIDEO, "Event": EVENT, "GovernmentOrganization": OFFICE, "BreadcrumbList": BREADCRUMB}

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things(content):
    """Everything that a page tells search engines, each checked against its type."""
    found = []
    for text in _BLOCK.findall(content):
        data = json.loads(text)
        assert data.pop("@context") == "https://schema.org"
        found += data.get("@graph", [data])
    for thing in found:
        assert not (names := unknown(thing)), names
        jsonschema.validate(thing, TYPES[thing["@type"]])
    return found


def things_of(content, name):
    return [thing for thing in things(content) if thing["@type"] == name]


def meta(content):
    """The named meta elements of a page; each name once."""
    found = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)"', content)
    assert len(dict(found)) == len(found), found
    return dict(found)


def as_attribute(text):
    return str(escape(text))
