"""The city's own data: who runs the portal, how to reach them, when they work, whom else to call.

Everything here is data that the office edits. Another city uses the portal by filling in these tables.
"""

from portal.office.models.district import District
from portal.office.models.helpline import Helpline, HelplineHours, HelplineWindow
from portal.office.models.notice import Notice, NoticeFile
from portal.office.models.office import ClosedDay, Office
from portal.office.models.postal import PostalTown

__all__ = [
    "ClosedDay",
    "District",
    "Helpline",
    "HelplineHours",
    "HelplineWindow",
    "Notice",
    "NoticeFile",
    "Office",
    "PostalTown",
]
