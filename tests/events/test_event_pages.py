"""The pages of events: programme, speakers, report, pictures, videos."""

import pytest

from events.models import ProgrammeItem
from tests.factories import in_days, make_booking, make_event, make_programme, make_video

pytestmark = pytest.mark.django_db


def text_of(client, path="/events/e/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_programme_is_a_timetable_and_speakers_have_names(client):
    event = make_event(slug="e")
    make_programme(event)
    ProgrammeItem.objects.create(event=event, title="交流", who="みなさん", note="自由参加", position=1)

    content = text_of(client)

    order = [
        content.index(words)
        for words in ("13:30", "開会", "14:30", "基調講演", "交流", "みなさん", "自由参加")
    ]
    assert order == sorted(order)
    assert "見本 博士" in content
    assert "見本大学" in content


def test_report_is_rich_text_and_no_html(client):
    make_event(slug="e", starts_at=in_days(-3), report="## 当日\n- 満席\n\n<script>x</script>")

    content = text_of(client)

    assert "<h3>当日</h3>" in content
    assert "<li>満席</li>" in content
    assert "<script>x" not in content


def test_page_and_application_say_that_the_press_will_come(client):
    make_event(slug="e", has_press=True, photography_note="後ろから撮影します")
    make_event(slug="quiet")

    for path in ("/events/e/", "/events/e/apply/"):
        content = client.get(path, follow=True).content.decode()
        assert "報道機関の取材があり" in content
        assert "後ろから撮影します" in content
    for path in ("/events/quiet/", "/events/quiet/apply/"):
        assert "写真・取材" not in client.get(path, follow=True).content.decode()


def test_page_of_the_event_leads_to_its_videos(client):
    event = make_event(slug="e", starts_at=in_days(-3))
    make_video(slug="v", event=event, minutes=90, captions="yes")
    make_video(slug="other")

    content = text_of(client)

    assert '<a href="/events/videos/v/">' in content
    assert "90分 字幕あり" in content
    assert "/events/videos/other/" not in content


def test_home_and_list_lead_to_the_videos_of_the_last_symposium(client):
    make_video(slug="v", event=make_event(starts_at=in_days(-3)))

    assert '<a href="/events/videos/v/">' in text_of(client, "/")
    assert '<a href="/events/videos/v/">' in text_of(client, "/events/")


@pytest.mark.parametrize("count", [1, 3])
def test_event_list_costs_the_same_queries_for_one_and_three(client, django_assert_num_queries, count):
    for _ in range(count):
        make_booking(make_event())
        make_video(event=make_event(starts_at=in_days(-5)))

    # Upcoming, dates, changes, places; videos; past, dates, changes; the office.
    with django_assert_num_queries(9):
        response = client.get("/events/")

    assert response.content.decode().count('<li class="card">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_event_page_costs_the_same_queries_for_one_and_three(client, django_assert_num_queries, count):
    event = make_event(slug="e", report="報告")
    for _ in range(count):
        make_booking(event)
        make_programme(event)
        make_video(event=event)

    # The event, dates, changes, places, programme, speakers, videos, materials, pictures; the office.
    with django_assert_num_queries(10):
        client.get("/events/e/")
