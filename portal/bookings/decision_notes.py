"""When and where it is announced that something does not take place (当日の中止の知らせ方)."""

from django.utils.translation import gettext as _

from portal.bookings.models.occasion import Occasion
from portal.office.models import Office


def decision_note(occasion: Occasion, office: Office) -> str:
    """What was written for this occasion, else what the office says for all; never empty.

    It stands on paper and is read out on the telephone too: it names the site and says not "here".
    """
    return (
        occasion.decision_note
        or office.decision_note
        or _("中止や延期のときは、決まりしだい、つながりポータルのこの研修・催しのページでお知らせします。")
    )
