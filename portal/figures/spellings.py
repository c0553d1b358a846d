"""What people wrote by hand, brought together where only the way of writing differs."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from portal.figures.tables import Row
from portal.search.folding import fold

# Groups of fewer people are put together: one spelling used once says nothing.
SMALLEST_GROUP = 3
OTHER = "other"
NOT_SAID = "not-said"


def rows_by_spelling(counts: Mapping[str, Sequence[int]], *, width: int) -> list[Row]:
    """One line for each group, by its first number, the largest first; then the small ones together, then
    those who wrote nothing. ``counts`` has ``width`` numbers for each way of writing."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * width)
    for written, numbers in counts.items():
        group = "".join(fold(written).split())
        spellings[group][written.strip()] += numbers[0]
        sums[group] = _added(sums[group], numbers)
    not_said = sums.pop("", [0] * width)
    others = [0] * width
    for group in [group for group, numbers in sums.items() if numbers[0] < SMALLEST_GROUP]:
        others = _added(others, sums.pop(group))
    named = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    return [
        # The commonest way of writing; of two equally common ones always the same.
        *(
            Row(group, min(spellings[group].items(), key=lambda item: (-item[1], item[0]))[0], tuple(numbers))
            for group, numbers in named
        ),
        Row(OTHER, _("そのほか（少人数の所属）"), tuple(others)),
        Row(NOT_SAID, _("答えなし"), tuple(not_said)),
    ]


def _added(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]
