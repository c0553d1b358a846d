"""What docs/roles.md declares: for each address and role, what GET and what POST answer."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from tests.roles.addresses import Address
from tests.roles.walk import Answer
from tests.roles.world import ROLES

PATH = Path(settings.BASE_DIR) / "docs" / "roles.md"
_ROW = re.compile(r"^\| `([^`]+)` `([^`]+)` \|(.+)\|$", re.MULTILINE)
# The cells of a row by role.
Table = dict[Address, dict[str, str]]


def declared() -> Table:
    table: Table = {}
    for name, pattern, cells in _ROW.findall(PATH.read_text(encoding="utf-8")):
        address = Address(name, pattern)
        assert address not in table, f"{address} stands twice in docs/roles.md"
        table[address] = dict(zip(ROLES, (each.strip() for each in cells.split("|")), strict=True))
    return table


def cell(answers: Sequence[Answer]) -> str:
    return "/".join(answer.word for answer in answers)


def row(address: Address, cells: Sequence[str]) -> str:
    return f"| {address} | {' | '.join(cells)} |"
