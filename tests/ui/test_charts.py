import re

from django.template import Context, Template

from portal.ui.charts import Bar, Chart, horizontal_bars, two_year_bars


def drawn(chart: Chart) -> str:
    return Template("{% load portal_ui %}{% chart c %}").render(Context({"c": chart}))


def test_bars_are_as_long_as_their_numbers() -> None:
    chart = horizontal_bars(
        "満足度", [Bar("よかった", 40), Bar("ふつう", 10), Bar("わるかった", 0)], unit="人"
    )

    assert [row.bars[0].width for row in chart.rows] == ["99.00%", "24.75%", "0.00%"]
    assert [row.text for row in chart.rows] == ["40人", "10人", "0人"]
    assert [row.bars[0].is_zero for row in chart.rows] == [False, False, True]


def test_two_years_share_one_scale() -> None:
    chart = two_year_bars("申込", [Bar("Web", 30, 60), Bar("FAX", 15, None)], names=("今年度", "前年度"))

    web, fax = chart.rows
    assert [(bar.width, bar.is_before) for bar in web.bars] == [("49.50%", False), ("99.00%", True)]
    assert [(bar.width, bar.is_before) for bar in fax.bars] == [("24.75%", False)]
    assert fax.before_text == "－"


def test_number_that_is_withheld_has_no_bar() -> None:
    chart = horizontal_bars("所属", [Bar("学生", None, text="＊"), Bar("民生委員", 12)])

    assert [len(row.bars) for row in chart.rows] == [0, 1]
    assert chart.rows[0].text == "＊"


def test_chart_of_nothing_but_zeros_is_drawn() -> None:
    chart = horizontal_bars("申込", [Bar("Web", 0)])

    assert chart.rows[0].bars[0].is_zero


def test_drawing_has_a_text_alternative_and_no_inline_style() -> None:
    html = drawn(two_year_bars("申込", [Bar("Web", 3, 4)], names=("今年度", "前年度")))

    assert 'role="img" aria-label="申込の棒グラフ。同じ数が表にあります。"' in html
    assert "style=" not in html
    assert not re.search(r"\bid=", html)  # several charts may stand on one page
    assert html.count("<rect") == 4


def test_words_in_a_chart_are_escaped() -> None:
    html = drawn(horizontal_bars("所属", [Bar("<b>&", 1)]))

    assert "&lt;b&gt;&amp;" in html


def test_empty_chart_draws_nothing() -> None:
    assert drawn(horizontal_bars("所属", [])).strip() == ""
