from django.utils.translation import gettext_lazy as _

from portal.office.models import (
    ClosedDay,
    District,
    Helpline,
    HelplineHours,
    HelplineWindow,
    Notice,
    NoticeFile,
    Office,
    PostalTown,
)
from portal.personal_files.registry import register_without_people


def register() -> None:
    register_without_people(
        _("市と相談窓口の、公表する情報"),
        ClosedDay, District, Helpline, HelplineHours, HelplineWindow, Notice, NoticeFile, Office, PostalTown,
    )  # fmt: skip
