"""The stream of an event that is over becomes its recording in one press."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from events.actions import publish_recording
from events.errors import NothingToPublish
from portal.bookings.models import Occasion
from tests.factories import in_days, make_event, make_video

pytestmark = pytest.mark.django_db

ID = "dQw4w9WgXcQ"
WORDS = "録画を公開する"


@pytest.fixture
def stream(office):
    """Of a symposium that ended yesterday."""
    return make_video(
        slug="v", youtube_id=ID, event=make_event(starts_at=in_days(-1), slug="e"), is_stream=True
    )


def press(video) -> str:
    return reverse("admin:events_video_publish", args=[video.pk])


def change(video) -> str:
    return reverse("admin:events_video_change", args=[video.pk])


def test_one_press_lets_everybody_watch_what_was_streamed(client, staff_client, stream):
    before = client.get("/events/videos/v/").content.decode()
    form = staff_client.get(change(stream)).content.decode()

    answer = staff_client.post(press(stream), follow=True).content.decode()

    after = client.get("/events/videos/v/").content.decode()
    assert (ID in before, ID in after) == (False, True)
    assert (f'action="{press(stream)}"' in form, f'action="{press(stream)}"' in answer) == (True, False)
    assert "録画を公開しました" in answer
    assert '<a href="/events/videos/v/">公開ページを開く</a>' in answer
    assert 'href="/events/videos/v/"' in client.get("/events/e/").content.decode()


def test_second_press_changes_nothing_and_says_so(staff_client, stream):
    staff_client.post(press(stream))
    stream.refresh_from_db()
    published = (stream.available_from, stream.revision)

    answer = staff_client.post(press(stream), follow=True).content.decode()

    stream.refresh_from_db()
    assert (stream.available_from, stream.revision) == published
    assert "録画はもう公開されています" in answer


def test_form_that_was_open_meanwhile_does_not_take_the_recording_back(staff_client, stream):
    staff_client.post(press(stream))

    answer = staff_client.post(change(stream), {"title": "古い画面", "seen_revision": "0"})

    assert "ほかの職員が先に保存しました" in answer.content.decode()
    stream.refresh_from_db()
    assert stream.available_from is not None


@pytest.mark.parametrize(
    ("video", "event"),
    [
        ({"is_stream": True}, {"starts_at": in_days(1)}),
        ({"is_stream": True}, {"starts_at": in_days(-1), "state": Occasion.State.CANCELLED}),
        ({"is_stream": True}, {"starts_at": in_days(-1), "state": Occasion.State.POSTPONED}),
        ({"is_stream": True, "available_from": in_days(3)}, {"starts_at": in_days(-1)}),
        ({"is_stream": False}, {"starts_at": in_days(-1)}),
    ],
    ids=["ahead", "cancelled", "postponed", "waits for its day", "no stream"],
)
def test_what_is_no_recording_that_waits_is_not_published(staff_client, office, video, event):
    video = make_video(youtube_id=ID, event=make_event(**event), **video)
    before = video.available_from

    with pytest.raises(NothingToPublish):
        publish_recording(video_id=video.pk)

    video.refresh_from_db()
    assert video.available_from == before
    assert WORDS not in staff_client.get(change(video)).content.decode()


def test_meeting_elsewhere_is_not_published_as_a_recording(staff_client, office):
    link = "https://meeting.example.com/1"
    video = make_video(link=link, event=make_event(starts_at=in_days(-1)), is_stream=True)

    form = staff_client.get(change(video)).content.decode()

    assert press(video) not in form
    assert "「動画のアドレス」を録画のアドレスに変え" in form
    with pytest.raises(NothingToPublish):
        publish_recording(video_id=video.pk)


def test_ladder_of_the_press(client, staff, staff_client, stranger, stream):
    assert staff_client.get(press(stream)).status_code == 405
    assert staff_client.post("/admin/events/video/0/publish/").status_code == 404
    assert client.post(press(stream)).url.startswith("/admin/login/")
    reader = Client()
    staff.user_permissions.set(Permission.objects.filter(codename="view_video"))
    reader.force_login(staff)
    assert reader.post(press(stream)).status_code == 403
    read = reader.get(change(stream)).content.decode()
    assert ID in read
    assert WORDS not in read
    other = Client()
    other.force_login(stranger)
    assert other.post(press(stream)).status_code in {302, 404}
    stream.refresh_from_db()
    assert stream.available_from is None


def test_start_page_and_list_name_what_waits_for_a_month(staff_client, stream):
    long_over = make_video(event=make_event(starts_at=in_days(-40)), is_stream=True)
    make_video(event=make_event(starts_at=in_days(2)), is_stream=True)

    work = staff_client.get("/admin/").context["work"]
    [(url, count)] = [(line.url, line.count) for line in work if line.label == "公開していない録画"]
    rows = staff_client.get(url).context["cl"].result_list

    assert count == 1
    assert set(rows) == {stream, long_over}
