from django.contrib import admin

from events.models import Event
from portal.bookings.admin import OccasionAdmin
from portal.bookings.models import Occasion


@admin.register(Event)
class EventAdmin(OccasionAdmin):
    occasion_kind = Occasion.Kind.EVENT
    own_fields = ("event_kind", "programme", "speakers")
    own_folded = ("video_url", "report")
    # They tell of the day that is over.
    not_copied = ("video_url", "report")
    list_filter = ("state", "event_kind")
