"""A world with something in every table: the demo, and in what it leaves empty a row with odd contents.

Run as a program, on the database that the environment names.
"""

import contextlib
import datetime
import itertools
import os
import sys
from collections import Counter
from io import StringIO
from typing import Any

import django

_numbers = itertools.count(1)
# What a careless way of copying spoils: quotes, backslashes, a tab, signs beyond the basic plane, Hangul, an empty line.
ODD = "髙𠮷 \\ ' \" \t %s $1 한글\n\n\\."

# Where a constraint wants something of its own.
_HINTS: dict[str, dict[str, Any]] = {
    "events_picture": {"taken_down_reason": "", "file": "events/x.webp"},
    "events_video": {"youtube_id": "abcdefghijk", "link": ""},
}


def fill() -> list[str]:
    """Build it; returns the tables that are still empty."""
    from django.apps import apps
    from django.core.management import call_command

    call_command("seed_demo", stdout=StringIO())
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    for model in models:
        if not model._base_manager.exists():
            _make(model)
    return [model._meta.db_table for model in models if not model._base_manager.exists()]


def _make(model: Any) -> Any:
    """A row of ``model``, with as much in it as its constraints allow."""
    from django.db import DatabaseError, transaction

    for needed in (_can_be_filled, _must_be_filled):
        seen: Counter[Any] = Counter()
        values = {f.attname: _value(f, seen) for f in model._meta.concrete_fields if needed(f)}
        with contextlib.suppress(DatabaseError), transaction.atomic():
            row = model(**values | _HINTS.get(model._meta.db_table, {}))
            row.save_base(force_insert=True)
            return row
    return None


def _must_be_filled(field: Any) -> bool:
    return not (field.null or field.generated or field.has_default()) and not _is_counted(field)


def _can_be_filled(field: Any) -> bool:
    return _must_be_filled(field) or (field.has_default() and field.get_default() == "")


def _is_counted(field: Any) -> bool:
    return type(field).__name__.endswith("AutoField")


def _value(field: Any, seen: Counter[Any]) -> Any:
    if field.is_relation:
        related = field.related_model
        # Two relations to one table lead to two rows: a person is not merged with themselves.
        found = related._base_manager.order_by("pk")[seen[related] :].first() or _make(related)
        seen[related] += 1
        return getattr(found, field.target_field.attname)
    if field.choices:
        return next(value for value, _label in field.flatchoices if value != "")
    kind = field.get_internal_type()
    now = datetime.datetime.now(datetime.UTC)
    simple = {
        "DateTimeField": now,
        "DateField": now.date(),
        "TimeField": datetime.time(9, 30),
        "BooleanField": False,
        "JSONField": {"a": [ODD]},
        "BinaryField": bytes(range(256)),
        "TextField": ODD,
        "EmailField": f"odd{next(_numbers)}@example.jp",
        "URLField": "https://example.jp/",
        "GenericIPAddressField": "192.0.2.1",
        "ArrayField": [],
    }
    if kind in simple:
        return simple[kind]
    if kind in {"CharField", "SlugField", "FileField"}:
        return f"{next(_numbers)}{'' if kind == 'SlugField' else ODD}"[: field.max_length]
    return next(_numbers)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(", ".join(fill()) or None)
