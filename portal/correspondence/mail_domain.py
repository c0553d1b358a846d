"""Whether mails from a domain are believed: what the DNS says of SPF, DKIM and DMARC, and what is wrong with it."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass


class CannotAskError(Exception):
    """No answer from the DNS: then nothing is known."""


@dataclass(frozen=True)
class Finding:
    what: str  # SPF, DKIM or DMARC
    name: str  # where it stands in the DNS
    wrong: str  # empty where it is right
    record: str


def findings(domain: str, selectors: list[str]) -> Iterator[Finding]:
    """What is to be said of each of the three, DKIM once for each selector. Raises ``CannotAskError``."""
    record, wrong = _only(_texts(domain), r"v=spf1(\s|$)")
    yield Finding("SPF", domain, wrong or _wrong_with_spf(record), record)
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        record, wrong = _only(_texts(name), r"(.*;)?\s*p\s*=")
        yield Finding("DKIM", name, wrong or _wrong_with_dkim(record), record)
    name = f"_dmarc.{domain}"
    record, wrong = _only(_texts(name), r"v\s*=\s*DMARC1\s*(;|$)")
    yield Finding("DMARC", name, wrong or _wrong_with_dmarc(record), record)


def _only(texts: list[str], pattern: str) -> tuple[str, str]:
    found = [text for text in texts if re.match(pattern, text, re.IGNORECASE)]
    if not found:
        return "", "there is no such record"
    if len(found) > 1:
        return " / ".join(found), "there are several, and receivers then believe none"
    return found[0], ""


def _wrong_with_spf(record: str) -> str:
    terms = record.lower().split()
    if {"all", "+all"} & set(terms):
        return "every server in the world may send for this domain"
    if not any(term in ("-all", "~all") or term.startswith("redirect=") for term in terms):
        return "other servers are not ruled out: it should end with ~all or -all"
    return ""


def _wrong_with_dkim(record: str) -> str:
    return "" if _tags(record).get("p") else "the key was taken back (p= is empty)"


def _wrong_with_dmarc(record: str) -> str:
    policy = _tags(record).get("p", "").lower()
    return "" if policy in ("none", "quarantine", "reject") else "p= is not none, quarantine or reject"


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _texts(name: str) -> list[str]:
    """The texts under a name; long ones come in pieces."""
    command = ["dig", "+short", "+time=5", "+tries=2", "TXT", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except FileNotFoundError:
        raise CannotAskError("dig is needed; on Debian: apt-get install bind9-dnsutils") from None
    except subprocess.CalledProcessError as error:
        raise CannotAskError(
            f"no answer for {name}: {error.stdout.strip() or error.stderr.strip()}"
        ) from None
    lines = [line for line in done.stdout.splitlines() if line.startswith('"')]
    return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', line)) for line in lines]
