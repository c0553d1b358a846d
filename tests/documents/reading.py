"""Reads just enough of a PDF for tests: its objects with their streams inflated, its title, its text."""

import html
import re
import zlib


def plain(pdf: bytes) -> bytes:
    """The whole file with every deflated stream opened."""

    def inflate(found: re.Match[bytes]) -> bytes:
        try:
            return b"stream\n" + zlib.decompress(found.group(1)) + b"\nendstream"
        except zlib.error:
            return found.group(0)

    return re.sub(rb"stream\r?\n(.*?)\r?\nendstream", inflate, pdf, flags=re.DOTALL)


def is_accessible(pdf: bytes) -> bool:
    """Whether it says that it is PDF/UA-1 and has what that needs: tags, a language, a title to show."""
    text = plain(pdf)
    return (
        re.search(rb"<pdfuaid:part>1</pdfuaid:part>", text) is not None
        and re.search(rb"/MarkInfo\s*<<\s*/Marked true", text) is not None
        and b"/StructTreeRoot" in text
        and b"/Lang(ja" in text
        and b"/DisplayDocTitle true" in text
    )


def title(pdf: bytes) -> str:
    found = re.search(rb"<rdf:li xml:lang=\"x-default\">(.*?)</rdf:li>", plain(pdf), flags=re.DOTALL)
    return html.unescape(found.group(1).decode()) if found else ""


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", plain(pdf)))


def fonts(pdf: bytes) -> list[str]:
    """The fonts it carries, without the tag of the part that is carried."""
    return [name.decode() for name in re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", plain(pdf))]


def alternative_texts(pdf: bytes) -> list[str]:
    """What a screen reader says for its pictures."""
    return [
        bytes.fromhex(found.decode()).decode("utf-16")
        for found in re.findall(rb"/Alt<([0-9A-F]+)>", plain(pdf))
    ]


def text(pdf: bytes) -> str:
    """The signs on its pages in the order of drawing, without spaces between pieces of a line.

    Follows the one shape that our PDFs have: two-byte glyph numbers and a ToUnicode table for each font.
    """
    file = plain(pdf)
    objects = dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", file, flags=re.DOTALL))
    fonts: dict[bytes, dict[bytes, str]] = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", file):
        table = re.search(rb"/ToUnicode (\d+) 0 R", objects[number])
        if table:
            fonts[name] = _unicode_table(objects[table.group(1)])
    drawn = []
    for page in re.findall(rb"/Contents (\d+) 0 R", file):
        font: dict[bytes, str] = {}
        for name, literal in _DRAWING.findall(objects[page]):
            if name:
                font = fonts[name]
            glyphs = _unescape(literal)
            drawn += [font.get(glyphs[i : i + 2], "") for i in range(0, len(glyphs), 2)]
    return "".join(drawn)


_DRAWING = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\)", flags=re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _unescape(literal: bytes) -> bytes:
    def sign(found: re.Match[bytes]) -> bytes:
        escaped = found.group(1)
        if escaped.isdigit():
            return bytes([int(escaped, 8)])
        return _ESCAPED.get(escaped, escaped)

    return re.sub(rb"\\([0-7]{1,3}|.)", sign, literal, flags=re.DOTALL)


def _unicode_table(cmap: bytes) -> dict[bytes, str]:
    table = {}
    for glyph, signs in re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", cmap):
        table[bytes.fromhex(glyph.decode())] = bytes.fromhex(signs.decode()).decode("utf-16-be")
    return table
