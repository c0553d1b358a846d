"""Columns that only those read who need it. They lie in the database sealed (``keys``), as plain ``text``."""

import json
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.private.keys import seal, unseal


class PrivateTextField(models.TextField):
    """Text that only those see who need it: what somebody is worried about, who told of it.

    The database cannot look into it: asking whether it is empty is the only lookup, and a test looks for
    orders by it. Empty stays empty.
    """

    def get_lookup(self, lookup_name: str) -> Any:
        return _Emptiness if lookup_name == "exact" else None

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # bulk_update computes with values of this field; a column of this kind holds sealed text already.
        if hasattr(value, "as_sql") and not isinstance(value.output_field, PrivateTextField):
            raise FieldError(f"{self.name} is private: what is computed in the database cannot be sealed.")
        text = super().get_db_prep_save(value, connection)
        return seal(text) if isinstance(text, str) else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return value if value is None else unseal(value)


class PrivateJSONField(PrivateTextField):
    """Anything that JSON can hold, kept as private text. Empty (``{}``, ``[]``) is sealed like the rest."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return json.loads(unseal(value)) if value else None

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


class _Emptiness(models.lookups.Exact):
    """``exact`` for nothing but the empty text."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("A private column can only be asked whether it is empty.")
        return self.rhs
