"""What happens at the end of a training, and to its certificates.

Lock order: the occasion, then the row of the settings, then certificates.
"""

from .certificates import correct, issue_single, revoke
from .closing import Closing, close_session, decide, undecide

__all__ = ["Closing", "close_session", "correct", "decide", "issue_single", "revoke", "undecide"]
