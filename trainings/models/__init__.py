from trainings.visits.models import VisitDraft, VisitRequest, VisitStep

from .certificate import Certificate, CertificateDecision, CertificateSettings
from .session import TrainingSession

__all__ = [
    "Certificate",
    "CertificateDecision",
    "CertificateSettings",
    "TrainingSession",
    "VisitDraft",
    "VisitRequest",
    "VisitStep",
]
