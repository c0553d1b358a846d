"""Reading: every usual encoding, every kind of dirt, every file that is no list."""

import contextlib
import csv
import datetime
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.bookings.importing import errors
from portal.bookings.importing.tables import MAX_ROWS, clean_cell, read_text, read_upload
from tests.importing.lists import workbook

ROWS = [["お名前", "電話"], ["髙橋 一郎", "0857-51-0295"]]
TEXT = "お名前,電話\r\n髙橋 一郎,0857-51-0295\r\n"


def cells(table):
    return [line.cells for line in table.lines]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp932"),
        TEXT.encode("utf-16"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace("一郎", "一\x00郎").encode(),
        (TEXT + "\r\n,,\r\n , \r\n").encode(),
        TEXT.replace("\r\n", ",,,\r\n").encode(),
        TEXT.replace("橋 ", "橋\u00a0").encode(),
        TEXT.replace("0857", "'0857").encode(),
        '"お名前","電話"\r\n"髙橋 一郎","0857-51-0295"'.encode(),
        workbook(*ROWS),
        workbook([*ROWS[0], None, None], [*ROWS[1], None, ""], [None, None]),
    ],
)
def test_list_is_read_the_same_whatever_it_comes_in(data):
    assert cells(read_upload(data)) == ROWS


def test_line_break_inside_a_cell_stays_and_lines_keep_their_numbers():
    table = read_text('お名前,備考\n"山田 花子","一行目\n二行目"\n\n山田 次郎,なし\n')

    assert [(line.number, line.cells) for line in table.lines] == [
        (1, ["お名前", "備考"]),
        (2, ["山田 花子", "一行目\n二行目"]),
        (5, ["山田 次郎", "なし"]),
    ]


def test_names_are_kept_to_the_letter():
    name = "葛\U000e0100城 𠮷 神 ﾊﾅｺ か\u3099"

    assert cells(read_text(f"お名前\n{name}")) == [["お名前"], [name]]
    assert cells(read_upload(workbook(["お名前"], [name]))) == [["お名前"], [name]]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("'=1+1", "=1+1"),
        ("'＋81", "＋81"),
        ("'t Hooft", "'t Hooft"),
        ("a_x000D_\nb", "a\nb"),
        ("\u3000山田 ", "山田"),
    ],
)
def test_cell_is_freed_from_what_spreadsheets_add(cell, wanted):
    assert clean_cell(cell) == wanted


def test_workbook_gives_values_not_formulas_and_numbers_as_they_look():
    data = workbook(
        ["名前", "日付", "日時", "整数", "小数", "式"],
        ["山田", datetime.date(2026, 1, 5), datetime.datetime(2026, 1, 5, 10, 30), 857510295.0, 1.5, "=1+1"],
    )

    # Nobody has calculated the formula of a book that no Excel has opened.
    assert cells(read_upload(data))[1] == ["山田", "2026/01/05", "2026/01/05 10:30", "857510295", "1.5"]


def test_first_visible_sheet_with_anything_in_it_is_read():
    book = load_workbook(io.BytesIO(workbook(["隠し"], title="a", empty=[], 名簿=ROWS, later=[["x"]])))
    book["a"].sheet_state = "hidden"
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)

    table = read_upload(stream.getvalue())

    assert (table.sheet, cells(table)) == ("名簿", ROWS)


def bomb(size: int, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    stream = io.BytesIO(workbook(*ROWS))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"extra/{name}", b" " * size)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A book of which one part is another."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(*ROWS))) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return stream.getvalue()


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def lying(data: bytes) -> bytes:
    """An archive whose directory says that its large part is small."""
    size = (50_000_000).to_bytes(4, "little")
    assert size in data
    return data.replace(size, (50_000).to_bytes(4, "little"))


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le")


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.NothingInIt),
        (b"\r\n \r\n", errors.NothingInIt),
        (b",,,\r\n,,\r\n", errors.NothingInIt),
        (workbook(), errors.NothingInIt),
        (b"x" * (5 * 1024 * 1024 + 1), errors.TooLarge),
        (b"%PDF-1.7\n...", errors.NotASpreadsheet),
        (b"\xff\xd8\xff\xe0JFIF", errors.NotASpreadsheet),
        (b"<!DOCTYPE html><table></table>", errors.NotASpreadsheet),
        (bytes(range(1, 32)) * 20, errors.NotASpreadsheet),
        (b"\x81\x00\xff\x00\xfd" * 50, errors.NotASpreadsheet),
        (b"name\n\x81\x20", errors.UnknownLetters),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, errors.OldExcel),
        (encrypted(), errors.HasPassword),
        (archive(word__document_xml=b"<x/>"), errors.NotASpreadsheet),
        (archive(**{"xl/workbook.bin": b""}), errors.OtherSpreadsheet),
        (archive(**{"content.xml": b"<x/>"}), errors.OtherSpreadsheet),
        (archive(**{"xl/workbook.xml": b"<x/>"}), errors.DamagedFile),
        (workbook(*ROWS)[:-200], errors.DamagedFile),
        (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), errors.DamagedFile),
        (with_part("xl/worksheets/sheet1.xml", ENTITIES), errors.SuspiciousFile),
        (bomb(80_000_000), errors.SuspiciousFile),
        (bomb(50_000_000), errors.SuspiciousFile),
        (lying(bomb(50_000_000)), errors.DamagedFile),
        ('お名前,備考\n山田,"開いたまま\n次郎,x\n'.encode(), errors.QuoteIsOpen),
        (b"\n".join([b"a,b"] * 10_001), errors.TooManyRows),
        (b"\n".join([b"a,b"] * (MAX_ROWS + 21)), errors.TooManyRows),
        (b",".join([b"a"] * 61), errors.TooManyColumns),
        (workbook(["a"] * 61), errors.TooManyColumns),
        (workbook(["a"] + [None] * 200 + ["b"]), errors.TooManyColumns),
    ],
)
def test_file_that_is_no_list_says_what_to_do(data, error):
    with pytest.raises(error) as caught:
        read_upload(data)

    assert str(caught.value).endswith("。")


def test_sheet_that_claims_to_be_huge_is_read_as_it_is():
    claim = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>お名前</t></is></c></row>'.encode()
    data = with_part("xl/worksheets/sheet1.xml", claim + b"<sheetData>" + row + b"</sheetData></worksheet>")

    assert cells(read_upload(data)) == [["お名前"]]


def test_row_far_beyond_the_end_of_any_sheet_is_refused():
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
    data = with_part("xl/worksheets/sheet1.xml", head + row + b"</sheetData></worksheet>")

    with pytest.raises(errors.TableError):
        read_upload(data)


def test_quote_in_the_middle_of_a_cell_is_no_mistake():
    assert cells(read_text('お名前,備考\n山田 "ハナ" 花子,"よろしく"お願い\n'))[1] == [
        '山田 "ハナ" 花子',
        "よろしくお願い",
    ]


# Everything that a cell of a spreadsheet can hold; the rest is cleaned away, which is another test.
CELLS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="'\ufeff_"
    ),
    max_size=8,
)
LINE_BREAKS = st.sampled_from(["\r\n", "\n", "\r"])


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=6),
    LINE_BREAKS,
    st.sampled_from(",\t;"),
)
def test_what_a_csv_writer_wrote_is_read_back(rows, line_break, delimiter):
    rows = [["お名前", "電話", "住所", "所属", "備考"]] + [
        ["x", *row[1:4], "y"] for row in rows if len(row) > 3
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator=line_break, quoting=csv.QUOTE_ALL, delimiter=delimiter).writerows(rows)

    assert cells(read_text(text.getvalue())) == rows
    assert cells(read_upload(text.getvalue().encode("utf-8-sig"))) == rows


@given(st.binary(max_size=400))
def test_no_file_whatever_it_holds_raises_anything_else(data):
    for tried in (data, b"PK\x03\x04" + data, b"\xff\xfe" + data):
        with contextlib.suppress(errors.TableError):
            read_upload(tried)
