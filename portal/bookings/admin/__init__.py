"""The office's place at the seats. Staff look and press here; every press is an action."""

from .accommodations import AccommodationAdmin
from .booking_list import BookingAdmin
from .calendar import OccasionCalendarAdmin
from .details import OccasionAdmin

__all__ = ["AccommodationAdmin", "BookingAdmin", "OccasionAdmin", "OccasionCalendarAdmin"]
