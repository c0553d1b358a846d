"""公表用: nobody can be recognised, not by subtraction either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.figures.publication import SMALLEST_SHOWN, WITHHELD, for_publication
from portal.figures.tables import Column, Row, Table

COLUMN = (Column("n", "人数"),)


def make_table(numbers: list[int], **fields: object) -> Table:
    rows = tuple(Row(str(i), f"区分{i}", (number,)) for i, number in enumerate(numbers))
    return Table("t", "表", "定義", "区分", COLUMN, fields.pop("rows", rows), **fields)  # type: ignore[arg-type]


def published(numbers: list[int], **fields: object) -> list[object]:
    return [row.values[0] for row in for_publication(make_table(numbers, **fields)).rows]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([5, 9, 0], [5, 9, 0]),
        # One number alone would come back from the total: the next smallest goes with it.
        ([4, 20, 30], [WITHHELD, WITHHELD, 30]),
        # Two ones hide nothing when their sum is two: a third goes too.
        ([1, 1, 20, 30], [WITHHELD, WITHHELD, WITHHELD, 30]),
        ([4, 6, 30], [WITHHELD, WITHHELD, 30]),
        # Not enough to hide among: nobody may tell where the people are.
        ([3, 0, 0], [WITHHELD, WITHHELD, WITHHELD]),
        ([0, 0], [0, 0]),
    ],
)
def test_small_numbers_are_withheld_with_enough_others(numbers: list[int], shown: list[object]) -> None:
    assert published(numbers) == shown


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=12))
def test_what_is_withheld_cannot_be_subtracted(numbers: list[int]) -> None:
    shown = published(numbers)

    hidden = [number for number, value in zip(numbers, shown, strict=True) if value == WITHHELD]
    assert not any(isinstance(value, int) and 0 < value < SMALLEST_SHOWN for value in shown)
    if hidden:
        everything = len(hidden) == len(numbers)
        assert everything or (len(hidden) > 1 and sum(hidden) >= 2 * SMALLEST_SHOWN)
    if not any(0 < number < SMALLEST_SHOWN for number in numbers):
        assert shown == numbers


def test_numbers_that_do_not_add_up_are_withheld_alone() -> None:
    assert published([4, 20, 30], adds_up=False) == [WITHHELD, 20, 30]


def test_number_of_occasions_is_never_withheld() -> None:
    rows = (Row("held", "開催", (2,), counts_people=False), Row("came", "出席", (2,)))

    assert published([], rows=rows, adds_up=False) == [2, WITHHELD]


def test_lines_of_one_group_are_not_worked_out_from_the_groups_total() -> None:
    # The group's own total (14) stands in another table: 14 - 11 would be 3.
    rows = (
        Row("a", "甲", (3,), group="events"),
        Row("b", "乙", (11,), group="events"),
        Row("c", "丙", (6,), group="trainings"),
        Row("d", "丁", (50,), group="trainings"),
    )

    assert published([], rows=rows) == [WITHHELD, WITHHELD, 6, 50]


def test_small_groups_lose_their_labels() -> None:
    rows = (
        Row("民生委員", "民生委員", (12,)),
        Row("山田商店", "山田商店", (3,)),
        Row("other", "そのほか", (7,)),
        Row("not-said", "答えなし", (9,)),
    )

    table = for_publication(make_table([], rows=rows, other_key="other"))

    assert [(row.label, row.values) for row in table.rows] == [
        ("民生委員", (12,)),
        ("答えなし", (9,)),
        ("そのほか", (10,)),
    ]


def test_what_exists_only_to_be_subtracted_is_left_out() -> None:
    columns = (Column("placed", "決定"), Column("away", "欠席", is_published=False))
    rows = (Row("a", "甲", (20, 1)), Row("b", "乙", (30, 2), is_published=False))

    table = for_publication(Table("t", "表", "定義", "区分", columns, rows))

    assert [column.key for column in table.columns] == ["placed"]
    assert [row.values for row in table.rows] == [(20,)]
