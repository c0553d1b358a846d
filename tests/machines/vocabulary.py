"""What schema.org itself knows: types, their properties, what these may hold. Kept beside the tests, with its source."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_KNOWN = json.loads((Path(__file__).parent / "schema_org_vocabulary.json").read_text())
TYPES, ENUMERATIONS = _KNOWN["types"], _KNOWN["enumerations"]
# What JSON writes for a value that is no thing. A duration and an address are written as text; where any thing may be,
# its address stands for it (as in the breadcrumbs of Google's documentation).
_WRITTEN = {
    str: {"Text", "URL", "Date", "DateTime", "Time", "Duration", "Thing"},
    bool: {"Boolean"},
    int: {"Number", "Integer", "Text"},
}


def _and_above(name: str) -> Iterator[str]:
    yield name
    for above in TYPES[name]["above"]:
        yield from _and_above(above)


def _range(kind: str, prop: str) -> set[str]:
    """What ``prop`` of a thing of this kind may hold; nothing for a property that it has not."""
    return {each for name in _and_above(kind) for each in TYPES[name]["properties"].get(prop, ())}


def unknown(thing: dict[str, Any]) -> list[str]:
    """What schema.org does not know of a thing and all that hangs on it, as ``Type.property``."""
    kind = thing["@type"]
    if kind not in TYPES:
        return [kind]
    found = []
    for prop, held in thing.items():
        if prop.startswith("@"):
            continue
        may_be = _range(kind, prop)
        for value in held if isinstance(held, list) else [held]:
            if isinstance(value, dict):
                found += unknown(value)
                is_known = value["@type"] in TYPES and bool(may_be & set(_and_above(value["@type"])))
            else:
                is_known = _may_be_written(value, may_be)
            if not is_known:
                found.append(f"{kind}.{prop}")
    return found


def _may_be_written(value: Any, may_be: set[str]) -> bool:
    members = {member for name in may_be for member in ENUMERATIONS.get(name, ())}
    if members:
        return str(value).removeprefix("https://schema.org/") in members
    return bool(_WRITTEN[type(value)] & may_be)
