from .person import PersonAdmin
from .records import CareAccessAdmin, PersonMergeAdmin

__all__ = ["CareAccessAdmin", "PersonAdmin", "PersonMergeAdmin"]
