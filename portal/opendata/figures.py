"""Supporters and needs by year: figures of closed years only, without numbers so small that somebody might be
recognised, or that could be worked out from what stands beside them.

Who came and who left in a year is not published: with the numbers of two years it would give the small ones away.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy

from portal.figures.models import ClosedYear
from portal.figures.periods import year_name
from portal.figures.publication import SMALLEST_SHOWN, WITHHELD, for_publication
from portal.figures.tables import Table, chapters_from_json
from portal.opendata.tables import Column


@dataclass(frozen=True)
class Row:
    year: int
    table: str
    label: str
    value: str


VALUES = {
    "year": lambda row: str(row.year),
    "year_name": lambda row: year_name(row.year),
    "table": lambda row: row.table,
    "label": lambda row: row.label,
    "value": lambda row: row.value,
}

_YEAR = (
    Column("年度", "year", gettext_lazy("年度の始まる4月の西暦。")),
    Column("年度_和暦", "year_name", gettext_lazy("例）令和7年度。")),
    Column("集計", "table", gettext_lazy("何によって分けた集計か。")),
    Column("項目", "label", gettext_lazy("分けたものの名前。")),
)
_SMALL = gettext_lazy("1〜4と、そこから引き算でわかってしまう数は「＊」です。")
SUPPORTER_COLUMNS = (*_YEAR, Column("登録者数", "value", _SMALL))
NEED_COLUMNS = (*_YEAR, Column("件数", "value", _SMALL))


def supporter_rows() -> Iterator[Row]:
    """Who was registered at the end of each year: all of them, by district, by age. One query."""
    for year, tables in _closed("supporters"):
        if "changes" in tables:
            yield from _rows(year, _only(tables["changes"], "people", rows={"at-end"}))
        for key in ("district", "age"):
            if key in tables:
                yield from _rows(year, _only(tables[key], "registered"))


def need_rows() -> Iterator[Row]:
    """The needs of each year by category and area, and what became of all of them together. One query."""
    for year, tables in _closed("gaps"):
        for key in ("gap-category", "gap-area"):
            if key in tables:
                yield from _rows(year, _only(tables[key], "needs"))
        if "gap-category" in tables:
            yield from _outcomes(year, tables["gap-category"])


def _closed(chapter: str) -> Iterator[tuple[int, dict[str, Table]]]:
    """The tables of a chapter in every closed year, the latest first."""
    for closed in ClosedYear.objects.in_force().order_by("-year"):
        for found in chapters_from_json([each for each in closed.chapters if each["tables"] is not None]):
            if found.name == chapter:
                yield closed.year, {table.key: table for table in found.tables or ()}


def _only(table: Table, column: str, rows: set[str] | None = None) -> Table:
    """The table with one of its columns, and with some of its lines: small numbers are judged by what is shown."""
    index = [each.key for each in table.columns].index(column)
    kept = [row for row in table.rows if rows is None or row.key in rows]
    return replace(
        table,
        columns=(table.columns[index],),
        rows=tuple(replace(row, values=(row.values[index],)) for row in kept),
    )


def _rows(year: int, table: Table) -> Iterable[Row]:
    published = for_publication(table)
    return [Row(year, published.title, row.label, str(row.values[0])) for row in published.rows]


def _outcomes(year: int, table: Table) -> Iterable[Row]:
    """All needs, those without an answer, those that were helped: the last two only where neither they nor what
    is left are few."""
    names = [column.key for column in table.columns]
    sums = {
        name: sum(value for row in table.rows if isinstance(value := row.values[names.index(name)], int))
        for name in ("needs", "unanswered", "helped")
    }
    needs, unanswered, helped = sums.values()
    parts_shown = _are_large([unanswered, helped, needs - unanswered - helped])
    labels = {column.key: column.label for column in table.columns}
    shown = {
        "needs": str(needs) if _are_large([needs]) else WITHHELD,
        "unanswered": str(unanswered) if parts_shown else WITHHELD,
        "helped": str(helped) if parts_shown else WITHHELD,
    }
    title = str(gettext_lazy("すべての困りごと"))
    return [Row(year, title, labels[name], value) for name, value in shown.items()]


def _are_large(numbers: Sequence[int]) -> bool:
    return all(number == 0 or number >= SMALLEST_SHOWN for number in numbers)
