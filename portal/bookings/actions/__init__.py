"""The only code that takes or frees a seat. Public site, admin, import and periodic run all come here."""

from .apply import Application, PartyMember, apply
from .attendance import mark_attendance
from .cancel import UNDO_PERIOD, cancel
from .move import move
from .occasions import cancel_occasion, close, publish, set_capacity
from .postpone import answer_postponement, postpone
from .promote import promote, promote_by_hand, sweep_promotions
from .restore import restore, undo_deadline
from .twins import admit, join_twin, likely_twins, withdraw_twin

__all__ = [
    "UNDO_PERIOD",
    "Application",
    "PartyMember",
    "admit",
    "answer_postponement",
    "apply",
    "cancel",
    "cancel_occasion",
    "close",
    "join_twin",
    "likely_twins",
    "mark_attendance",
    "move",
    "postpone",
    "promote",
    "promote_by_hand",
    "publish",
    "restore",
    "set_capacity",
    "sweep_promotions",
    "undo_deadline",
    "withdraw_twin",
]
