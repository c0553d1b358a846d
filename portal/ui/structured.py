"""Structured data (schema.org as JSON-LD) inside pages, for search engines.

It is a data block: no browser runs it, so that it stands under the strict policy without a hash. Text in it cannot
end the element, whatever somebody called a training.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Data = dict[str, Any]

_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def filled(data: Mapping[str, Any]) -> Data:
    """What is known: empty values are left out."""
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def data_block(data: Mapping[str, Any]) -> SafeString:
    """One thing, with its type, as an element for the page; nothing for nothing."""
    if not data:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(_ESCAPES)),  # noqa: S308 - nothing in it can end the element
    )
