"""What people type leads to no other site and adds no header and no line."""

import logging

import pytest
from django.core.mail import EmailMessage
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from portal.accounts.pending import local_path
from portal.admin_back import back
from portal.correspondence.kinds import one_line
from portal.ui.workbooks import safe_cell
from tests import factories
from tests.test_logs import shown

# What browsers make an address of another site of, though it may begin like a path.
NASTY = (
    "//evil.example", "///evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "/%0d%0a",
    "https://evil.example", "https:evil.example", "javascript:alert(1)", "data:text/html,x", "\\\\evil.example",
    " //evil.example", "/\r\nSet-Cookie: a=b", "/\x00", "http://testserver@evil.example", "//[::1", "mailto:a@b",
)  # fmt: skip
addresses = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=30),
    st.text(alphabet="/\\:.@?#%\t\r\n evil", max_size=12),
    st.builds(
        lambda start, rest: start + rest, st.sampled_from(["/", "//", "/\\", "/\t"]), st.text(max_size=20)
    ),
)


def stays_here(location: str) -> bool:
    """As browsers read it: tabs and line breaks fall away, a backslash is a slash."""
    read = "".join(each for each in location if each not in "\t\r\n").strip().replace("\\", "/")
    return read.startswith("/") and not read.startswith("//")


@given(wanted=addresses)
@example(wanted="/\t/evil.example")
def test_address_after_the_sign_in_is_always_one_of_ours(wanted):
    path = local_path(wanted)

    assert path in {"", wanted}
    assert not path or stays_here(path)


@given(wanted=addresses)
@example(wanted="/\t/evil.example")
def test_press_leads_back_to_an_address_of_ours_only(wanted):
    request = RequestFactory().post("/", {"next": wanted})

    location = back(request, "/help/")["Location"]

    assert stays_here(location)
    assert not set(location) & set("\r\n")


@pytest.mark.parametrize("wanted", NASTY)
@pytest.mark.django_db
def test_sign_in_of_the_office_leads_nowhere_else(client, office, wanted):
    factories.make_user(email="staff@example.com", password="a long password", is_staff=True)
    typed = {"username": "staff@example.com", "password": "a long password", "next": wanted}

    response = client.post(reverse("admin:login"), typed)

    assert response.status_code in {200, 302, 400}
    if response.status_code == 302:
        assert stays_here(response["Location"])


@given(name=st.text(max_size=60))
@example(name="山田\r\nBcc: all@example.com")
@example(name="山田\u2028Bcc: all@example.com\u0085X: y\x0b\x0c\x1c")
def test_name_in_a_subject_adds_no_header_to_a_mail(name):
    name = name.encode("utf-8", "ignore").decode()
    mail = EmailMessage(one_line(f"{name}様 研修のお知らせ"), "本文", "office@example.com", ["a@example.com"])

    assert sorted(mail.message().keys()) == sorted(
        EmailMessage("x", "y", "a@b.jp", ["c@d.jp"]).message().keys()
    )


@given(value=st.one_of(st.text(max_size=20), st.text(alphabet="=+-@\t\r\n＝＋－＠ '", max_size=4)))
def test_cell_never_begins_like_a_formula(value):
    assert not safe_cell(value).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert safe_cell(value).endswith(value)


@pytest.mark.parametrize(
    "path",
    [
        "/no%0d%0aERROR forged",
        "/no%0aERROR forged/",
        "/no%1b[2J",
        "/orgs/no%0aERROR forged/",
        "/no%E2%80%A8x",
    ],
)
@pytest.mark.django_db
def test_path_adds_no_line_to_the_log(client, office, caplog, path):
    with caplog.at_level(logging.INFO):
        assert client.get(path).status_code == 404

    lines = [shown([record]) for record in caplog.records if record.name == "django.request"]
    assert lines
    assert all("\n" not in line and "\r" not in line and "\x1b" not in line for line in lines)
