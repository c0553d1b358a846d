"""Which rows nothing points to: they can be removed without anybody missing them."""

from typing import Any

from django.db.models import CASCADE, Exists, ForeignKey, Model, OuterRef, QuerySet


def unpointed(rows: "QuerySet[Any]", *, apart_from: tuple[type[Model], ...] = ()) -> "QuerySet[Any]":
    """Those of ``rows`` to which no other row points but those that go with them and those of ``apart_from``."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not relation.auto_created or relation.concrete:
            continue
        field = relation.remote_field
        if (
            isinstance(field, ForeignKey)
            and field.remote_field.on_delete is not CASCADE
            and model not in apart_from
        ):
            pointing = model._base_manager.filter(**{field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(pointing))
    return rows
