from .attendance import Attendance
from .booking import AccommodationRequest, Attendee, Booking, BookingDraft
from .journal import JournalEntry
from .occasion import Accommodation, Occasion, OccasionDate, PlaceKind
from .postponement import DateChange, Postponement, PostponementAnswer

__all__ = [
    "Accommodation",
    "AccommodationRequest",
    "Attendance",
    "Attendee",
    "Booking",
    "BookingDraft",
    "DateChange",
    "JournalEntry",
    "Occasion",
    "OccasionDate",
    "PlaceKind",
    "Postponement",
    "PostponementAnswer",
]
