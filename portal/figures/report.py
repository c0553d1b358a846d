"""The report of one period as the page, the file and the charts show it, with the year before beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.figures.chapters import compute_chapters, with_chapters_since
from portal.figures.models import ClosedYear
from portal.figures.periods import Period
from portal.figures.publication import for_publication
from portal.figures.tables import Chapter, Column, Row, Table, Value, chapters_from_json
from portal.ui.charts import Bar, Chart, horizontal_bars, two_year_bars

_LONGEST_CHART = 20


@dataclass(frozen=True)
class Cell:
    """One figure and the same one a year before; ``before`` None where that is not known."""

    value: Value
    before: Value
    is_number: bool

    @property
    def text(self) -> str:
        return _text(self.value)

    @property
    def before_text(self) -> str:
        return _text(self.before)

    @property
    def difference(self) -> int | None:
        if isinstance(self.value, int) and isinstance(self.before, int):
            return self.value - self.before
        return None

    @property
    def difference_text(self) -> str:
        if self.difference is None:
            return "－"
        return f"{self.difference:+,}".replace("-", "−") if self.difference else "±0"


@dataclass(frozen=True)
class Line:
    label: str
    definition: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One table of the report."""

    table: Table
    lines: tuple[Line, ...]
    chart: Chart | None

    @property
    def has_definitions(self) -> bool:
        return any(line.definition for line in self.lines)


@dataclass(frozen=True)
class Part:
    """One chapter; without sheets it was not counted when the year was closed (未集計)."""

    title: str
    sheets: tuple[Sheet, ...] | None


@dataclass(frozen=True)
class Report:
    period: Period
    before: Period
    parts: tuple[Part, ...]
    closed: ClosedYear | None
    closed_before: ClosedYear | None
    is_for_publication: bool


def make_report(period: Period, *, is_for_publication: bool = False) -> Report:
    """The figures of these days: of a closed year the frozen ones, of all others as things stand now."""
    before = period.year_before()
    years = [each.year for each in (period, before) if each.year is not None]
    closings = ClosedYear.objects.in_force().select_related("closed_by").filter(year__in=years)
    by_year = {closing.year: closing for closing in closings}
    closed = by_year.get(period.year) if period.year is not None else None
    closed_before = by_year.get(before.year) if before.year is not None else None
    chapters = _chapters(period, closed)
    tables_before = {
        (chapter.name, table.key): table
        for chapter in _chapters(before, closed_before)
        for table in chapter.tables or ()
    }
    maker = _Maker(tables_before, _names(period, before), is_for_publication)
    return Report(
        period=period,
        before=before,
        parts=tuple(maker.part(chapter) for chapter in chapters),
        closed=closed,
        closed_before=closed_before,
        is_for_publication=is_for_publication,
    )


def _chapters(period: Period, closed: ClosedYear | None) -> list[Chapter]:
    if closed is None:
        return compute_chapters(period)
    return with_chapters_since(chapters_from_json(closed.chapters))


def _names(period: Period, before: Period) -> tuple[str, str]:
    if period.year is None:
        return _("この期間"), _("前の年の同じ期間")
    return period.name, before.name


@dataclass(frozen=True)
class _Maker:
    tables_before: dict[tuple[str, str], Table]
    names: tuple[str, str]
    is_for_publication: bool

    def part(self, chapter: Chapter) -> Part:
        if chapter.tables is None:
            return Part(chapter.title, None)
        return Part(chapter.title, tuple(self._sheet(chapter.name, table) for table in chapter.tables))

    def _sheet(self, chapter: str, table: Table) -> Sheet:
        before = self.tables_before.get((chapter, table.key)) if table.compares else None
        if self.is_for_publication:
            table = for_publication(table)
            before = for_publication(before) if before else None
        rows_before = {row.key: row for row in before.rows} if before else {}
        columns_before = {column.key: i for i, column in enumerate(before.columns)} if before else {}
        lines = tuple(
            Line(
                row.label,
                row.definition,
                tuple(_cells(table.columns, row, rows_before.get(row.key), columns_before)),
            )
            for row in table.rows
        )
        return Sheet(table, lines, self._chart(table, lines))

    def _chart(self, table: Table, lines: Sequence[Line]) -> Chart | None:
        keys = [column.key for column in table.columns]
        if table.chart_column not in keys or not lines:
            return None
        column = keys.index(table.chart_column)
        title = f"{table.title}（{table.columns[column].label}）"
        bars = [_bar(line.label, line.cells[column]) for line in lines[:_LONGEST_CHART]]
        if table.compares:
            return two_year_bars(title, bars, names=self.names)
        return horizontal_bars(title, bars)


def _cells(
    columns: Sequence[Column], row: Row, before: Row | None, columns_before: dict[str, int]
) -> list[Cell]:
    cells = []
    for column, value in zip(columns, row.values, strict=True):
        index = columns_before.get(column.key)
        known = before is not None and index is not None
        cells.append(Cell(value, before.values[index] if known else None, column.is_number))  # type: ignore[union-attr,index]
    return cells


def _bar(label: str, cell: Cell) -> Bar:
    return Bar(
        label,
        cell.value if isinstance(cell.value, int) else None,
        cell.before if isinstance(cell.before, int) else None,
        text=cell.text,
        before_text=cell.before_text,
    )


def _text(value: Value) -> str:
    if value is None:
        return "－"
    return f"{value:,}" if isinstance(value, int) else value
