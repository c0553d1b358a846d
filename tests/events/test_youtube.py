"""Addresses of videos, in every form in which people paste them, and in every form in which somebody cheats."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.youtube import VideoAddress, player_url, read_address, watch_url
from portal.ui.text import InvalidInput

ID = "dQw4w9WgXc-"

FORMS = [
    f"https://www.youtube.com/watch?v={ID}",
    f"http://youtube.com/watch?v={ID}",
    f"youtube.com/watch?v={ID}",
    f"www.youtube.com/watch?v={ID}&feature=youtu.be",
    f"//www.youtube.com/watch?v={ID}",
    f"https://www.youtube.com/watch?app=desktop&v={ID}&list=PL123456&index=4",
    f"https://www.youtube.com/watch?v={ID}&amp;list=PL123456",
    f"https://m.youtube.com/watch?v={ID}",
    f"https://music.youtube.com/watch?v={ID}",
    f"https://youtu.be/{ID}",
    f"https://youtu.be/{ID}?si=abcDEF",
    f"https://www.youtube.com/live/{ID}?si=abc",
    f"https://www.youtube.com/shorts/{ID}",
    f"https://www.youtube.com/embed/{ID}",
    f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
    f"https://www.youtube.com/v/{ID}",
    f"HTTPS://WWW.YOUTUBE.COM/watch?v={ID}",
    f"https://www.youtube.com:443/watch?v={ID}",
    f"  https://youtu.be/{ID}  \n",
    f"<https://youtu.be/{ID}>",
    f"「https://youtu.be/{ID}」",
    f"https://youtu.be/\u200b{ID}",
    "ｈｔｔｐｓ：／／ｙｏｕｔｕ．ｂｅ／ｄＱｗ４ｗ９ＷｇＸｃ－",
]


@pytest.mark.parametrize("text", FORMS)
def test_address_of_youtube_in_any_form_becomes_the_id(text):
    assert read_address(text) == VideoAddress(youtube_id=ID)


@pytest.mark.parametrize(
    ("rest", "seconds"),
    [
        ("?t=90", 90),
        ("?t=90s", 90),
        ("?t=1m30s", 90),
        ("?t=1h2m3s", 3723),
        ("?start=75", 75),
        ("#t=2m", 120),
        ("?si=x&t=5", 5),
        ("?t=soon", 0),
        ("?t=-5", 0),
        ("?t=99999999", 0),
        ("?t=", 0),
        ("?t=９０", 90),
    ],
)
def test_start_in_the_address_is_kept(rest, seconds):
    assert read_address(f"https://youtu.be/{ID}{rest}") == VideoAddress(youtube_id=ID, start=seconds)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://www.youtube.com/playlist?list=PL123", "list"),
        ("https://www.youtube.com/watch?list=PL123", "list"),
        ("https://www.youtube.com/embed/videoseries?list=PL123", "list"),
        ("https://www.youtube.com/@tottori-city", "channel"),
        ("https://www.youtube.com/channel/UC1234567890", "channel"),
        ("https://www.youtube.com/c/tottori", "channel"),
        ("https://www.youtube.com/user/tottori", "channel"),
        ("https://www.youtube.com/embed/live_stream?channel=UC123", "channel"),
        ("https://www.youtube.com/", "no_video"),
        ("https://www.youtube.com/watch", "no_video"),
        (f"https://www.youtube.com/watch?v={ID[:10]}", "no_video"),
        (f"https://www.youtube.com/watch?v={ID}x", "no_video"),
        ("https://www.youtube.com/watch?v=%3Cscript%3Ex", "no_video"),
        ("https://youtu.be/あいうえおかきくけこさ", "no_video"),
        (f"https://studio.youtube.com/video/{ID}/edit", "studio"),
        (f"https://youtube.com.evil.example/watch?v={ID}", "look_alike"),
        (f"https://evil.example/www.youtube.com/watch?v={ID}", "look_alike"),
        (f"https://notyoutube.com/watch?v={ID}", "look_alike"),
        (f"https://youtu.be.example/{ID}", "look_alike"),
        (f"https://www.youtube.com:8443/watch?v={ID}", "look_alike"),
        (f"https://example.com/?u=https://youtu.be/{ID}", "look_alike"),
        (f"https://youtube.com@evil.example/watch?v={ID}", "userinfo"),
        (f"https://evil@youtube.com/watch?v={ID}", "userinfo"),
        ("javascript:alert(1)", "no_address"),
        ("java\nscript:alert(1)", "no_address"),
        (f"javascript://www.youtube.com/watch?v={ID}%0aalert(1)", "no_address"),
        ("data:text/html,<script>alert(1)</script>", "no_address"),
        ("file:///etc/passwd", "no_address"),
        (f"https:\\\\youtube.com\\watch?v={ID}", "no_address"),
        ("https://[::1", "no_address"),
        ("https://example.com:abc/", "no_address"),
        ("動画", "no_address"),
        ("", "no_address"),
        (ID, "no_address"),
        ("http://example.com/video", "not_https"),
        ("https://example.com/" + "a" * 3000, "too_long"),
        ("https://example.com/" + "あ" * 200, "too_long"),
    ],
)
def test_what_is_no_video_is_refused_with_words(text, code):
    with pytest.raises(InvalidInput) as caught:
        read_address(text)

    assert caught.value.code == code
    assert re.search("[ぁ-ん]", caught.value.messages[0])


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://vimeo.com/123", "https://vimeo.com/123"),
        ("vimeo.com/123", "https://vimeo.com/123"),
        ("https://日本語.jp/動画", "https://xn--wgv71a119e.jp/%E5%8B%95%E7%94%BB"),
        ('https://example.com/"><script>', "https://example.com/%22%3E%3Cscript"),
        ("https://example.com/a%20b?x=1&y=2#z", "https://example.com/a%20b?x=1&y=2#z"),
    ],
)
def test_another_site_becomes_a_plain_link(text, link):
    assert read_address(text) == VideoAddress(link=link)


_HOSTS = st.sampled_from(
    [
        "youtube.com",
        "www.youtube.com",
        "youtu.be",
        "youtube.com.evil.example",
        "evil.example/youtube.com",
        "youtube.com@evil.example",
        "evil.example",
        "ｙｏｕｔｕｂｅ.com",
    ]
)
_PATHS = st.sampled_from(["/watch?v=", "/", "/live/", "/embed/", "/shorts/", "/playlist?list="])
_ODD = st.text(st.sampled_from("aZ09_-<>\"'&?=/\\#%:;.@あ０　 \n\t\x00\u200b\u202e"), max_size=14)


@given(text=st.text() | st.builds("https://{}{}{}".format, _HOSTS, _PATHS, _ODD | st.just(ID)))
def test_nothing_outside_the_alphabet_of_ids_and_no_foreign_host_gets_through(text):
    try:
        found = read_address(text)
    except InvalidInput:
        return

    assert bool(found.youtube_id) != bool(found.link)
    if found.youtube_id:
        assert re.fullmatch(r"[A-Za-z0-9_-]{11}", found.youtube_id)
        assert "evil" not in text
    else:
        assert re.fullmatch(r"https://[!#-;=?-~]+", found.link)
        assert "youtu" not in found.link.split("/")[2]


@given(youtube_id=st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True), seconds=st.integers(0, 86_400))
def test_address_that_we_make_is_read_back(youtube_id, seconds):
    if youtube_id in {"videoseries", "live_stream"}:
        return

    assert read_address(watch_url(youtube_id, seconds)) == VideoAddress(youtube_id=youtube_id, start=seconds)
    assert read_address(player_url(youtube_id)).youtube_id == youtube_id
