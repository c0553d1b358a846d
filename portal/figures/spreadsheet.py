"""The report as an Excel file: first what it is and what each figure means, then one sheet for each table."""

from collections.abc import Sequence

import tablib
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.figures.report import Report, Sheet
from portal.figures.tables import Value
from portal.ui.dates import format_moment
from portal.ui.workbooks import STARTS_A_FORMULA

# A name of a sheet has at most 31 characters; a number in front tells two long ones apart.
_LONGEST_NAME = 28


def workbook(report: Report) -> bytes:
    """The file's content."""
    sheets = [sheet for part in report.parts for sheet in part.sheets or ()]
    book = tablib.Databook([_cover(report, sheets)])
    for number, sheet in enumerate(sheets, start=1):
        book.add_sheet(_sheet(report, number, sheet))
    return book.export("xlsx")


def _cover(report: Report, sheets: Sequence[Sheet]) -> tablib.Dataset:
    cover = tablib.Dataset(title=_("説明"), headers=[_("実績"), report.period.name])
    cover.append([_("期間"), report.period.days])
    cover.append([_("状態"), _state(report)])
    cover.append([_("作成"), format_moment(timezone.now())])
    if report.is_for_publication:
        cover.append([_("公表用"), _("5人未満の数と、そこから計算で分かってしまう数は「＊」にしています。")])
    for number, sheet in enumerate(sheets, start=1):
        cover.append([_cell(f"{number} {sheet.table.title}"), _cell(sheet.table.definition)])
    for part in report.parts:
        if part.sheets is None:
            cover.append([_cell(part.title), _("未集計")])
    return cover


def _state(report: Report) -> str:
    if report.closed is None:
        return _("未確定（作成したときの数）")
    return _("%(day)sに確定") % {"day": format_moment(report.closed.closed_at)}


def _sheet(report: Report, number: int, sheet: Sheet) -> tablib.Dataset:
    headers = [sheet.table.heading]
    for column in sheet.table.columns:
        headers.append(column.label)
        if sheet.table.compares and column.is_number:
            headers += [
                _("%(name)s 前年") % {"name": column.label},
                _("%(name)s 差") % {"name": column.label},
            ]
    if sheet.has_definitions:
        headers.append(_("何を数えたか"))
    data = tablib.Dataset(
        title=f"{number} {sheet.table.title}"[:_LONGEST_NAME], headers=[_cell(name) for name in headers]
    )
    for line in sheet.lines:
        values: list[Value] = [line.label]
        for cell in line.cells:
            values.append(cell.value)
            if sheet.table.compares and cell.is_number:
                values += [cell.before, cell.difference]
        if sheet.has_definitions:
            values.append(line.definition)
        data.append([_cell(value) for value in values])
    return data


def _cell(value: Value) -> Value:
    """Numbers stay numbers; what people typed never becomes a formula."""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return "－" if value is None else value
