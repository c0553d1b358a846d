"""Somebody who applies through the pages, as a browser without JavaScript would."""

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

NUMBER = re.compile(r'class="receipt__number">\s*([0-9]{4}[^0-9]?[0-9]{4})')
_KANA = "アイウエオカキクケコサシスセソタチツテト"


@dataclass
class Receipt:
    """What an applicant holds in the end, and when the decisive press was made and answered."""

    number: str
    pressed_at: float
    answered_at: float


class WrongAnswer(Exception):
    """The portal answered something else than the next page."""


class Applicant:
    """One connection; ``number`` tells this applicant's name and address from all others'."""

    def __init__(self, port: int, page: str, number: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.page = page
        self.number = number

    def apply(self) -> Receipt:
        """Form, confirmation, receipt: five requests. Raises ``WrongAnswer`` and ``OSError``."""
        self._get(f"{self.page}apply/")
        confirm = self._post(f"{self.page}apply/", self._typed())
        self._get(confirm)
        pressed_at = time.perf_counter()
        receipt = self._post(confirm, {})
        answered_at = time.perf_counter()
        found = NUMBER.search(self._get(receipt))
        if found is None:
            raise WrongAnswer(f"no receipt number on {receipt}")
        return Receipt(re.sub("[^0-9]", "", found[1]), pressed_at, answered_at)

    def _typed(self) -> dict[str, str]:
        reading = "".join(_KANA[int(digit)] for digit in f"{self.number:06d}")
        return {
            "name": f"見本　{self.number}",
            "kana": f"ミホン　{reading}",
            "contact_wish": "mail",
            "email": f"bench{self.number}@example.jp",
            "helpers": "0",
        }

    def _get(self, path: str) -> str:
        status, _location, body = self._request("GET", path)
        if status != 200:
            raise WrongAnswer(f"{status} for {path}")
        return body

    def _post(self, path: str, data: dict[str, str]) -> str:
        status, location, _body = self._request("POST", path, urlencode(data))
        if status != 302 or not location:
            raise WrongAnswer(f"{status} for POST {path}")
        return location

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        return response.status, response.getheader("Location", ""), text

    def close(self) -> None:
        self.connection.close()
