from .care import CareAccess
from .mark import PersonMark
from .merge import PersonMerge
from .note import PersonNote
from .person import ContactWish, Person, contactable

__all__ = [
    "CareAccess",
    "ContactWish",
    "Person",
    "PersonMark",
    "PersonMerge",
    "PersonNote",
    "contactable",
]
