"""Reading figures off a report or a chapter."""

from portal.bookings.figures.chapter import chapter
from portal.figures.periods import fiscal_year
from portal.figures.report import Report


def number(key: str, year: int) -> int:
    """A figure of まとめ."""
    return next(row.values[0] for row in table("summary", year).rows if row.key == key)  # type: ignore[return-value]


def table(key: str, year: int):  # type: ignore[no-untyped-def]
    return next(each for each in chapter(fiscal_year(year)) if each.key == key)


def lines(key: str, year: int) -> dict[str, tuple[object, ...]]:
    """The lines of a table that have anybody in them, by their label."""
    return {row.label: row.values for row in table(key, year).rows if any(row.values)}


def shown(report: Report, key: str, label: str) -> list[tuple[str, str, str]]:
    """What a report shows in one line: number, number before, difference."""
    for part in report.parts:
        for sheet in part.sheets or ():
            for line in sheet.lines:
                if sheet.table.key == key and line.label == label:
                    return [(c.text, c.before_text, c.difference_text) for c in line.cells]
    raise AssertionError((key, label))
