from supporters.importing.models import PastTraining, RegistryBatch, RegistryRow, SupporterTraining
from supporters.interest.models import Interest, InterestNotice, Opening
from supporters.me.models import EmailChange
from supporters.models.concern import Concern
from supporters.models.concern_records import (
    ConcernAnswer,
    ConcernDraft,
    ConcernReporter,
    ConcernStep,
    ReporterAccess,
)
from supporters.models.export import RegistryExport
from supporters.models.registry_settings import RegistrySettings
from supporters.models.step import SupporterStep
from supporters.models.supporter import Supporter

__all__ = [
    "Concern",
    "ConcernAnswer",
    "ConcernDraft",
    "ConcernReporter",
    "ConcernStep",
    "EmailChange",
    "Interest",
    "InterestNotice",
    "Opening",
    "PastTraining",
    "RegistryBatch",
    "RegistryExport",
    "RegistryRow",
    "RegistrySettings",
    "ReporterAccess",
    "Supporter",
    "SupporterStep",
    "SupporterTraining",
]
