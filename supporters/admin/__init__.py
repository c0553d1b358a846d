"""The office's place for the registry: finding, changing, writing out; the interest list; and worries."""

from supporters.concerns.admin import ConcernAdmin
from supporters.interest.admin import InterestAdmin

from .office_settings import RegistrySettingsAdmin
from .registry import SupporterAdmin

__all__ = ["ConcernAdmin", "InterestAdmin", "RegistrySettingsAdmin", "SupporterAdmin"]
