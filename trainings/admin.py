from django.contrib import admin

from portal.bookings.admin import OccasionAdmin
from portal.bookings.models import Occasion
from trainings.models import TrainingSession


@admin.register(TrainingSession)
class TrainingSessionAdmin(OccasionAdmin):
    occasion_kind = Occasion.Kind.TRAINING
    own_fields = ("course_kind", "programme", "lecturer")
    list_filter = ("state", "course_kind")
