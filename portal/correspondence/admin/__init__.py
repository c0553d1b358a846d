"""Outbox, call list, letters and FAX sheets for the office. Nothing is edited here: each press is an action."""

from .call_list import CallListAdmin
from .letter_run import LetterRunAdmin
from .outbox import OutboxMailAdmin
from .paper import PaperAdmin

__all__ = ["CallListAdmin", "LetterRunAdmin", "OutboxMailAdmin", "PaperAdmin"]
