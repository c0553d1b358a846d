"""Looking somebody up in the registry: by number, name, reading, telephone or e-mail address."""

import re

from django.db.models import QuerySet

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
    for people in _exactly(query, key):
        if people.exists():
            return listed.filter(person__in=people)
    by_words = Person.objects.filter(merged_into__isnull=True).matching(query).order_by().values("pk")
    if not _DIGIT.search(key):
        return listed.filter(person__in=by_words)
    by_number = Supporter.objects.filter(number_key__startswith=key).order_by().values("person")
    return listed.filter(person__in=by_words.union(by_number))


def _exactly(query: str, key: str) -> list[QuerySet[Person]]:
    """Ways to read the query as one whole number; the person who has it now."""
    if not _DIGIT.search(key):
        return []
    registered = Supporter.objects.filter(number_key=key).order_by()
    found: list[QuerySet[Person]] = [
        Person.objects.filter(merged_into__isnull=True, pk__in=registered.values("person"))
        | Person.objects.filter(pk__in=registered.values("person__merged_into"))
    ]
    digits = fold_digits(query)
    if _TELEPHONE.fullmatch(digits):
        try:
            telephone = fold_telephone(digits)
        except InvalidInput:
            return found
        by_telephone = Person.objects.filter(telephone=telephone).order_by().values("pk")
        by_fax = Person.objects.filter(fax=telephone).order_by().values("pk")
        found.append(Person.objects.filter(pk__in=by_telephone.union(by_fax)))
    return found
