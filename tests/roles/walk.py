"""One request of the walk: what it answers, what it wrote, and whether others may keep the page."""

import copy
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test import Client

METHODS = ("GET", "POST")
# Refused: nothing may have been written but the reader's own session and what they had typed.
_REFUSED = {"in", "403", "404", "405"}
_OWN_THINGS = {"django_session", "accounts_keptform"}
_WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    # As it stands in a cell of docs/roles.md.
    word: str
    # What holds for every address and does not here.
    complaint: str


def ask(
    client: Client, method: str, path: str, sent: dict[str, Any], headers: dict[str, str] | None = None
) -> Answer:
    """Request an address; what the request did is taken back."""
    cookies = copy.deepcopy(client.cookies)
    tables: set[str] = set()

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if match := _WRITES.match(str(sql)):
            tables.add(match[1])
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            response = (
                client.post(path, sent, headers=headers)
                if method == "POST"
                else client.get(path, headers=headers)
            )
        transaction.set_rollback(True)
    client.cookies = cookies
    word = _word(response)
    return Answer(word, _complaint(word, response, tables - _OWN_THINGS))


def _word(response: Any) -> str:
    if response.status_code not in (301, 302):
        return str(response.status_code)
    if re.match(r"/accounts/\?next=|/admin/login/", response.url):
        return "in"
    return "→"


def _complaint(word: str, response: Any, written: set[str]) -> str:
    if word in _REFUSED and written:
        return f"refuses ({word}), but wrote to {', '.join(sorted(written))}"
    is_for_everybody = getattr(response, "is_public_page", False)
    if word == "200" and not is_for_everybody and "no-store" not in response.headers.get("Cache-Control", ""):
        return "may be kept by a browser and is no public page"
    if word == "500":
        return "fails"
    return ""
