"""Sealing anew what lies in the database: after a new key has come first, and once for what was never sealed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from portal.private.fields import PrivateTextField
from portal.private.keys import MARK, first_mark, numbers, seal, unseal

BATCH = 200


@dataclass(frozen=True)
class Elsewhere:
    """Sealed text inside a column of another kind: with which keys, and how it is sealed anew."""

    numbers_in_use: Callable[[], set[str]]
    seal_anew: Callable[[], int]


_elsewhere: dict[str, Elsewhere] = {}


def register_elsewhere(name: str, place: Elsewhere) -> None:
    """Called by apps at start-up."""
    _elsewhere[name] = place


def private_columns(registry: Any = apps) -> Iterator[tuple[type[models.Model], PrivateTextField]]:
    """Every private column of every model."""
    for model in registry.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, PrivateTextField):
                yield model, field


def seal_all_anew(columns: Iterator[tuple[type[models.Model], PrivateTextField]] | None = None) -> int:
    """Seal with the first key what has another or none; returns how many texts that were.

    In batches of one transaction each: stopped half-way, it goes on from there. Rows that somebody holds are
    waited for, what changes meanwhile is sealed with the first key by its own writing. Nothing else of a row
    changes, neither revision nor dates.
    """
    done = sum(_seal_column(model, field) for model, field in columns or private_columns())
    return done if columns else done + sum(place.seal_anew() for place in _elsewhere.values())


def unknown_keys() -> set[str]:
    """Numbers of keys that the newest texts of each column were sealed with and that are not in ``DATA_KEYS``."""
    known, found = numbers(), set()
    for model, field in private_columns():
        table, column, pk = _names(model, field)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT split_part({column}, ':', 2) FROM {table}"  # noqa: S608 (our own names)
                f" WHERE {column} LIKE %s ORDER BY {pk} DESC LIMIT 1",
                [f"{MARK}%"],
            )
            found |= {number for (number,) in cursor.fetchall()}
    found.update(*(place.numbers_in_use() for place in _elsewhere.values()))
    return found - set(known)


def _seal_column(model: type[models.Model], field: PrivateTextField) -> int:
    table, column, pk = _names(model, field)
    last, done = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {pk}, {column} FROM {table}"  # noqa: S608 (our own names)
                f" WHERE {pk} > %s AND {column} <> '' AND {column} NOT LIKE %s"
                f" ORDER BY {pk} LIMIT %s FOR NO KEY UPDATE",
                [last, f"{first_mark()}%", BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return done
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE {pk} = %s",  # noqa: S608
                [(seal(unseal(stored)), key) for key, stored in rows],
            )
        last, done = rows[-1][0], done + len(rows)


def _names(model: type[models.Model], field: PrivateTextField) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    key = model._meta.pk
    return quote(model._meta.db_table), quote(str(field.column)), quote(str(key.column))
