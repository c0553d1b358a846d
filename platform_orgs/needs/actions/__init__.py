"""Everything that changes a need or an answer. Locks go organisations → needs → responses."""

from platform_orgs.needs.actions.answering import accept, answer, decline, withdraw_response, write_message
from platform_orgs.needs.actions.closing import (
    can_renew,
    close_need,
    end_with,
    pause_with,
    renew_need,
    warn_and_expire,
)
from platform_orgs.needs.actions.reading import open_need, send_message_back, send_need_back, show_messages
from platform_orgs.needs.actions.writing import (
    Questions,
    Writing,
    draft_need_from,
    enter_needs,
    save_need,
    send_need,
    withdraw_need,
    write_need,
)

__all__ = [
    "Questions",
    "Writing",
    "accept",
    "answer",
    "can_renew",
    "close_need",
    "decline",
    "draft_need_from",
    "end_with",
    "enter_needs",
    "open_need",
    "pause_with",
    "renew_need",
    "save_need",
    "send_message_back",
    "send_need",
    "send_need_back",
    "show_messages",
    "warn_and_expire",
    "withdraw_need",
    "withdraw_response",
    "write_message",
    "write_need",
]
