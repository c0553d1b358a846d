from portal.documents import qr
from portal.documents.pdf import render_pdf
from tests.documents import reading
from tests.documents.templates import use_template

ADDRESS = "https://tsunagari.example/t/12/"


def test_inline_picture_is_one_svg_element_of_a_class():
    svg = qr.inline_svg(ADDRESS)

    assert svg.startswith("<svg")
    assert 'class="qr"' in svg
    assert svg == qr.inline_svg(ADDRESS)
    assert svg != qr.inline_svg("https://tsunagari.example/t/13/")


def test_files_are_svg_and_png():
    assert qr.svg_file(ADDRESS).startswith(b"<?xml")
    assert b"<svg" in qr.svg_file(ADDRESS)
    assert qr.png_file(ADDRESS).startswith(b"\x89PNG\r\n")


def test_document_draws_it_with_words_for_those_who_cannot_see_it(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, '= #data.title\n#qr-code(data.qr, "申込ページ")\n')

    document = render_pdf(template, {"title": "案内", "qr": qr.svg_file(ADDRESS).decode()})

    assert reading.is_accessible(document)
    assert set(reading.alternative_texts(document)) == {"QRコード：申込ページ"}
