"""The office's place at the end of a training: closing it, and its certificates."""

from .certificates import CertificateAdmin
from .office_settings import CertificateSettingsAdmin
from .session import TrainingSessionAdmin

__all__ = ["CertificateAdmin", "CertificateSettingsAdmin", "TrainingSessionAdmin"]
