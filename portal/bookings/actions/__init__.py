"""The only code that takes or frees a seat. Public site, admin, import and periodic run all come here."""

from .apply import Application, PartyMember, apply
from .attendance import mark_attendance, mark_one
from .call_off import call_off_date
from .cancel import UNDO_PERIOD, cancel
from .contact import hand_over_contact
from .draw import draw, prepare_draw, void_draw
from .move import move
from .notify import Audience, fingerprint, send_notice
from .occasions import cancel_occasion, close, publish, set_capacity
from .place_offers import accept_offer, decline_offer, expire_offers, pass_on_offer, record_contact
from .postpone import answer_postponement, postpone
from .promote import promote, promote_by_hand, sweep_promotions
from .remind import remind_now, send_reminders, set_reminder, to_remind, without_reminder
from .restore import restore, undo_deadline
from .review import Outcome, decide_review
from .twins import admit, join_twin, likely_twins, withdraw_twin
from .waiting import swap
from .walk_in import walk_in

__all__ = [
    "UNDO_PERIOD",
    "Application",
    "Audience",
    "Outcome",
    "PartyMember",
    "accept_offer",
    "admit",
    "answer_postponement",
    "apply",
    "call_off_date",
    "cancel",
    "cancel_occasion",
    "close",
    "decide_review",
    "decline_offer",
    "draw",
    "expire_offers",
    "fingerprint",
    "hand_over_contact",
    "join_twin",
    "likely_twins",
    "mark_attendance",
    "mark_one",
    "move",
    "pass_on_offer",
    "postpone",
    "prepare_draw",
    "promote",
    "promote_by_hand",
    "publish",
    "record_contact",
    "remind_now",
    "restore",
    "send_notice",
    "send_reminders",
    "set_capacity",
    "set_reminder",
    "swap",
    "sweep_promotions",
    "to_remind",
    "undo_deadline",
    "void_draw",
    "walk_in",
    "withdraw_twin",
    "without_reminder",
]
