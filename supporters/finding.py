"""Looking somebody up in the registry: by number, name, reading, telephone or e-mail address."""

import re

from portal.people.models import Person
from portal.search.folding import fold
from portal.ui.text import InvalidInput, fold_digits, fold_telephone
from supporters.models import Supporter
from supporters.models.supporter import SupporterQuerySet

_LONGEST = 100
_TELEPHONE = re.compile(r"\+?[0-9]{9,}")
_DIGIT = re.compile("[0-9]")


def find(query: str) -> SupporterQuerySet:
    """Supporters whom ``query`` fits, whatever its width, kana, dashes and forms of characters.

    A number (registration or telephone) that fits somebody exactly finds nobody else. The number of a
    registration that was merged into another finds that one. By indexes, whatever the size of the registry.
    """
    query = query.strip()[:_LONGEST]
    listed = Supporter.objects.listed()
    key = fold(query)
    if not key:
        return listed
    exactly = _with_number(key) or _with_telephone(query)
    if exactly:
        return listed.filter(person__in=exactly)
    by_words = Person.objects.filter(merged_into__isnull=True).matching(query).order_by().values("pk")
    if not _DIGIT.search(key):
        return listed.filter(person__in=by_words)
    by_number = Supporter.objects.filter(number_key__startswith=key).order_by().values("person")
    return listed.filter(person__in=by_words.union(by_number))


def _with_number(key: str) -> list[int]:
    """Who has this whole registration number now. Ids, so that the list itself goes by its index."""
    if not _DIGIT.search(key):
        return []
    registered = Supporter.objects.filter(number_key=key).select_related("person")
    return [supporter.person.kept().pk for supporter in registered]


def _with_telephone(query: str) -> list[int]:
    """The supporters with this whole telephone or FAX number."""
    digits = fold_digits(query)
    if not _TELEPHONE.fullmatch(digits):
        return []
    try:
        telephone = fold_telephone(digits)
    except InvalidInput:
        return []
    by_telephone = Person.objects.filter(telephone=telephone).order_by().values_list("pk", flat=True)
    by_fax = Person.objects.filter(fax=telephone).order_by().values_list("pk", flat=True)
    ids = list(by_telephone.union(by_fax))
    return list(Supporter.objects.listed().filter(person__in=ids).values_list("person", flat=True))
