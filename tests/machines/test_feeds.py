"""Feeds and snippets: read back with a feed reader; nothing in them that public pages do not show."""

import datetime
import re

import feedparser
import pytest
from django.utils import timezone

from portal.bookings.actions import cancel_occasion
from portal.bookings.models import JournalEntry, Occasion
from portal.office.models import Notice
from tests.factories import in_days, make_event, make_training, make_video

pytestmark = pytest.mark.django_db

FEEDS = ("/feed.xml", "/feed/notices.xml", "/feed/trainings.xml", "/feed/events.xml", "/feed/videos.xml")
SNIPPETS = (
    "/snippets/notices.html",
    "/snippets/trainings.html",
    "/snippets/events.html",
    "/snippets/videos.html",
)


def feed(client, path="/feed.xml"):
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def titles(client, path="/feed.xml"):
    return [entry.title for entry in feed(client, path).entries]


def hide_everything():
    """One of each that no public page shows."""
    make_training(title="秘密の研修", slug="secret-1", state=Occasion.State.PLANNED)
    make_training(title="秘密の出前講座", slug="secret-2", is_listed=False)
    make_training(title="秘密になった研修", slug="secret-7", hidden_from=in_days(-1))
    make_event(title="秘密になった催し", slug="secret-8", hidden_until=in_days(9))
    hidden = make_event(title="秘密の催し", slug="secret-3", state=Occasion.State.PLANNED)
    make_video(title="秘密の動画", slug="secret-4", event=hidden)
    make_video(title="秘密の動画", slug="secret-5", event=make_event(is_listed=False, slug="secret-6"))
    Notice.objects.create(title="秘密のお知らせ", slug="secret-9", body="下書き")
    Notice.objects.create(
        title="秘密のお知らせ", slug="secret-a", body="", published_from=in_days(-1), hidden_from=in_days(-1)
    )


def show_everything():
    Notice.objects.create(title="お知らせ", slug="seen-4", body="**本文**", published_from=in_days(-1))
    make_training(slug="seen-1")
    make_event(slug="seen-2")
    make_video(slug="seen-3")


@pytest.mark.parametrize("path", [*FEEDS, *SNIPPETS, "/calendar.ics", "/sitemap.xml"])
def test_what_is_hidden_is_told_nowhere(client, office, path):
    hide_everything()
    show_everything()

    content = client.get(path).content.decode()

    assert "秘密" not in content
    assert "secret" not in content
    assert "seen-" in content


def test_feed_has_every_kind_and_a_feed_of_a_kind_its_own(client, office):
    make_training(title="研修")
    make_event(title="催し")

    Notice.objects.create(title="募集", slug="n", body="本文", published_from=in_days(-1))

    assert set(titles(client)) == {"研修", "催し", "募集"}
    assert titles(client, "/feed/notices.xml") == ["募集"]
    assert titles(client, "/feed/trainings.xml") == ["研修"]
    assert titles(client, "/feed/events.xml") == ["催し"]
    assert titles(client, "/feed/videos.xml") == []
    assert client.get("/feed/nothing.xml").status_code == 404
    assert client.get("/snippets/nothing.html").status_code == 404


def test_entry_tells_when_and_where_in_words(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    make_training(
        title="<b>研修</b> & \x1bその先", slug="t", summary="<i>ひとこと</i>", starts_at=in_days(30)
    )

    parsed = feed(client)
    (entry,) = parsed.entries

    # The title is a text, not HTML.
    assert "&lt;b&gt;研修&lt;/b&gt; &amp; その先" in client.get("/feed.xml").content.decode()
    assert entry.link == "https://portal.example.jp/trainings/t/"
    day = in_days(30)
    assert f"{day.year}年{day.month}月{day.day}日" in entry.summary
    assert "見本会館 大会議室" in entry.summary
    assert "<br />&lt;i&gt;ひとこと&lt;/i&gt;" in entry.summary
    assert [tag.term for tag in entry.tags] == ["研修"]
    assert parsed.feed.author == "鳥取市 中央人権福祉センター"
    assert parsed.feed.language == "ja"
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links == {
        "alternate": "https://portal.example.jp/",
        "self": "https://portal.example.jp/feed.xml",
    }


def test_entry_keeps_its_id_under_another_address_and_says_when_it_changed(client, office, staff):
    training = make_training(title="研修", slug="old")
    (before,) = feed(client).entries
    Occasion.objects.filter(pk=training.pk).update(slug="new")
    cancel_occasion(occasion_id=training.pk, reason="雪", by=staff, revision=0)

    (after,) = feed(client).entries

    assert before.id == after.id == f"tag:127.0.0.1,2026:occasion/{training.pk}"
    assert after.title == "【中止】研修"
    assert after.link.endswith("/trainings/new/")
    assert after.published == before.published
    training.refresh_from_db()
    assert after.updated_parsed[:6] == training.updated_at.timetuple()[:6]


def test_newest_is_what_was_published_last_not_what_was_written_last(client, office):
    late = make_training(title="先に書いて、あとで公開")
    make_training(title="あとに書いて、先に公開")
    later = timezone.now() + datetime.timedelta(hours=1)
    JournalEntry.objects.create(occasion=late, verb=JournalEntry.Verb.PUBLISHED, at=later)

    assert titles(client) == ["先に書いて、あとで公開", "あとに書いて、先に公開"]


def test_feed_without_entries_is_valid_and_the_same_file(client, office):
    assert titles(client) == []
    assert client.get("/feed.xml").content == client.get("/feed.xml").content


@pytest.mark.parametrize("count", [1, 3])
def test_feed_costs_the_same_for_one_and_three(client, office, django_assert_num_queries, count):
    for _ in range(count):
        make_training()
        make_event()
        make_video()

    # Trainings, their dates, their changes; events likewise; videos; notices; the office.
    with django_assert_num_queries(9):
        response = client.get("/feed.xml")

    assert response.content.count(b"<entry>") == 3 * count


@pytest.mark.parametrize("count", [1, 3])
def test_snippet_costs_the_same_for_one_and_three(client, office, django_assert_num_queries, count):
    for _ in range(count):
        make_training()

    # The trainings, their dates, their changes.
    with django_assert_num_queries(3):
        response = client.get("/snippets/trainings.html")

    assert response.content.count(b"<li>") == count


def test_snippet_is_a_plain_list_with_whole_addresses(client, office, settings):
    settings.SITE_URL = "https://portal.example.jp"
    for number in range(7):
        make_training(title=f"研修<{number}>", slug=f"t{number}", starts_at=in_days(10 + number))
    make_training(title="終わった研修", starts_at=in_days(-10))

    content = client.get("/snippets/trainings.html").content.decode()

    assert re.findall(r">研修&lt;(\d)&gt;<", content) == ["0", "1", "2", "3", "4"]
    assert "終わった研修" not in content
    assert set(re.findall(r'href="([^"]*)/[^/"]*/"', content)) == {"https://portal.example.jp/trainings"} | {
        "https://portal.example.jp"
    }
    assert not re.search(r"<(html|head|style|script|div)|style=|class=", content)


def test_video_is_new_once_it_can_be_watched(client, office):
    now = timezone.now()
    day = datetime.timedelta(days=1)
    make_video(title="動画", slug="v", youtube_id="secretxxxx0", description="<b>説明</b>", minutes=90)
    make_video(title="あすから", available_from=now + day)
    make_video(title="きのうまで", available_until=now - day)
    make_video(title="配信", event=make_event(), is_stream=True)
    make_video(title="きのうから", available_from=now - day)

    assert set(titles(client, "/feed/videos.xml")) == {"動画", "きのうから"}
    entry = next(entry for entry in feed(client, "/feed/videos.xml").entries if entry.title == "動画")
    assert entry.summary == "90分<br />&lt;b&gt;説明&lt;/b&gt;"
    assert entry.link.endswith("/events/videos/v/")
    # Its page says where it is, and asks first.
    assert "secret" not in client.get("/feed/videos.xml").content.decode()
    assert "secret" not in client.get("/snippets/videos.html").content.decode()


def test_snippet_without_anything_says_so(client, office):
    assert (
        "いまお知らせする「研修・講座」はありません。"
        in client.get("/snippets/trainings.html").content.decode()
    )


@pytest.mark.parametrize("path", ["/trainings/", "/events/", "/news/"])
def test_pages_name_their_feeds(client, office, path):
    content = client.get(path).content.decode()

    found = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]*)"', content)
    kind = {"/news/": "notices"}.get(path, path.strip("/"))
    assert found == ["/feed.xml", f"/feed/{kind}.xml"]
    assert all(client.get(address).status_code == 200 for address in found)
