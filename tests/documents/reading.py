"""Reads just enough of a PDF for tests: its objects with their streams inflated, its title, its text."""

import html
import re
import zlib
from collections.abc import Iterator


def plain(pdf: bytes) -> bytes:
    """The whole file with every deflated stream opened."""

    def inflate(found: re.Match[bytes]) -> bytes:
        try:
            # Not ``decompress``: the last byte of the sum may look like the end of a line and be cut off.
            return b"stream\n" + zlib.decompressobj().decompress(found.group(1)) + b"\nendstream"
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


def greys(pdf: bytes) -> set[bytes]:
    """Colours of its pages that are neither black nor white: a FAX turns them into dots."""
    file = plain(pdf)
    drawn = b"\n".join(
        stream
        for stream in re.findall(rb"stream\n(.*?)\nendstream", file, flags=re.DOTALL)
        if b" Tf" in stream
    )
    colours = re.findall(rb"([\d.]+(?: [\d.]+)*) (?:scn|SCN|sc|SC|rg|RG|g|G|k|K)\b", drawn)
    return {colour for colour in colours if set(colour.split()) - {b"0", b"1"}}


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
        for piece in _pieces(objects[page]):
            if piece in fonts:
                font = fonts[piece]
            else:
                drawn += [font.get(piece[i : i + 2], "") for i in range(0, len(piece), 2)]
    return "".join(drawn)


_START = re.compile(rb"/(f\d+) [\d.]+ Tf|<([0-9A-F]+)>|(\()")


def _pieces(page: bytes) -> Iterator[bytes]:
    """The fonts that a page changes to and the strings it draws, in their order."""
    at = 0
    while found := _START.search(page, at):
        name, digits, _paren = found.groups()
        at = found.end()
        if name:
            yield name
        elif digits:
            yield bytes.fromhex(digits.decode())
        else:
            end = _end_of_literal(page, at)
            yield _unescape(page[at:end])
            at = end + 1


def _end_of_literal(page: bytes, at: int) -> int:
    """Where the parenthesis closes: inner ones may stand bare as long as they balance."""
    depth = 1
    while True:
        sign = page[at : at + 1]
        if sign == b"\\":
            at += 1
        elif sign == b"(":
            depth += 1
        elif sign == b")":
            depth -= 1
            if not depth:
                return at
        at += 1


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
