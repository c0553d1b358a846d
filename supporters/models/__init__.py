from supporters.models.supporter import Supporter

__all__ = ["Supporter"]
