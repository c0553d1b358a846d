"""Who stands at the foot of a document."""

from django.utils.translation import gettext as _

from portal.office.models import Office
from portal.ui.numbers import format_postal_code, format_telephone


def office_lines(office: Office) -> list[str]:
    """The office's name and how to reach it, line by line, for ``data["office"]`` of a document.

    What is not filled in is left out.
    """
    name = " ".join(filter(None, [office.city_name, office.name]))
    where = " ".join(
        filter(None, [office.postal_code and f"〒{format_postal_code(office.postal_code)}", office.address])
    )
    reach = [
        _("電話 %(number)s") % {"number": format_telephone(office.telephone)} if office.telephone else "",
        _("FAX %(number)s") % {"number": format_telephone(office.fax)} if office.fax else "",
        _("メール %(address)s") % {"address": office.email} if office.email else "",
    ]
    return [line for line in (name, where, "　".join(filter(None, reach))) if line]
