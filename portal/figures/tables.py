"""What a chapter of the yearly report consists of: tables whose every figure says what it counts.

A table can be kept as JSON word for word, so that a closed year still shows the definitions of its day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

Value = int | str | None


class _Kept:
    """Made again from JSON: what an older version did not know gets its default, what it had beyond is
    left out."""

    @classmethod
    def _known(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        return {field.name: data[field.name] for field in fields(cls) if field.name in data}  # type: ignore[arg-type]


@dataclass(frozen=True)
class Column(_Kept):
    """``is_published`` False leaves it out of the version for publication: what it holds could be subtracted
    from the others."""

    key: str
    label: str
    is_number: bool = True
    is_published: bool = True

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**cls._known(data))


@dataclass(frozen=True)
class Row(_Kept):
    """``key`` finds the same line in another year. ``group`` joins lines whose sum stands in another table.
    ``counts_people`` False is never withheld (a number of occasions)."""

    key: str
    label: str
    values: tuple[Value, ...]
    definition: str = ""
    counts_people: bool = True
    is_published: bool = True
    group: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        known = cls._known(data)
        return cls(**{**known, "values": tuple(known["values"])})


@dataclass(frozen=True)
class Table(_Kept):
    """``adds_up``: its lines are parts of a total. ``compares``: last year stands beside it. ``other_key``
    is the line that takes small groups together where the labels are what people typed; "" elsewhere.
    ``chart_column`` is the column that is drawn; "" draws nothing."""

    key: str
    title: str
    definition: str
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    adds_up: bool = True
    compares: bool = True
    other_key: str = ""
    chart_column: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        known = cls._known(data)
        return cls(
            **{
                **known,
                "columns": tuple(Column.from_json(column) for column in known["columns"]),
                "rows": tuple(Row.from_json(row) for row in known["rows"]),
            }
        )


@dataclass(frozen=True)
class Chapter:
    """``tables`` None: this chapter did not exist when the year was closed (未集計)."""

    name: str
    title: str
    tables: tuple[Table, ...] | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            name=data["name"],
            title=data["title"],
            tables=tuple(Table.from_json(table) for table in data["tables"]),
        )


def chapters_from_json(data: Sequence[Mapping[str, Any]]) -> list[Chapter]:
    return [Chapter.from_json(each) for each in data]
