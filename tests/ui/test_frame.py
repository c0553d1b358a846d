"""What every page has around its content."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.office.models import Office

TEMPLATES = settings.BASE_DIR / "templates"
OFFICE = Office(city_name="鳥取市", name="中央人権福祉センター", telephone="0857510295", fax="0857248067")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "403_origin", "404", "500"])
def test_error_page_renders_without_database_and_context(name: str) -> None:
    html = render_to_string(f"{name}.html")

    assert html.count("<h1>") == 1
    assert "119（救急）か110（警察）" in html
    assert '<a href="/help/">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "0857" not in html


def test_help_bar_shows_telephone_fax_and_the_way_to_help() -> None:
    html = render_to_string("base.html", {"office": OFFICE})

    bar = html[html.index("<aside") : html.index("</aside>")]
    assert '<a class="help-bar__now" href="/help/">' in bar
    assert '<a href="tel:0857510295">0857-51-0295</a>' in bar
    assert "FAX 0857-24-8067" in bar


def test_empty_office_data_leave_no_empty_places() -> None:
    html = render_to_string("base.html", {"office": Office()})

    assert "tel:" not in html
    assert "FAX" not in html
    assert "mailto:" not in html
    assert "<address>" not in html
    assert '<a class="help-bar__now" href="/help/">' in html


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/trainings/", 'href="/trainings/" aria-current="page"'),
        ("/trainings/second/", 'href="/trainings/" aria-current="true"'),
    ],
)
def test_menu_knows_where_the_reader_is(path: str, marked: str) -> None:
    html = render_to_string("base.html", {"request": RequestFactory().get(path)})

    assert marked in html
    assert html.count("aria-current") == 2  # once in the row, once in the folded menu


def test_breadcrumb_ends_with_this_page_without_a_link() -> None:
    html = render_to_string(
        "_breadcrumb.html", {"parent": "研修・講座", "parent_url": "/trainings/", "here": "<b>第2回"}
    )

    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [
        ("/", "ホーム"),
        ("/trainings/", "研修・講座"),
    ]
    assert '<li aria-current="page">&lt;b&gt;第2回</li>' in html


def test_page_comes_with_a_title_a_language_and_one_style_sheet() -> None:
    html = render_to_string("404.html")

    assert '<html lang="ja">' in html
    assert "<title>ページが見つかりません | つながりポータル</title>" in html
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', html) == ["/static/css/portal.css"]
    assert "<script" not in html


def test_no_template_has_inline_style_or_script() -> None:
    pages = list(TEMPLATES.rglob("*.html"))

    assert pages
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']")
    assert [page.name for page in pages if inline.search(page.read_text())] == []


@pytest.mark.django_db
@pytest.mark.urls("tests.ui.urls")
@pytest.mark.parametrize("name", ["ui:styleguide", "ui:styleguide_errors"])
def test_style_page_shows_every_component_and_needs_no_cookie(client: Client, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.django_db
def test_style_page_is_not_there_without_debug(client: Client) -> None:
    assert client.get("/_styleguide/").status_code == 404
