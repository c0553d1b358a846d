"""Text that staff write with a little structure (Markdown): headings, lists, links, emphasis. Nothing else.

HTML stays visible as what was typed, and a link leads only where a resident may safely be led.
"""

import re
from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_LOWEST = 6
# Also pages of this site; not //elsewhere and not /\elsewhere, which browsers read as another host.
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\]|%5c))", re.IGNORECASE)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return bool(_SAFE_LINK.match(url))


def _parser() -> MarkdownIt:
    # A line break is a line break; an indented paragraph or a line under a line is no markup in Japanese text.
    parser = _Parser("commonmark", {"html": False, "breaks": True})
    return parser.disable(["html_block", "html_inline", "code", "lheading", "image"])


_PARSER = _parser()


def render_rich_text(text: str, top: int = 2) -> SafeString:
    """The text as HTML. Its highest heading becomes ``<h{top}>`` and no level is left out below, so that it nests
    under the headings of the page whatever its author began with."""
    tokens = _PARSER.parse(text)
    _shift_headings(tokens, top)
    return mark_safe(_PARSER.renderer.render(tokens, _PARSER.options, {}))  # noqa: S308 - HTML is off


def _shift_headings(tokens: Sequence[Token], top: int) -> None:
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(top + len(open_levels) - 1, _LOWEST)}"


def plain_text(text: str) -> str:
    """The words alone, on one line: for extracts, feeds and search."""
    words = []
    for token in _PARSER.parse(text):
        if token.type == "inline":
            words.append("".join(_words(child) for child in token.children or ()))
        elif token.type == "fence":
            words.append(token.content)
    return " ".join(" ".join(words).split())


def _words(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content
