"""The office's place at the end of a training: closing it, and its certificates; and 出前講座."""

from trainings.visits.admin import VisitRequestAdmin

from .certificates import CertificateAdmin
from .office_settings import CertificateSettingsAdmin
from .session import TrainingSessionAdmin

__all__ = ["CertificateAdmin", "CertificateSettingsAdmin", "TrainingSessionAdmin", "VisitRequestAdmin"]
