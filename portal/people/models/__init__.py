from .mark import PersonMark
from .note import PersonNote
from .person import ContactWish, Person, contactable

__all__ = ["ContactWish", "Person", "PersonMark", "PersonNote", "contactable"]
