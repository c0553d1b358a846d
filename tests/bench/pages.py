"""Single pages: queries and milliseconds of a rendering, bytes of a first visit."""

import gzip
import http.client
import re
import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_PARTS = re.compile(r'<(?:link|img|script)\b[^>]*?\b(?:href|src)="(/[^"]+)"')
_ROUNDS = 7


@dataclass
class Rendering:
    queries: int
    milliseconds: float


def rendering(client: Client, path: str) -> Rendering:
    """Queries of one request and the median time of several, the server's part only."""
    _get(client, path)
    with CaptureQueriesContext(connection) as queries:
        _get(client, path)
    count = len(queries)  # now: the next request empties the log
    times = []
    for _round in range(_ROUNDS):
        started = time.perf_counter()
        _get(client, path)
        times.append(1000 * (time.perf_counter() - started))
    return Rendering(count, statistics.median(times))


def _get(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "127.0.0.1"})
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")


def weight(port: int, path: str) -> tuple[int, int]:
    """Bytes and files that a browser loads for its first page, compressed as it asks for."""
    body, html = _fetch(port, path)
    parts = sorted(set(_PARTS.findall(html)))
    return body + sum(_fetch(port, part)[0] for part in parts), 1 + len(parts)


def _fetch(port: int, path: str) -> tuple[int, str]:
    connection_ = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection_.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
    response = connection_.getresponse()
    body = response.read()
    connection_.close()
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    is_gzipped = response.getheader("Content-Encoding") == "gzip"
    is_text = "html" in response.getheader("Content-Type", "")
    text = (gzip.decompress(body) if is_gzipped else body).decode() if is_text else ""
    return len(body), text
