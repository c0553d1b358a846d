"""Tags for the office's lists: ``{% load portal_lists %}``."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_START = re.compile(r"<(?:td|th)\b")
_SAYS_NOTHING = re.compile(r"<(?:td|th)[^>]*>\s*－?\s*</(?:td|th)>")


@register.filter
def named_by(cells: Iterable[SafeString], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of one row of a stock list, each with the words of its column, or marked where it says nothing: on a
    telephone a row is a card, without a head above it."""
    # The hidden key of a row that is edited in the list has no column; the head of the boxes to tick has no words.
    for cell, header in zip(cells, [*headers, None], strict=False):
        words = str(header["text"]) if header else "<"
        yield cell if "<" in words else _with_words(cell, words)


def _with_words(cell: SafeString, words: str) -> SafeString:
    mark = " data-empty" if _SAYS_NOTHING.fullmatch(cell) else format_html(' data-label="{}"', words)
    html = _START.sub(lambda start: start[0] + mark, cell, count=1)
    # What Django's picture of a yes or no says to those who cannot see it.
    html = html.replace('alt="True"', f'alt="{_("はい")}"').replace('alt="False"', f'alt="{_("いいえ")}"')
    return mark_safe(html)  # noqa: S308 - Django's own cell
