"""Results as files for Excel: counts and free texts, and nothing that belongs to one sheet alone."""

import csv
import io
from collections.abc import Callable

import tablib
from django.utils.translation import gettext as _

from portal.bookings.surveys.results import Results


def rows(found: Results, safe: Callable[[object], str]) -> list[list[object]]:
    """Header and lines. ``safe`` makes a text one that no spreadsheet takes for a formula."""
    table: list[list[object]] = [[_("番号"), _("質問"), _("回答"), _("人数"), _("割合（%）")]]
    for result in found.questions:
        head = [result.number, safe(result.question.text)]
        table += [[*head, safe(line.words), line.count, line.percent] for line in result.lines]
        if result.average is not None:
            table.append([*head, _("平均"), result.average, ""])
        table += [[*head, safe(text), "", ""] for text in result.texts]
    return table


def as_csv(table: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: list[list[object]]) -> bytes:
    data = tablib.Dataset(*table[1:], headers=[str(cell) for cell in table[0]], title=_("アンケート"))
    return bytes(data.export("xlsx"))
