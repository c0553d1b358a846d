"""Videos as the public meets them: in time, without a request to anybody else, and not a moment before."""

import datetime

import pytest
from django.utils import timezone

from portal.bookings.models import Occasion
from tests.factories import in_days, make_date, make_event, make_video

pytestmark = pytest.mark.django_db

ID = "dQw4w9WgXcQ"
LIST, PAGE = "/events/videos/", "/events/videos/v/"


def text_of(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_video_waits_for_a_press_and_offers_a_plain_link(client):
    make_video(slug="v", youtube_id=ID, start_seconds=90)

    content = text_of(client)

    assert f'data-player="https://www.youtube-nocookie.com/embed/{ID}" data-start="90"' in content
    assert f'<a class="button" href="https://www.youtube.com/watch?v={ID}&amp;t=90s">' in content
    assert "ボタンを押すまでは、何も送られません" in content
    assert "<iframe" not in content
    assert "<img" not in content[content.index("<main") :]


def test_only_the_page_of_a_video_may_frame_the_player(client):
    make_video(slug="v", youtube_id=ID, event=make_event(slug="e"))

    policies = {path: client.get(path)["Content-Security-Policy"] for path in (PAGE, LIST, "/events/e/", "/")}

    assert "frame-src https://www.youtube-nocookie.com;" in policies[PAGE] + ";"
    assert ["frame-src" in policy for policy in policies.values()] == [True, False, False, False]
    others = set(policies.values()) - {policies[PAGE]}
    assert len(others) == 1
    assert set(policies[PAGE].split("; ")) - set(others.pop().split("; ")) == {
        "frame-src https://www.youtube-nocookie.com"
    }
    assert client.get(PAGE)["Referrer-Policy"] == client.get("/")["Referrer-Policy"] == "same-origin"


def test_video_of_another_site_is_a_link_and_nothing_else(client):
    make_video(slug="v", link="https://vimeo.com/1", chapters=("開会",))

    content = text_of(client)

    assert '<a class="button button--primary" href="https://vimeo.com/1">' in content
    assert "data-player" not in content
    assert "video.js" not in content
    assert "<time>0:00</time>" in content


def test_chapters_lead_to_their_moment_and_the_transcript_is_on_the_page(client):
    make_video(
        slug="v", youtube_id=ID, chapters=("開会", "講演"), transcript="司会　ようこそ。", captions="yes"
    )

    content = text_of(client)

    assert f'<a href="https://www.youtube.com/watch?v={ID}" data-seconds="0">' in content
    assert f'<a href="https://www.youtube.com/watch?v={ID}&amp;t=60s" data-seconds="60">' in content
    assert "<span>1:00</span><span>講演</span>" in content
    assert "<details" in content
    assert "司会　ようこそ。" in content


def test_text_with_html_in_it_stays_text(client):
    make_video(slug="v", title="<b>題</b>", description="<script>x</script>", transcript="<i>x</i>")

    content = text_of(client)

    assert "<b>題" not in content
    assert "<script>x" not in content
    assert "&lt;script&gt;x" in content


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"available_from": in_days(2, 10, 0)}, "まだ見られません"),
        ({"available_from": in_days(-9), "available_until": in_days(-1)}, "配信は終了しました"),
        ({"available_until": in_days(-1)}, "配信は終了しました"),
    ],
)
def test_video_outside_its_window_says_so_and_gives_no_address(client, fields, words):
    event = make_event(slug="e", starts_at=in_days(-20), report="報告")
    make_video(slug="v", youtube_id=ID, event=event, transcript="ようこそ", **fields)

    pages = {path: text_of(client, path) for path in (PAGE, LIST, "/events/e/", "/events/", "/")}

    assert words in pages[PAGE]
    assert [path for path, content in pages.items() if ID in content] == []


def test_video_within_its_window_says_until_when(client):
    make_video(slug="v", youtube_id=ID, available_from=in_days(-1), available_until=in_days(5, 17, 0))

    assert ID in text_of(client)
    assert "17:00" in text_of(client, LIST)


def test_list_parts_streams_videos_and_those_that_ended(client):
    make_video(title="配信", event=make_event(), is_stream=True)
    make_video(title="録画")
    make_video(title="予告", available_from=in_days(2))
    make_video(title="終了", available_until=in_days(-2))
    make_video(title="未公開の録画", event=make_event(starts_at=in_days(-2)), is_stream=True)
    make_video(title="中止の配信", event=make_event(state=Occasion.State.CANCELLED), is_stream=True)
    make_video(title="準備中", event=make_event(state=Occasion.State.PLANNED))
    make_video(title="非公開の催し", event=make_event(is_listed=False))

    response = client.get(LIST)

    parts = {
        name: [showing.video.title for showing in response.context[name]]
        for name in ("live", "watchable", "announced", "ended")
    }
    assert parts == {"live": ["配信"], "watchable": ["録画"], "announced": ["予告"], "ended": ["終了"]}


def test_video_of_an_event_in_preparation_is_not_found(client):
    event = make_event(state=Occasion.State.PLANNED)
    make_video(slug="v", event=event)
    before = client.get(PAGE).status_code
    event.state = Occasion.State.PUBLISHED
    event.save()

    assert (before, client.get(PAGE).status_code) == (404, 200)


@pytest.mark.parametrize("model", ["video", "event"])
def test_video_that_is_hidden_or_whose_event_is_comes_back_by_itself(client, time_machine, model):
    event = make_event(slug="e", starts_at=in_days(-3), report="報告")
    video = make_video(slug="v", youtube_id=ID, event=event)
    hidden = {"video": video, "event": event}[model]
    hidden.hidden_until = in_days(1)
    hidden.save()
    during = [client.get(PAGE).status_code, "/events/videos/v/" in text_of(client, LIST)]

    time_machine.move_to(in_days(2))

    assert during == [404, False]
    assert [client.get(PAGE).status_code, "/events/videos/v/" in text_of(client, LIST)] == [200, True]


@pytest.mark.parametrize(
    ("starts_at", "fields", "states"),
    [
        (in_days(3), {}, "これからの配信です"),
        (in_days(3), {"available_from": in_days(-1)}, "これからの配信です"),
        (in_days(-3), {}, "録画を公開するときは、このページでお知らせします"),
        (in_days(-3), {"available_from": in_days(1)}, "まだ見られません"),
    ],
)
def test_stream_that_is_not_public_gives_its_address_to_nobody(client, starts_at, fields, states):
    event = make_event(slug="e", starts_at=starts_at, report="報告")
    make_video(slug="v", youtube_id=ID, event=event, is_stream=True, transcript="書き起こし文", **fields)

    pages = {path: text_of(client, path) for path in (PAGE, LIST, "/events/e/", "/events/", "/")}

    assert states in pages[PAGE]
    assert "書き起こし文" not in pages[PAGE]
    assert [path for path, content in pages.items() if ID in content] == []


def test_stream_goes_public_as_a_recording_by_time_alone(client, time_machine):
    event = make_event(slug="e", starts_at=in_days(1, 13, 30))
    make_video(slug="v", youtube_id=ID, event=event, is_stream=True, available_from=in_days(3, 9, 0))

    seen = {}
    for day in (0, 2, 4):
        time_machine.move_to(in_days(day, 12, 0), tick=False)
        seen[day] = ID in text_of(client)

    assert seen == {0: False, 2: False, 4: True}


@pytest.mark.parametrize("state", [Occasion.State.CANCELLED, Occasion.State.POSTPONED])
def test_stream_of_an_event_that_is_off_never_goes_public(client, state):
    event = make_event(slug="e", starts_at=in_days(-3), state=state)
    make_video(slug="v", youtube_id=ID, event=event, is_stream=True, available_from=in_days(-2))

    assert "この配信は行いません" in text_of(client)
    assert [ID in text_of(client, path) for path in (PAGE, LIST, "/events/e/")] == [False] * 3


def test_stream_of_several_days_is_a_recording_after_the_last(client):
    event = make_event(starts_at=in_days(-2))
    last = make_date(event, timezone.now() - datetime.timedelta(minutes=30))
    make_video(slug="v", youtube_id=ID, event=event, is_stream=True, available_from=in_days(-1))

    during = text_of(client)
    last.ends_at = timezone.now() - datetime.timedelta(minutes=1)
    last.save()

    assert (ID in during, ID in text_of(client)) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_for_one_and_three(client, django_assert_num_queries, count):
    for _ in range(count):
        make_video(event=make_event(), is_stream=True)
        make_video(event=make_event(starts_at=in_days(-5)))
        make_video(available_from=in_days(1))
        make_video(event=make_event(starts_at=in_days(-9)), available_until=in_days(-1))

    # Streams with dates, watchable with dates, announced, ended with dates; the office.
    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert response.content.decode().count("/events/videos/v") == 4 * count


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_queries_for_one_and_three_chapters(client, django_assert_num_queries, count):
    make_video(slug="v", event=make_event(), chapters=("章",) * count)

    # The video with its event, dates, chapters; the office.
    with django_assert_num_queries(4):
        client.get(PAGE)
