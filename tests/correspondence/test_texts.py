import pytest
from django.urls import reverse

from portal.bookings.links import booking_url
from portal.correspondence.kinds import MessageKind, one_line, register, render_texts
from portal.correspondence.masking import mask_links
from tests.correspondence.kinds_for_tests import KINDS
from tests.factories import make_booking, make_training

AWKWARD = "{% foo %} {{ x }} O'Brien & <b>"


@pytest.fixture
def directory(tmp_path, settings):
    """Templates of a kind that says a name and nothing else."""
    for name in ("subject.txt", "mail.txt", "call.txt"):
        (tmp_path / "note").mkdir(exist_ok=True)
        (tmp_path / "note" / name).write_text("\n{{ name }}\n\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return "note"


def test_texts_with_what_looks_like_a_template_keep_it_as_typed(directory):
    text = render_texts(directory, {"name": AWKWARD})

    assert (text.subject, text.mail, text.call) == (AWKWARD, AWKWARD + "\n", AWKWARD)


def test_texts_with_line_breaks_keep_them_in_bodies_and_fold_them_in_subjects(directory):
    text = render_texts(directory, {"name": "山田\r\nBcc: all@example.com"})

    assert text.subject == "山田 Bcc: all@example.com"
    assert text.mail == "山田\r\nBcc: all@example.com\n"


def test_one_line_keeps_the_spaces_of_names():
    assert one_line("山田　花子\u2028様\x00") == "山田　花子 様"


def test_kind_registered_twice_is_refused():
    with pytest.raises(ValueError, match="registered twice"):
        register(MessageKind("tests.note", "見本", KINDS[0].render))


@pytest.mark.django_db
def test_mask_of_a_link_to_a_booking_hides_the_token_only(settings):
    url = booking_url(make_booking(make_training()))
    base = settings.SITE_URL + reverse("bookings:lookup")

    assert mask_links(f"開く：\n{url}\n以上") == f"開く：\n{base}〔本人だけの番号〕/\n以上"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", "/"),
        ("/trainings/", "/trainings/"),
        ("/trainings/autumn-2026/", "/trainings/autumn-2026/"),
        ("/bookings/12-0-cut-in-ha", "/bookings/〔本人だけの番号〕"),
        ("/bookings/?number=1234", "/bookings/?〔本人だけの番号〕"),
        ("/nobody/knows/this/", "/nobody/〔本人だけの番号〕"),
        ("", ""),
    ],
)
def test_mask_of_an_address_follows_the_addresses_of_the_site(settings, address, expected):
    assert mask_links(f"（{settings.SITE_URL}{address}）") == f"（{settings.SITE_URL}{expected}）"


def test_mask_leaves_other_sites_alone():
    text = "https://example.com/bookings/12-0-secret/?a=b"

    assert mask_links(text) == text
