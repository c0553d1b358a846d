from supporters.interest.models import Interest, InterestNotice, Opening
from supporters.models.export import RegistryExport
from supporters.models.registry_settings import RegistrySettings
from supporters.models.step import SupporterStep
from supporters.models.supporter import Supporter

__all__ = [
    "Interest",
    "InterestNotice",
    "Opening",
    "RegistryExport",
    "RegistrySettings",
    "Supporter",
    "SupporterStep",
]
