"""引継ぎの一覧 on paper and on the screen: the same values for both."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.models import HandOver
from portal.documents.imprint import office_lines
from portal.documents.pdf import render_pdf
from portal.office.models import Office
from portal.ui.dates import format_date, format_moment


def listed(record: HandOver) -> list[tuple[str, list[dict[str, str]]]]:
    """What was handed over, kind by kind, in the order in which it was listed."""
    kinds: dict[str, list[dict[str, str]]] = {}
    for row in record.rows:
        since = format_date(datetime.date.fromisoformat(row["since"])) if row["since"] else ""
        kinds.setdefault(row["what"], []).append({"title": row["title"], "since": since})
    return list(kinds.items())


def record_pdf(record: HandOver) -> bytes:
    """Raises ``DocumentFailed``."""
    data: dict[str, Any] = {
        "title": _("引継ぎの一覧"),
        "facts": [
            [_("前の担当"), record.leaver.name],
            [_("新しい担当"), record.successor.name],
            [_("日時"), format_moment(record.at)],
            [_("行った人"), record.by.name],
        ],
        "headings": [_("済"), _("内容"), _("受付・開始"), _("引継ぎのメモ")],
        "kinds": [{"title": what, "rows": rows} for what, rows in listed(record)],
        "office": office_lines(Office.objects.current()),
    }
    return render_pdf("accounts/handover.typ", data)
