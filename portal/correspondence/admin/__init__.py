"""Outbox and call list for the office. Nothing is edited here: each press is an action."""

from .call_list import CallListAdmin
from .outbox import OutboxMailAdmin

__all__ = ["CallListAdmin", "OutboxMailAdmin"]
