from supporters.interest.models import Interest, InterestNotice, Opening
from supporters.models.supporter import Supporter

__all__ = ["Interest", "InterestNotice", "Opening", "Supporter"]
