"""公表用: the same tables without numbers so small that somebody might be recognised.

What is withheld must not come back by subtraction from a total: at least two numbers of a column go, and
together they hide at least twice the threshold. Columns and lines that only exist to be subtracted
(取消, 欠席 …) are left out as a whole. Labels that people typed are shown only for groups that are large enough.
"""

from dataclasses import replace

from portal.figures.tables import Row, Table, Value

SMALLEST_SHOWN = 5
WITHHELD = "＊"


def for_publication(table: Table) -> Table:
    """The table as it may be given out."""
    table = _without_small_labels(_published_part(table))
    columns = [
        _withhold(table, [row.values[index] for row in table.rows]) if column.is_number else None
        for index, column in enumerate(table.columns)
    ]
    rows = (
        replace(
            row,
            values=tuple(
                WITHHELD if hidden and number in hidden else value
                for value, hidden in zip(row.values, columns, strict=True)
            ),
        )
        for number, row in enumerate(table.rows)
    )
    return replace(table, rows=tuple(rows))


def _published_part(table: Table) -> Table:
    kept = [index for index, column in enumerate(table.columns) if column.is_published]
    return replace(
        table,
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(
            replace(row, values=tuple(row.values[index] for index in kept))
            for row in table.rows
            if row.is_published
        ),
    )


def _without_small_labels(table: Table) -> Table:
    """Groups too small to be named join the line for all others."""
    if not table.other_key:
        return table
    kept: list[Row] = []
    small: list[Row] = []
    for row in table.rows:
        is_small = _number(row.values[0]) < SMALLEST_SHOWN
        (small if is_small or row.key == table.other_key else kept).append(row)
    if not small:
        return table
    line = next((row for row in small if row.key == table.other_key), None)
    label = line.label if line else small[0].label
    # Without a line of its own the joined groups are named by none of their labels.
    sums: tuple[Value, ...] = tuple(
        sum(_number(row.values[i]) for row in small) for i in range(len(table.columns))
    )
    joined = Row(table.other_key, label if line else "そのほか", sums)
    return replace(table, rows=(*kept, joined))


def _withhold(table: Table, values: list[Value]) -> set[int]:
    """The lines of one column whose number is not shown."""
    people = {
        number: _number(value)
        for number, (row, value) in enumerate(zip(table.rows, values, strict=True))
        if row.counts_people and isinstance(value, int)
    }
    hidden = {number for number, value in people.items() if 0 < value < SMALLEST_SHOWN}
    if not table.adds_up:
        return hidden
    for group in sorted({table.rows[number].group for number in hidden} - {""}):
        inside = {number: value for number, value in people.items() if table.rows[number].group == group}
        hidden |= _hide_more(inside, hidden & inside.keys())
    return _hide_more(people, hidden)


def _hide_more(people: dict[int, int], hidden: set[int]) -> set[int]:
    """Add the next smallest numbers until what is hidden cannot be worked out from the total; where there
    are not enough of them, the zeros too: nobody can tell then where the people are."""
    hidden = set(hidden)
    others = sorted((value, number) for number, value in people.items() if value and number not in hidden)
    while hidden and not _is_safe([people[number] for number in hidden]):
        if not others:
            return set(people)
        hidden.add(others.pop(0)[1])
    return hidden


def _is_safe(values: list[int]) -> bool:
    return len(values) > 1 and sum(values) >= 2 * SMALLEST_SHOWN


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
