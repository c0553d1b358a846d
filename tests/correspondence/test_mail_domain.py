"""`manage.py checkmaildomain`: what it says of records that are right, wrong or missing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

SPF = "v=spf1 ip4:192.0.2.0/24 ~all"
DKIM = "v=DKIM1; k=rsa; p=MIIBIjAN"
DMARC = "v=DMARC1; p=none; rua=mailto:dmarc@city.example"


@pytest.fixture
def dns(tmp_path, monkeypatch, settings):
    """A ``dig`` that answers from files: one for each name."""
    settings.DEFAULT_FROM_EMAIL = "つながりポータル <portal@city.example>"
    program = tmp_path / "bin" / "dig"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nfor name; do :; done\ncat "{tmp_path}/$name" 2>/dev/null || true\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")

    def say(name: str, *texts: str) -> None:
        Path(tmp_path / name).write_text("".join(f'"{text}"\n' for text in texts))

    say("city.example", "google-site-verification=x", SPF)
    say("s1._domainkey.city.example", DKIM)
    say("_dmarc.city.example", DMARC)
    return say


def check(**options: object) -> str:
    out = StringIO()
    call_command("checkmaildomain", selector=["s1"], stdout=out, **options)
    return out.getvalue()


def test_records_that_are_right_are_shown(dns):
    assert check().splitlines() == [
        "SPF   city.example: ok",
        f"      {SPF}",
        "DKIM  s1._domainkey.city.example: ok",
        f"      {DKIM}",
        "DMARC _dmarc.city.example: ok",
        f"      {DMARC}",
    ]


def test_long_key_comes_in_pieces_and_behind_another_name(dns, tmp_path):
    (tmp_path / "s1._domainkey.city.example").write_text('s1.mailer.example.\n"v=DKIM1; p=" "MIIB" "IjAN"\n')

    assert "      v=DKIM1; p=MIIBIjAN\n" in check()


@pytest.mark.parametrize(
    ("name", "texts", "wrong"),
    [
        ("city.example", [], "SPF"),
        ("city.example", [SPF, "v=spf1 -all"], "SPF"),
        ("city.example", ["v=spf1 mx +all"], "SPF"),
        ("city.example", ["v=spf1 mx"], "SPF"),
        ("city.example", ["v=spf10 -all"], "SPF"),
        ("s1._domainkey.city.example", [], "DKIM"),
        ("s1._domainkey.city.example", ["v=DKIM1; p="], "DKIM"),
        ("_dmarc.city.example", [], "DMARC"),
        ("_dmarc.city.example", ["v=DMARC1; rua=mailto:dmarc@city.example"], "DMARC"),
        ("_dmarc.city.example", ["v=DMARC1; p=nothing"], "DMARC"),
    ],
)
def test_record_that_is_missing_or_wrong_ends_with_an_error(dns, name, texts, wrong):
    dns(name, *texts)

    with pytest.raises(CommandError, match=f"^Mails from city.example may not be believed: {wrong}$"):
        check()


def test_other_domain_is_asked_for(dns):
    with pytest.raises(
        CommandError, match=r"Mails from other\.example may not be believed: SPF, DKIM, DMARC"
    ):
        check(domain="other.example")


@pytest.mark.parametrize("broken", ["#!/bin/sh\necho ';; no servers could be reached'\nexit 9\n", None])
def test_without_an_answer_nothing_is_said_to_be_right_or_wrong(dns, tmp_path, monkeypatch, broken):
    program = tmp_path / "bin" / "dig"
    if broken:
        program.write_text(broken)
    else:
        program.unlink()
        monkeypatch.setenv("PATH", str(program.parent))

    with pytest.raises(CommandError, match="no servers could be reached" if broken else "dig is needed"):
        check()
