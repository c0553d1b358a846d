"""Addresses of videos as people paste them: any form of YouTube becomes an id, another site stays a link.

Nothing that is stored ever reaches a page but an id of eleven letters, digits, "-" and "_", or an address that
begins with https:// and belongs to another host. Only exact names of hosts count.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from portal.ui.text import InvalidInput, fold_web_address

PLAYER = "https://www.youtube-nocookie.com"
_LONG_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
_SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
# Eleven letters each, and no video: a playlist and whatever a channel sends just now.
_NO_IDS = frozenset({"videoseries", "live_stream"})
_PATHS_WITH_ID = frozenset({"live", "shorts", "embed", "v", "e", "watch"})
_LOOKS_LIKE_YOUTUBE = re.compile(r"youtube|youtu\.be", re.IGNORECASE)
_SECONDS = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,5})s?)?", re.ASCII)
_MOST_SECONDS = 24 * 60 * 60
_MOST_SIGNS = 2000
_LONGEST_LINK = 500
_quoted = re.compile(r"^[<「『（(\"'“]+|[>」』）)\"'”。、]+$")
_is_link = URLValidator(schemes=["https"])


@dataclass(frozen=True, kw_only=True)
class VideoAddress:
    """Either an id of YouTube with the moment at which to start (in seconds), or the address of another page."""

    youtube_id: str = ""
    link: str = ""
    start: int = 0


def read_address(text: str) -> VideoAddress:
    """What somebody pasted. Raises ``InvalidInput`` with words for whatever cannot be a video's address."""
    if len(text) > _MOST_SIGNS:
        raise InvalidInput(_("アドレスが長すぎます。"), code="too_long")
    address = fold_web_address(_quoted.sub("", text.strip())).replace("&amp;", "&")
    if address.startswith("https:////"):  # written as //host/…
        address = "https:" + address.removeprefix("https://")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _no_address() from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "\\" in address:
        raise _no_address()
    if "@" in parts.netloc:
        raise InvalidInput(
            _("@ でほかのサイトに見せかけたアドレスは使えません。動画のページを開いて、写し直してください。"),
            code="userinfo",
        )
    host = parts.hostname.removesuffix(".")
    if host in _SHORT_HOSTS | _LONG_HOSTS and port in {None, 80, 443}:
        return _of_youtube(parts.path, parts.query, parts.fragment, is_short=host in _SHORT_HOSTS)
    if host == "studio.youtube.com":
        raise InvalidInput(
            _("これは動画を編集する画面のアドレスです。見る人のページのアドレスを写してください。"),
            code="studio",
        )
    if _LOOKS_LIKE_YOUTUBE.search(address):
        raise InvalidInput(
            _(
                "YouTubeに似ていますが、YouTubeの動画のアドレスではありません。動画のページを開いて、写し直してください。"
            ),
            code="look_alike",
        )
    return VideoAddress(link=_plain(parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment))


def _of_youtube(path: str, query: str, fragment: str, *, is_short: bool) -> VideoAddress:
    asked = parse_qs(query, max_num_fields=None)
    steps = [step for step in path.split("/") if step]
    found = ""
    if is_short:
        found = steps[0] if steps else ""
    elif len(steps) > 1 and steps[0] in _PATHS_WITH_ID:
        found = steps[1]
    elif steps == ["watch"]:
        found = asked.get("v", [""])[0]
    if _ID.fullmatch(found) and found not in _NO_IDS:
        start = asked.get("t") or asked.get("start") or parse_qs(fragment).get("t") or [""]
        return VideoAddress(youtube_id=found, start=_seconds(start[0]))
    if found == "videoseries" or steps == ["playlist"] or ("list" in asked and not found):
        raise InvalidInput(
            _("これは再生リストのアドレスです。動画を一つ開いて、そのアドレスを写してください。"), code="list"
        )
    if steps and (steps[0] in {"channel", "c", "user"} or steps[0].startswith("@") or found == "live_stream"):
        raise InvalidInput(
            _("これはチャンネルのアドレスです。動画を一つ開いて、そのアドレスを写してください。"),
            code="channel",
        )
    raise InvalidInput(
        _("YouTubeの動画のアドレスが、途中で切れているようです。動画のページを開いて、写し直してください。"),
        code="no_video",
    )


def _seconds(text: str) -> int:
    """90, 90s, 1m30s, 1h2m3s; whatever else is the beginning."""
    found = _SECONDS.fullmatch(text)
    if not found:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= _MOST_SECONDS else 0


def _plain(scheme: str, netloc: str, path: str, query: str, fragment: str) -> str:
    if scheme != "https":
        raise InvalidInput(_("https:// で始まるアドレスを入れてください。"), code="not_https")
    try:
        host = netloc.encode("idna").decode().lower()
        link = urlunsplit(
            (scheme, host, *(quote(part, safe="/%:=&?~#+!$,;'@()*[]") for part in (path, query, fragment)))
        )
        _is_link(link)
    except (UnicodeError, ValidationError):
        raise _no_address() from None
    if len(link) > _LONGEST_LINK:
        raise InvalidInput(_("アドレスが長すぎます。"), code="too_long")
    return link


def _no_address() -> InvalidInput:
    return InvalidInput(
        _("動画のアドレスではないようです。例）https://www.youtube.com/watch?v=…"), code="no_address"
    )


def watch_url(youtube_id: str, seconds: int = 0) -> str:
    """The page of YouTube itself, from the moment ``seconds``."""
    return f"https://www.youtube.com/watch?v={youtube_id}" + (f"&t={seconds}s" if seconds else "")


def player_url(youtube_id: str) -> str:
    """The player that sets no cookie before it plays."""
    return f"{PLAYER}/embed/{youtube_id}"
