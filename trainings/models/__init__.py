from trainings.visits.models import VisitDraft, VisitRequest, VisitStep

from .certificate import Certificate, CertificateDecision, CertificateSettings
from .groups import GroupPlan, GroupRule, TableSeat
from .session import TrainingSession

__all__ = [
    "Certificate",
    "CertificateDecision",
    "CertificateSettings",
    "GroupPlan",
    "GroupRule",
    "TableSeat",
    "TrainingSession",
    "VisitDraft",
    "VisitRequest",
    "VisitStep",
]
