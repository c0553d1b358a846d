"""The logo of an organisation: drawn anew, kept, removed."""

import io
import os

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from platform_orgs import actions, logos
from platform_orgs.actions.profile import draft_of
from tests.platform_orgs.pages import TYPED, URL, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("GIF", "P"), ("WEBP", "RGB")])
def test_logo_is_drawn_anew_small_and_under_a_name_nobody_guesses(
    kind, mode, organisation, org_editor_client, staff, client
):
    org_editor_client.post(URL, TYPED | {"logo": upload(picture(kind, mode=mode)), "send": "1"})
    draft = org_editor_client.get(f"{URL}logo/")
    unseen = client.get("/orgs/mihon/logo/")
    actions.publish_page(profile_id=organisation.profiles.get(state="waiting").pk, by=staff)
    shown = client.get("/orgs/mihon/logo/")

    name = draft_of(organisation).logo.name
    assert len(name) > 30
    assert unseen.status_code == 404
    assert draft.status_code == shown.status_code == 200
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    with Image.open(io.BytesIO(shown.content)) as drawn:
        assert (drawn.format, max(drawn.size)) == ("WEBP", 480)
    assert '<img src="/orgs/mihon/logo/"' in client.get("/orgs/mihon/").content.decode()


def odd_exif():
    """A picture whose camera says its resolution in letters, and that it stands on its side."""
    said = Image.Exif()
    said[0x0112], said[0x010E] = 6, "x"
    drawn = io.BytesIO()
    exif = said.tobytes().replace(b"\x0e\x01", b"\x1a\x01").replace(b"\x01\x0e", b"\x01\x1a")
    Image.new("RGB", (9, 9)).save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SVG, "この画像は使えません。"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "この画像は使えません。"),
        (picture()[:300], "この画像は使えません。"),
        (b"%PDF-1.7 x", "この画像は使えません。"),
        (b"<html>", "この画像は使えません。"),
        (odd_exif(), "この画像は使えません。"),
        (lambda: picture(size=(9000, 9000), mode="1"), "画像の縦と横が大きすぎます。"),
        (lambda: picture(size=(20000, 20000), mode="1"), "この画像は使えません。"),
        (b"x" * (8 * 1024 * 1024 + 1), "画像が大きすぎます。"),
    ],
    ids=["svg", "broken", "cut", "pdf", "html", "exif", "large", "bomb", "heavy"],
)
def test_what_is_no_usable_picture_is_refused_with_words(content, message, organisation, org_editor_client):
    content = content() if callable(content) else content
    answer = org_editor_client.post(URL, TYPED | {"logo": upload(content), "send": "1"})

    assert message in answer.content.decode()
    assert draft_of(organisation).revision == 0
    assert not default_storage.exists("logos")


def test_logo_need_not_be_chosen_again_after_a_mistake(organisation, org_editor_client):
    wrong = org_editor_client.post(URL, TYPED | {"name": "", "logo": upload(picture()), "send": "1"})
    kept = wrong.context["form"]["kept_logo"].value()

    org_editor_client.post(URL, TYPED | {"kept_logo": kept, "send": "1"})

    assert draft_of(organisation).logo.name.startswith("logos/")


def test_made_up_name_of_a_logo_is_ignored(organisation, org_editor_client):
    org_editor_client.post(URL, TYPED | {"kept_logo": "../portal/settings.py", "send": "1"})

    assert draft_of(organisation).logo.name == ""


def test_logo_stays_until_it_is_removed_and_goes_from_the_disk_when_nothing_names_it(
    organisation, org_editor_client
):
    org_editor_client.post(URL, TYPED | {"logo": upload(picture()), "look": "1"})
    name = draft_of(organisation).logo.name
    org_editor_client.post(URL, TYPED | {"seen_revision": "1", "appeal": "別", "look": "1"})
    assert draft_of(organisation).logo.name == name
    org_editor_client.post(URL, TYPED | {"seen_revision": "2", "remove_logo": "on", "look": "1"})
    stray = logos.store_logo(upload(picture()))

    assert draft_of(organisation).logo.name == ""
    assert logos.clear_unused() == 0  # it has just come
    for old in (stray, name):
        os.utime(default_storage.path(old), (0, 0))
    assert logos.clear_unused() == 1
    assert not default_storage.exists(stray)
    assert default_storage.exists(name)  # the record of what was saved still names it
