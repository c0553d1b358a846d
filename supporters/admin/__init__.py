"""The office's place for the registry: finding, changing, writing out; and the interest list."""

from supporters.interest.admin import InterestAdmin

from .office_settings import RegistrySettingsAdmin
from .registry import SupporterAdmin

__all__ = ["InterestAdmin", "RegistrySettingsAdmin", "SupporterAdmin"]
