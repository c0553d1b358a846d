"""What the office fills in is all that makes the portal a city's own."""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.office.distress import OUR_WORDS, tells_of_distress
from portal.office.models import ClosedDay, Office
from portal.ui.colours import check_colour, contrast_with_white
from tests.factories import make_event, make_helpline, make_office, make_training, make_user
from tests.pages.test_public_pages import PAGES

pytestmark = pytest.mark.django_db

ADMIN = "/admin/office/office/1/change/"
PAGES_OF_THE_HOUSE = [path for path in PAGES if path.count("/") < 3]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def values(**fields):
    """A whole form of the office."""
    form = dict.fromkeys(("city_code", "email", "postal_code", "address", "opens_at", "closes_at"), "")
    seen = {"seen_revision": str(Office.objects.current().revision)}
    return form | {"city_name": "架空市", "name": "つながり課"} | seen | fields


@pytest.mark.parametrize("path", PAGES_OF_THE_HOUSE)
def test_another_city_fills_in_its_office_and_nothing_else(client, path):
    Office.objects.create(
        city_name="架空市",
        prefecture_name="架空県",
        name="つながり課",
        telephone="0120000000",
        city_code="999993",
    )
    make_training()
    make_event()
    make_helpline()

    content = client.get(path).content.decode()

    assert "鳥取" not in content
    assert "架空市" in content
    assert "つながり課" in content


@pytest.mark.parametrize(
    "filled",
    [{}, {"telephone": "0120000000"}, {"name": "つながり課"}, {"fax": "0120000000", "email": "a@example.jp"}],
)
def test_office_that_is_not_filled_in_leaves_nothing_empty(client, filled):
    make_training()
    make_event()
    make_helpline()
    if filled:
        Office.objects.create(**filled)

    for path in PAGES_OF_THE_HOUSE:
        content = client.get(path).content.decode()

        assert "None" not in content, path
        assert "鳥取" not in content, path
        assert not re.search(r"<(p|dd|dt|li|h1|h2|h3|a|address|span)\b[^>]*>\s*</\1>", content), path
        assert not re.search(r"[、。]へ(お電話|どうぞ)|>へお電話", content), path
        assert 'href="tel:"' not in content, path
        assert 'href="mailto:"' not in content, path


@pytest.mark.parametrize(
    ("filled", "ending"),
    [
        ({}, ""),
        ({"telephone": "0120000000"}, "お問い合わせ\n電話 0120-000-000"),
        ({"fax": "0120000000"}, "お問い合わせ\nFAX 0120-000-000"),
        ({"name": "課", "city_name": "市"}, "お問い合わせ\n市 課"),
    ],
)
def test_mail_ends_with_what_is_filled_in(filled, ending):
    text = render_to_string("bookings/messages/_signature.txt", {"office": Office(**filled)})

    assert text.strip() == ending


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/privacy/", "privacy_text"),
        ("/accessibility/", "accessibility_text"),
        ("/about/", "about_text"),
    ],
)
def test_policy_page_shows_the_office_s_own_text_or_the_portal_s(client, path, field):
    make_office()
    ours = client.get(path).content.decode()
    make_office(**{field: "## 市の考え\n\n- ひとつ\n\n<script>alert(1)</script>"})

    theirs = client.get(path).content.decode()

    assert "市の考え" not in ours
    assert "<h2>市の考え</h2>" in theirs
    assert "<li>ひとつ</li>" in theirs
    assert "<script>alert" not in theirs
    assert theirs.count("<h1") == ours.count("<h1") == 1
    lead = re.search(r'<p class="lead">(.*?)</p>', ours)[1]
    assert lead not in theirs


def test_colours_are_a_stylesheet_of_their_own(client):
    make_office()
    plain = client.get("/").content.decode()
    make_office(main_colour="#7a0019", accent_colour="#115a36")

    page, css = client.get("/"), client.get("/office.css")

    assert "office.css" not in plain
    assert 'href="/office.css"' in page.content.decode()
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert "--blue-900: #7a0019" in css.content.decode()
    assert "--green-900: #115a36" in css.content.decode()
    assert not css.cookies
    assert client.post("/office.css").status_code == 405


@pytest.mark.parametrize(("colour", "ratio"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(colour, ratio):
    assert round(contrast_with_white(colour), 2) == ratio


@pytest.mark.parametrize(
    ("colour", "message"),
    [
        ("#777777", "白とのコントラスト比が4.47です"),
        ("#6f6f6f", "白とのコントラスト比が5.02です"),
        ("#ffd43d", "白とのコントラスト比が1.42です"),
        ("red", "色は「#」と6桁で入れてください"),
        ("#fff", "色は「#」と6桁で入れてください"),
        ("#00000;", "色は「#」と6桁で入れてください"),
        ("#000000\n", "色は「#」と6桁で入れてください"),
    ],
)
def test_colour_that_cannot_be_read_is_refused_with_its_ratio(colour, message):
    with pytest.raises(ValidationError, match=message):
        check_colour(colour)


@pytest.mark.parametrize("colour", ["#6d6d6d", "#000000", "#7a0019"])
def test_colour_that_is_taken_can_be_read_on_every_pale_ground(colour):
    check_colour(colour)

    css = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text()
    grounds = re.findall(r"--(?:gray|yellow|orange|red)-50: (#[0-9a-f]{6})", css)
    assert len(grounds) == 4
    for ground in grounds:
        assert contrast_with_white(colour) / contrast_with_white(ground) >= 4.5, ground


def test_office_form_refuses_what_is_wrong_and_loses_nothing(manager_client, office):
    sent = values(main_colour="#ffd43d", corporate_number="1234567890123", address="架空町1")

    content = manager_client.post(ADMIN, sent).content.decode()

    assert "白とのコントラスト比が1.42です" in content
    assert "法人番号は、13桁の数字を確かめて入れてください。" in content
    assert 'value="架空町1"' in content
    assert Office.objects.get().address == ""


def test_office_form_says_closed_days_and_the_sending_domain(manager_client, office, settings):
    settings.DEFAULT_FROM_EMAIL = "tsunagari@city.example.jp"
    ClosedDay.objects.create(date=datetime.date(2999, 8, 14))

    content = manager_client.get(ADMIN).content.decode()

    assert "8月14日" in content
    assert f'href="{reverse("admin:office_closedday_changelist")}"' in content
    assert "city.example.jp（サーバーの設定で決まります）" in content


def png(side=900):
    drawn = io.BytesIO()
    Image.new("RGB", (side, side), "#115a36").save(drawn, "PNG")
    return SimpleUploadedFile("../../logo.png", drawn.getvalue())


def test_logo_is_drawn_anew_shown_and_taken_away(manager_client, client, office):
    none = client.get("/office/logo.webp").status_code
    put = manager_client.post(ADMIN, values(logo_upload=png()))
    kept = manager_client.post(ADMIN, values())
    page, picture = client.get("/").content.decode(), client.get("/office/logo.webp")
    manager_client.post(ADMIN, values(remove_logo="on"))

    assert (none, put.status_code, kept.status_code) == (404, 302, 302)
    assert 'src="/office/logo.webp"' in page
    assert picture["Content-Type"] == "image/webp"
    assert max(Image.open(io.BytesIO(picture.content)).size) == 240
    assert Office.objects.get().logo == ""
    assert "/office/logo.webp" not in client.get("/").content.decode()


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_logo_that_is_replaced_goes_and_only_when_all_is_written(
    manager_client, office, tmp_path, django_capture_on_commit_callbacks
):
    manager_client.post(ADMIN, values(logo_upload=png()))
    (first,) = stored(tmp_path)

    with django_capture_on_commit_callbacks() as after_commit:
        manager_client.post(ADMIN, values(logo_upload=png()))
    # Until then the transaction may still end in nothing, and the old picture would be wanted.
    before_commit = len(stored(tmp_path))
    for callback in after_commit:
        callback()

    (second,) = stored(tmp_path)
    assert (before_commit, first == second) == (2, False)
    assert Office.objects.get().logo == str(second.relative_to(tmp_path))


def test_refused_form_leaves_no_picture_behind_and_keeps_the_old_one(manager_client, office, tmp_path):
    manager_client.post(ADMIN, values(logo_upload=png()))
    kept = stored(tmp_path)

    refused = manager_client.post(ADMIN, values(logo_upload=png(), main_colour="#ffd43d"))

    assert (refused.status_code, stored(tmp_path)) == (200, kept)


def test_two_managers_at_once_are_shown_both_values(manager_client, office):
    stale = values(name="後の課")
    manager_client.post(ADMIN, values(name="先の課"))

    refused = manager_client.post(ADMIN, stale)

    assert "保存されている値：先の課 ／ 入力した値：後の課" in refused.content.decode()
    assert Office.objects.get().name == "先の課"
    again = stale | {"seen_revision": refused.context["adminform"].form["seen_revision"].value()}
    assert manager_client.post(ADMIN, again).status_code == 302
    assert Office.objects.get().name == "後の課"


def test_logo_that_is_no_picture_is_refused_with_words(manager_client, office):
    svg = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    content = manager_client.post(ADMIN, values(logo_upload=svg)).content.decode()

    assert "この画像は使えません" in content
    assert Office.objects.get().logo == ""


def test_office_is_changed_by_managers_alone(client, stranger_client, office):
    pages = (ADMIN, "/admin/office/office/")
    codes = {}
    for role in ("管理者", "職員", "気づきの担当"):
        user, own = make_user(is_staff=True), Client()
        user.groups.set(Group.objects.filter(name=role))
        own.force_login(user)
        codes[role] = [own.get(page).status_code for page in pages] + [
            own.post(ADMIN, values(name=role)).status_code
        ]

    assert codes == {"管理者": [200, 200, 302], "職員": [403] * 3, "気づきの担当": [403] * 3}
    for other in (stranger_client, client):
        assert other.post(ADMIN, values()).url.startswith("/admin/login/")
    assert Office.objects.get().name == "管理者"


def test_words_of_distress_are_the_office_s_and_come_back_when_emptied(manager_client, office):
    assert "死にたい\n" in manager_client.get(ADMIN).content.decode()

    manager_client.post(ADMIN, values(distress_words="  もう いやだ\r\n\r\n・\r\n"))
    own = Office.objects.get().distress_words
    manager_client.post(ADMIN, values(distress_words=" \r\n"))

    assert tells_of_distress("モウイヤダー", own)
    assert not tells_of_distress("死にたい", own)
    assert not tells_of_distress("研修", own)
    assert Office.objects.get().distress_words == OUR_WORDS
