"""What is asked about the keys before the portal starts."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from portal.private.keys import numbers
from portal.private.rotating import unknown_keys

_HINT = "docs/OPERATIONS.md says how keys are made, kept and changed."


@checks.register(checks.Tags.security)
def keys_can_be_used(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    try:
        numbers()
    except ImproperlyConfigured as error:
        # While developing, what reads and writes nothing private works without: makemigrations, mypy.
        if settings.DEBUG and not settings.DATA_KEYS:
            return [checks.Warning(str(error), hint=_HINT, id="private.W001")]
        return [checks.Error(str(error), hint=_HINT, id="private.E001")]
    return []


@checks.register(checks.Tags.security, deploy=True)
def keys_are_the_portals_own(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.DATA_KEYS:
        return [checks.Error("DATA_KEYS is empty.", hint=_HINT, id="private.E002")]
    if settings.SECRET_KEY in settings.DATA_KEYS:
        return [
            checks.Error("One key does two things: SECRET_KEY and DATA_KEYS.", hint=_HINT, id="private.E003")
        ]
    return []


@checks.register(checks.Tags.database)
def keys_fit_the_data(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Before ``migrate``, and with ``check --database default``: is what lies there sealed with keys we have?"""
    if not databases or not settings.DATA_KEYS:
        return []
    try:
        missing = unknown_keys()
    except (ImproperlyConfigured, DatabaseError):
        return []  # said by the other check; or the tables are not there yet
    if not missing:
        return []
    text = f"The database holds private text sealed with keys that are not in DATA_KEYS: {', '.join(sorted(missing))}."
    return [checks.Error(text, hint=_HINT, id="private.E004")]
