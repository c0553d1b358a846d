"""Everything that changes an organisation, its people or its page. Each action locks the organisation's row
first, reads again what it decides about, writes, and leaves a step on record."""

from platform_orgs.actions.ending import ENDINGS, PAUSES, end, revive, suspend
from platform_orgs.actions.joining import Joining, accept_application, apply_to_join, decline_application
from platform_orgs.actions.members import (
    accept_invitation,
    add_representative,
    change_role,
    hand_over,
    invite,
    remove_member,
    require_member,
    send_way_in,
    withdraw_invitation,
)
from platform_orgs.actions.profile import (
    publish_page,
    save_page,
    send_page,
    send_page_back,
    set_trusted,
)
from platform_orgs.actions.yearly_check import ask, ask_due, confirm

__all__ = [
    "ENDINGS",
    "PAUSES",
    "Joining",
    "accept_application",
    "accept_invitation",
    "add_representative",
    "apply_to_join",
    "ask",
    "ask_due",
    "change_role",
    "confirm",
    "decline_application",
    "end",
    "hand_over",
    "invite",
    "publish_page",
    "remove_member",
    "require_member",
    "revive",
    "save_page",
    "send_page",
    "send_page_back",
    "send_way_in",
    "set_trusted",
    "suspend",
    "withdraw_invitation",
]
