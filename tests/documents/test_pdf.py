import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine

from portal.documents import pdf
from portal.documents.errors import DocumentFailed
from tests.documents import reading
from tests.documents.templates import use_template

PAGE = "= #data.title\n#data.name\n"
# 髙, a name sign outside the basic plane, and a sign with a variation selector, as people write them.
NAMES = "髙橋 𠮷田 葛\U000e0100城"


def test_document_is_tagged_and_says_that_it_is_pdf_ua(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)

    document = pdf.render_pdf(template, {"title": "修了証", "name": "山田"})

    assert document.startswith(b"%PDF-1.7")
    assert reading.is_accessible(document)
    assert reading.title(document) == "修了証"
    assert reading.text(document) == "修了証山田"


def test_names_are_printed_as_written(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)

    document = pdf.render_pdf(template, {"title": "名札", "name": NAMES})

    assert reading.text(document) == f"名札{NAMES}"


def test_signs_of_the_template_language_in_data_are_printed_as_they_stand(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)
    name = '#panic("x") #data.title $x^2$ *a* _b_ @c \\ <d> `e` // f == g "h" [i] ~'

    document = pdf.render_pdf(template, {"title": "#data.name", "name": name})

    assert reading.text(document) == f"#data.name{name}"
    assert reading.title(document) == "#data.name"


def test_a_sign_that_the_font_lacks_is_an_empty_box_and_no_failure(monkeypatch, tmp_path, caplog):
    template = use_template(monkeypatch, tmp_path, PAGE)

    document = pdf.render_pdf(template, {"title": "名札", "name": "山田\ue000"})

    assert not reading.is_accessible(document)
    assert b"/StructTreeRoot" in document
    assert reading.text(document).startswith("名札山田")
    assert "山田" not in caplog.text
    assert "\ue000" not in caplog.text


def test_a_document_that_cannot_be_set_says_where_and_nothing_of_its_data(monkeypatch, tmp_path, caplog):
    template = use_template(monkeypatch, tmp_path, "= #data.title\n#int(data.name)\n")
    caplog.set_level(logging.DEBUG)

    with pytest.raises(DocumentFailed) as failed:
        pdf.render_pdf(template, {"title": "名札", "name": "ひみつ"})

    assert "ひみつ" not in str(failed.value)
    assert failed.value.__context__ is None
    assert "sample.typ:4:" in caplog.text
    assert "ひみつ" not in caplog.text


def test_a_template_of_which_something_is_left_out_warns_and_says_where(monkeypatch, tmp_path):
    # A heading whose words are lost without a trace: a block may not stand in a paragraph.
    template = use_template(
        monkeypatch,
        tmp_path,
        "#show heading: it => block(par(fitted(it.body, (30pt, 20pt))))\n= #data.title\nx\n",
    )

    with pytest.warns(UserWarning, match=r"sample\.typ has doubts: \S*base\.typ:\d+") as warned:
        pdf.render_pdf(template, {"title": "ひみつ"})

    assert "ひみつ" not in str(warned[0].message)


def test_documents_set_at_the_same_time_do_not_mix(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)
    names = [f"人{number}" for number in range(40)]

    with ThreadPoolExecutor(4) as people:
        documents = people.map(lambda name: pdf.render_pdf(template, {"title": "証", "name": name}), names)

    assert [reading.text(document) for document in documents] == [f"証{name}" for name in names]


def test_large_document_is_forgotten_and_the_next_one_is_right(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)
    monkeypatch.setattr(pdf, "_LARGE", 0)

    first = pdf.render_pdf(template, {"title": "証", "name": "一"})
    second = pdf.render_pdf(template, {"title": "証", "name": "二"})

    assert (reading.text(first), reading.text(second)) == ("証一", "証二")


def test_several_documents_by_one_compiler_each_hold_their_own_data(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)
    seen: list[int] = []
    rows = [{"title": "証", "name": name} for name in ("一", "二", "三")]

    documents = list(pdf.render_many(template, rows, seen.append))

    assert [reading.text(document) for document in documents] == ["証一", "証二", "証三"]
    assert seen == [1, 2, 3]


def test_the_office_stands_at_the_foot_and_pages_are_numbered_only_when_there_are_several(
    monkeypatch, tmp_path
):
    template = use_template(monkeypatch, tmp_path, "#for n in range(data.pages) [#n #pagebreak(weak: true)]")

    one = pdf.render_pdf(template, {"title": "証", "pages": 1, "office": ["つながり課", "電話 029"]})
    two = pdf.render_pdf(template, {"title": "証", "pages": 2, "office": ["つながり課"]})

    assert reading.pages(one) == 1
    assert reading.text(one).replace(" ", "") == "0つながり課電話029"
    assert reading.pages(two) == 2
    assert reading.text(two).replace(" ", "") == "0つながり課1/21つながり課2/2"


def test_the_portals_font_is_the_only_one_used(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, "= #data.title\n#strong[太字] *bold*\n")

    document = pdf.render_pdf(template, {"title": "証"})

    assert set(reading.fonts(document)) == {"NotoSansCJKjp-Regular"}


def test_response_is_shown_and_never_kept():
    response = pdf.pdf_response(b"%PDF-1.7", "certificate-12.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="certificate-12.pdf"'
    assert "no-store" in response["Cache-Control"]


def test_no_template_sets_a_font_or_a_package_of_its_own():
    templates = sorted(pdf.TEMPLATES.rglob("*.typ"))

    others = [path for path in templates if path != pdf.TEMPLATES / "base.typ"]
    offenders = [
        path.relative_to(Path(pdf.TEMPLATES)).as_posix()
        for path in others
        if "font:" in path.read_text() or "@preview" in path.read_text()
    ]

    assert pdf.TEMPLATES / "base.typ" in templates
    assert offenders == []


def test_document_of_the_same_data_is_the_same_at_any_time(monkeypatch, tmp_path):
    template = use_template(monkeypatch, tmp_path, PAGE)
    data = {"title": "修了証", "name": "山田"}

    documents = set()
    for moment in ("2026-12-05 12:00:00+09:00", "2026-12-05 12:00:01+09:00", "2027-01-01 09:00:00+09:00"):
        with time_machine.travel(moment, tick=False):
            documents.add(pdf.render_pdf(template, data))

    assert len(documents) == 1
