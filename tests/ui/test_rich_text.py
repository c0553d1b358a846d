"""What staff's text may become, and what it never becomes."""

import re

import pytest
from django.template import Context, Template

from portal.ui.rich_text import plain_text, render_rich_text


def test_text_becomes_paragraphs_lists_emphasis_and_links():
    html = render_rich_text(
        "日程が **変わりました**。\n会場は同じです。\n\n- 一つ目\n- 二つ目\n\n[くわしく](https://example.com/a?b=1&c=2)"
    )

    assert html == (
        "<p>日程が <strong>変わりました</strong>。<br />\n会場は同じです。</p>\n"
        "<ul>\n<li>一つ目</li>\n<li>二つ目</li>\n</ul>\n"
        '<p><a href="https://example.com/a?b=1&amp;c=2">くわしく</a></p>\n'
    )


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/",
        "https://example.com/",
        "HTTPS://example.com/",
        "mailto:a@example.com",
        "tel:0857510295",
        "/trainings/",
    ],
)
def test_link_that_leads_somewhere_safe_is_a_link(link):
    assert f'<a href="{link}">ここ</a>' in render_rich_text(f"[ここ]({link})")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/png;base64,AAAA",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example.com/",
        "/\\evil.example.com/",
        "\\\\evil.example.com/",
        "evil.example.com",
        "ftp://example.com/",
        "https:evil",
    ],
)
@pytest.mark.parametrize("form", ["[ここ]({})", "[ここ](<{}>)", "<{}>", "![絵]({})", "[ここ][a]\n\n[a]: {}"])
def test_link_that_leads_elsewhere_is_no_link(link, form):
    html = render_rich_text(form.format(link))

    assert "<a" not in html
    assert "<img" not in html
    assert "<script" not in html


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "a <b onclick=x()>b</b>",
        "<!-- x --> y",
        "<img src=x onerror=alert(1)>",
        "<style>*{display:none}</style>",
        "<iframe src='https://example.com/'></iframe>",
        '[x](https://example.com/ "><script>alert(1)</script>")',
        "`<script>`",
        "```\n<script>alert(1)</script>\n```",
        "```<script>\nx\n```",
        '[x](https://example.com/"onmouseover="alert(1))',
        "# <script>",
        "* <svg/onload=alert(1)>",
    ],
)
def test_html_stays_visible_as_text(typed):
    html = render_rich_text(typed)

    tags = set(re.findall(r"<(/?[a-zA-Z!][a-zA-Z0-9-]*)", html))
    assert tags <= {
        "p",
        "/p",
        "a",
        "/a",
        "code",
        "/code",
        "pre",
        "/pre",
        "h2",
        "/h2",
        "ul",
        "/ul",
        "li",
        "/li",
    }
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", re.sub(r'"[^"]*"', '""', html))


def test_picture_of_another_host_is_only_a_link_to_it():
    html = render_rich_text("![絵](https://example.com/a.png)")

    assert "<img" not in html
    assert '<a href="https://example.com/a.png">絵</a>' in html


@pytest.mark.parametrize(
    ("typed", "top", "tags"),
    [
        ("# 一\n\n## 二\n\n# 三", 2, ["h2", "h3", "h2"]),
        ("### 一\n\n##### 二\n\n### 三", 2, ["h2", "h3", "h2"]),
        ("## 一\n\n# 二\n\n## 三", 2, ["h2", "h2", "h3"]),
        ("# 一\n\n## 二", 3, ["h3", "h4"]),
        ("# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6", 3, ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_nest_below_those_of_the_page_and_leave_no_level_out(typed, top, tags):
    html = render_rich_text(typed, top)

    assert re.findall(r"<(h\d)>", html) == tags
    assert re.findall(r"</(h\d)>", html) == tags


def test_what_is_no_markup_in_japanese_stays_as_it_is():
    html = render_rich_text("とき\n----\n\n    字下げした段落")

    assert "<h" not in html.replace("<hr", "")
    assert "<pre" not in html


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "a\x00b", "\ud800", "[" * 2000, "> " * 500, "*" * 5000])
def test_nonsense_is_rendered_without_an_error(typed):
    assert isinstance(render_rich_text(typed), str)


def test_plain_text_is_the_words_on_one_line():
    text = "# 見出し\n\n本文の **強い**\n[リンク](https://example.com/) です\n\n- 一\n- <b>二</b>"

    assert plain_text(text) == "見出し 本文の 強い リンク です 一 <b>二</b>"


def test_filter_takes_the_level_of_the_highest_heading():
    template = Template("{% load portal_ui %}{{ text|rich_text }}{{ text|rich_text:3 }}{{ none|rich_text }}")

    assert template.render(Context({"text": "# あ", "none": None})) == "<h2>あ</h2>\n<h3>あ</h3>\n"
