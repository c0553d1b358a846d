"""scripts/scan.py: what it takes for an answer of the scanner, and what it does not."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

import scan

NO_TOKEN = "Lack of anti CSRF token"


def report(*found: dict[str, Any], errors: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "vulnerabilities": {"Some Kind": list(found)},
        "anomalies": {"Internal Server Error": list(errors)},
        "infos": {"crawled_pages_nbr": 1},
    }


def finding(level: int, info: str = "Something") -> dict[str, Any]:
    request = "POST /contact/form/ HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nbody=x"
    return {
        "level": level,
        "info": info,
        "method": "POST",
        "path": "/contact/form/",
        "parameter": "",
        "http_request": request,
    }


def complaints(answers: list[int], monkeypatch: pytest.MonkeyPatch, found: dict[str, Any]) -> list[str]:
    sent: list[tuple[Any, ...]] = []

    def answer(browser: Any, *request: Any) -> tuple[int, str]:
        sent.append(request)
        return answers[len(sent) - 1], ""

    monkeypatch.setattr(scan, "answer", answer)
    lines = list(scan.complaints_of("nobody", found, None))  # type: ignore[arg-type]
    assert [each[:2] for each in sent] == [("/contact/form/", b"body=x")] * len(sent)
    return lines


def test_low_findings_are_told_and_medium_ones_and_errors_are_complained_of(monkeypatch):
    assert complaints([], monkeypatch, report(finding(0), finding(1))) == []
    assert len(complaints([], monkeypatch, report(finding(1), finding(2), finding(3), finding(4)))) == 3
    assert len(complaints([], monkeypatch, report(errors=({"curl_command": "curl"},)))) == 1


@pytest.mark.parametrize(
    ("answers", "is_fine"),
    [
        ([200, 403, 403], True),
        ([302, 403, 403], True),
        ([200, 200, 403], False),
        ([200, 403, 302], False),
        ([403, 403, 403], False),
    ],
)
def test_form_without_a_token_is_fine_only_where_what_other_sites_send_is_refused(
    answers, is_fine, monkeypatch
):
    lines = complaints(answers, monkeypatch, report(finding(2, NO_TOKEN)))

    assert (lines == []) is is_fine
