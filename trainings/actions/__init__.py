"""Groups at tables; what happens at the end of a training, and to its certificates.

Lock order: the occasion, then the row of the settings, then certificates.
"""

from .certificates import correct, issue_single, revoke, tell_untold
from .closing import Closing, close_session, decide, undecide
from .groups import add_group_rule, make_groups, move_to_table, remove_group_rule, seat_newcomers
from .registering import register_completed

__all__ = [
    "Closing",
    "add_group_rule",
    "close_session",
    "correct",
    "decide",
    "issue_single",
    "make_groups",
    "move_to_table",
    "register_completed",
    "remove_group_rule",
    "revoke",
    "seat_newcomers",
    "tell_untold",
    "undecide",
]
