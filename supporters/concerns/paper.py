"""The sheet (気づき連絡票) for those who would rather write by hand: FAX, post and counter. It asks what the form
on this site asks in writing, in the same words; staff type it in as they would write down a call."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.documents import qr
from portal.documents.imprint import office_lines
from portal.office.models import Helpline, Office
from portal.ui.numbers import format_telephone
from supporters.concerns.forms import WriteForm


def sheet_data(office: Office, abuse_lines: list[Helpline]) -> dict[str, Any]:
    """One set of values for the PDF and for the page."""
    fields = WriteForm.base_fields
    address = settings.SITE_URL + reverse("supporters:concern-new")
    return {
        "title": _("気づき連絡票"),
        "lead": _("気になる人がいるとき、そのまま知らせてください。思いすごしでもかまいません。"),
        "to": " ".join(filter(None, [office.city_name, office.name])),
        "fax": format_telephone(office.fax),
        "telephone": format_telephone(office.telephone),
        "what": str(fields["what"].label),
        "what_help": str(fields["what"].help_text),
        "choices": [
            {"label": str(fields[name].label), "words": [str(label) for _value, label in _choices(name)]}
            for name in ("relation", "urgency", "answer_wish")
        ],
        "place": str(fields["district"].label),
        "danger": _("いのちの危険があるときは、119か110へ電話してください。この紙では間に合いません。"),
        "abuse": _("虐待かもしれないと思ったら、紙で待たずに、すぐに電話してください。"),
        "abuse_lines": [
            f"{line.name}　{format_telephone(line.telephone)}" for line in abuse_lines if line.telephone
        ],
        "protected": _("だれが知らせてくださったかは、内容とは分けて持ち、必要な職員だけが見ます。"),
        "address": address,
        "qr": qr.svg_file(address).decode(),
        "qr_says": _("スマートフォンで知らせるとき"),
        "office": office_lines(office),
    }


def _choices(name: str) -> list[tuple[str, Any]]:
    field: Any = WriteForm.base_fields[name]
    return list(field.choices)
