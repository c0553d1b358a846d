from .attendance import Attendance
from .booking import AccommodationRequest, Attendee, Booking, BookingDraft, WaitGroup
from .door import DoorPass
from .draw import Draw, DrawEntry
from .importing import ImportBatch, ImportColumns, ImportRow, ReadList
from .journal import JournalEntry
from .occasion import Accommodation, Occasion
from .occasion_date import OccasionDate
from .place_kind import PlaceKind
from .place_offer import PlaceOffer
from .postponement import DateChange, Postponement, PostponementAnswer
from .reminder import Reminder
from .roster_message import RosterMessage, RosterMessageRecipient
from .survey import Survey, SurveyLink, SurveyQuestion, SurveySheet

__all__ = [
    "Accommodation",
    "AccommodationRequest",
    "Attendance",
    "Attendee",
    "Booking",
    "BookingDraft",
    "DateChange",
    "DoorPass",
    "Draw",
    "DrawEntry",
    "ImportBatch",
    "ImportColumns",
    "ImportRow",
    "JournalEntry",
    "Occasion",
    "OccasionDate",
    "PlaceKind",
    "PlaceOffer",
    "Postponement",
    "PostponementAnswer",
    "ReadList",
    "Reminder",
    "RosterMessage",
    "RosterMessageRecipient",
    "Survey",
    "SurveyLink",
    "SurveyQuestion",
    "SurveySheet",
    "WaitGroup",
]
