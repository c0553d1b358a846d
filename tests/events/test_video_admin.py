"""Staff put a video up: a title and an address, in two minutes."""

import pytest
from django.urls import reverse

from events.models import Event, Video
from portal.bookings.models import Occasion
from tests.admin.test_details import posted
from tests.factories import in_days, make_event, make_programme, make_video

pytestmark = pytest.mark.django_db

ADD = "/admin/events/video/add/"
ID = "dQw4w9WgXcQ"


def add(client, **fields):
    return client.post(
        ADD, posted(client, ADD, **{"title": "録画", "address": f"https://youtu.be/{ID}"} | fields)
    )


def test_title_and_address_are_enough(client, staff_client):
    answer = add(staff_client, address=f" youtu.be/{ID}?t=75&si=x ")

    assert answer.status_code == 302
    video = Video.objects.get()
    assert (video.youtube_id, video.link, video.start_seconds) == (ID, "", 75)
    assert client.get(f"/events/videos/{video.slug}/").status_code == 200


def test_form_shows_five_fields_and_folds_the_rest(staff_client):
    page = staff_client.get(ADD)

    shown, *folded = page.context["adminform"]
    assert [field for line in shown for field in line.fields] == [
        "title",
        "address",
        "event",
        "description",
        "is_stream",
    ]
    assert all(fieldset.is_collapsible for fieldset in folded)


def test_event_form_shows_about_ten_fields_and_folds_its_rows(staff_client):
    page = staff_client.get("/admin/events/event/add/")

    shown, *folded = page.context["adminform"]
    assert len([field for line in shown for field in line.fields]) <= 10
    assert all(fieldset.is_collapsible for fieldset in folded)
    rows = page.context["inline_admin_formsets"][2:]
    assert [rows_of.is_collapsible for rows_of in rows] == [True] * 4


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("address", "javascript:alert(1)", "動画のアドレスではないようです"),
        ("address", "https://youtube.com.evil.example/watch?v=x", "YouTubeに似ていますが"),
        ("address", "https://www.youtube.com/playlist?list=x", "再生リスト"),
        ("chapters", "はじめ", "1行目"),
        ("chapters", "0:00 開会\n0:00 講演", "2行目"),
        ("is_stream", "on", "どの催しのものかを選んでください"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(staff_client, field, value, words):
    answer = add(staff_client, **{field: value})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Video.objects.exists()


def test_end_before_beginning_is_refused(staff_client):
    window = {
        "available_from_0": "2199-12-07",
        "available_from_1": "10:00",
        "available_until_0": "2199-12-01",
        "available_until_1": "10:00",
    }

    answer = add(staff_client, **window)

    assert "公開の終わりは、公開の開始より後にしてください" in answer.content.decode()
    assert not Video.objects.exists()


def test_pasted_chapters_become_rows_and_come_back_as_lines(staff_client):
    add(staff_client, chapters="０：００　開会\r\n1:02:03 - 閉会\r\n\r\n(4:30) 講演")
    video = Video.objects.get()
    url = reverse("admin:events_video_change", args=[video.pk])

    form = staff_client.get(url).context["adminform"].form
    staff_client.post(url, posted(staff_client, url, chapters="0:00 はじめ"))

    assert form["chapters"].value() == "0:00 開会\n4:30 講演\n1:02:03 閉会"
    assert [(chapter.seconds, chapter.title) for chapter in video.chapters.all()] == [(0, "はじめ")]


def test_video_of_an_event_gets_its_day_and_a_name_from_it(staff_client):
    event = make_event(starts_at=in_days(-3))

    add(staff_client, event=event.pk)
    add(staff_client, event=event.pk)

    day = in_days(-3).date()
    assert {video.recorded_on for video in Video.objects.all()} == {day}
    assert set(Video.objects.values_list("slug", flat=True)) == {f"video-{day}", f"video-{day}-2"}


def test_colleague_who_saved_first_is_not_overwritten(staff_client):
    video = make_video(title="前")
    url = reverse("admin:events_video_change", args=[video.pk])
    old = posted(staff_client, url)
    staff_client.post(url, old | {"title": "先に保存"})

    answer = staff_client.post(url, old | {"title": "後から保存"})

    assert "ほかの職員が先に保存しました" in answer.content.decode()
    assert Video.objects.get().title == "先に保存"


def test_event_may_not_take_the_address_of_the_videos(staff_client):
    event = make_event(state=Occasion.State.PLANNED)
    url = reverse("admin:events_event_change", args=[event.pk])

    answer = staff_client.post(url, posted(staff_client, url, slug="videos"))

    assert "この名前は、動画のページが使っています" in answer.content.decode()


def test_rows_of_the_programme_are_written_with_the_event(staff_client):
    event = make_event()
    make_programme(event)
    url = reverse("admin:events_event_change", args=[event.pk])
    data = posted(staff_client, url)
    row = {"programme-TOTAL_FORMS": "3", "programme-2-starts_at": "13:50", "programme-2-title": "挨拶"}

    answer = staff_client.post(url, data | row | {"programme-2-position": "0"})

    assert answer.status_code == 302
    assert [item.title for item in Event.objects.get().programme.all()] == ["開会", "挨拶", "基調講演"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_for_one_and_three(staff_client, django_assert_num_queries, count):
    for _ in range(count):
        make_video(event=make_event(), is_stream=True)
    staff_client.get("/admin/events/video/")

    # Session, person, rights of two kinds, count, all of them, the videos with their events, dates.
    with django_assert_num_queries(8):
        content = staff_client.get("/admin/events/video/").content.decode()

    assert content.count("これから配信") == count
