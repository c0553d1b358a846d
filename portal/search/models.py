from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from portal.search.folding import bigrams, fold


class SearchableQuerySet(models.QuerySet):
    def matching(self, query: str) -> Self:
        """Rows in which every word of ``query`` occurs somewhere, whatever its width, case or kana.

        Words of one character match the beginning of a row's text only: there is no pair to look up.
        An empty query matches everything.
        """
        rows = self
        for word in filter(None, (fold(word) for word in query.split())):
            if len(word) == 1:
                rows = rows.filter(search_text__startswith=word)
            else:
                # The index finds the rows that hold all pairs; the text itself confirms their order.
                rows = rows.filter(search_grams__contains=bigrams(word), search_text__contains=word)
        return rows


class Searchable(models.Model):
    """A row that can be found by parts of its words, by an index that needs no database extension."""

    search_text = models.TextField(editable=False, default="")
    search_grams = ArrayField(models.CharField(max_length=2), editable=False, default=list)

    objects = SearchableQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = (GinIndex("search_grams", name="%(class)s_grams"),)

    def save(self, **kwargs: Any) -> None:
        """Save with a renewed search key: a key that could be forgotten would hide people."""
        self.renew_search_keys()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "search_grams"}
        super().save(**kwargs)

    def renew_search_keys(self) -> None:
        """Fold the words; saving does it. Who writes many rows at once calls it for each."""
        # The separator is a character that folding never leaves, so no pair crosses two words.
        self.search_text = "\n".join(filter(None, (fold(word) for word in self.searchable_words())))
        self.search_grams = [gram for gram in bigrams(self.search_text) if "\n" not in gram]

    def searchable_words(self) -> list[str]:
        """The words by which this row is found, in order."""
        raise NotImplementedError
