"""Words for what entries hold."""

from django.apps import apps
from django.utils.translation import gettext as _


def name_of(what: str) -> str:
    """What a kind of record is called; the word itself for one that has gone."""
    try:
        return str(apps.get_model(what)._meta.verbose_name)
    except (LookupError, ValueError):
        return what


def thing(what: str, number: str) -> str:
    """「申込 12」, or 「申込」 for a list."""
    return _("%(name)s %(number)s") % {"name": name_of(what), "number": number} if number else name_of(what)
