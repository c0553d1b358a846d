"""Photographs and materials of an event: what comes in, what goes out, and how it goes away."""

import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events.actions import clear_unused_files, take_down_picture
from events.errors import PictureIsGone
from events.models import Event, Material, Picture
from portal.bookings.models import Occasion
from tests.admin.test_details import posted
from tests.factories import in_days, make_event
from tests.platform_orgs.files import archive, pdf

pytestmark = pytest.mark.django_db(transaction=True)


def photograph(size=(2400, 1200), kind="JPEG") -> SimpleUploadedFile:
    """As from a telephone: with the place and the camera in it."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[2] = (35.0, 30.0, 4.0)
    drawn = io.BytesIO()
    Image.new("RGB", size, "green").save(drawn, kind, exif=exif)
    return SimpleUploadedFile("IMG_1234.JPG", drawn.getvalue())


@pytest.fixture
def event():
    return make_event(slug="e", starts_at=in_days(-3), report="盛会でした")


def change_url(event: Event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def add_row(client, event, kind, **fields):
    """Save the event's form with one row more of ``kind``."""
    url = change_url(event)
    data = posted(client, url)
    number = int(data[f"{kind}-TOTAL_FORMS"])
    data[f"{kind}-TOTAL_FORMS"] = number + 1
    data |= {f"{kind}-{number}-{name}": value for name, value in fields.items()}
    return client.post(url, data)


@pytest.fixture
def picture(event, staff_client) -> Picture:
    answer = add_row(staff_client, event, "pictures", upload=photograph(), alt="満席の客席", caption="会場")
    assert answer.status_code == 302
    return Picture.objects.get()


def test_photograph_is_drawn_anew_without_place_and_camera(client, picture):
    response = client.get(f"/events/e/pictures/{picture.key}.webp")

    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert b"Secret Camera" not in response.content
    with Image.open(io.BytesIO(response.content)) as drawn:
        assert drawn.size == (picture.width, picture.height) == (1600, 800)
        assert not drawn.getexif()
    page = client.get("/events/e/").content.decode()
    assert (
        f'<img src="/events/e/pictures/{picture.key}.webp" alt="満席の客席" width="1600" height="800"' in page
    )
    assert "<figcaption>会場</figcaption>" in page


def test_photograph_without_words_for_those_who_do_not_see_is_refused(event, staff_client):
    answer = add_row(staff_client, event, "pictures", upload=photograph(), alt="")

    assert answer.status_code == 200
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>"),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff broken"),
        None,
    ],
    ids=["svg", "broken", "none"],
)
def test_what_is_no_photograph_is_refused_beside_the_field(event, staff_client, upload):
    fields = {"alt": "説明"} | ({"upload": upload} if upload else {})
    if upload:
        upload.seek(0)

    answer = add_row(staff_client, event, "pictures", **fields)

    assert answer.status_code == 200
    assert "upload" in answer.context["inline_admin_formsets"][-1].formset.forms[-1].errors
    assert not Picture.objects.exists()


def test_browser_asks_again_and_gets_nothing_twice(client, picture):
    url = f"/events/e/pictures/{picture.key}.webp"
    first = client.get(url)

    second = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, no-cache"
    assert (second.status_code, second.content) == (304, b"")


def test_one_press_takes_a_picture_away_everywhere(client, picture, staff, staff_client):
    url, name = f"/events/e/pictures/{picture.key}.webp", picture.file
    etag = client.get(url)["ETag"]
    press = reverse("admin:events_picture_take_down", args=[picture.pk])
    reason = str(staff_client.get(press).context["form"]["reason"].value())

    answer = staff_client.post(press, {"reason": reason})

    assert answer.status_code == 302
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 410
    assert not default_storage.exists(name)
    assert picture.key not in client.get("/events/e/").content.decode()
    assert picture.key not in staff_client.get(change_url(picture.event)).content.decode()
    picture.refresh_from_db()
    assert (picture.file, picture.taken_down_by, picture.taken_down_reason) == (
        "",
        staff,
        "写っている人からの申出",
    )
    assert picture.taken_down_at is not None
    assert "取り下げた" in LogEntry.objects.latest("pk").change_message
    assert "写っている人からの申出" in staff_client.get(press).content.decode()


def test_picture_in_the_place_of_another_is_fetched_anew(client, picture, staff_client):
    url = f"/events/e/pictures/{picture.key}.webp"
    etag = client.get(url)["ETag"]
    page = change_url(picture.event)

    data = posted(staff_client, page, **{"pictures-0-upload": photograph((60, 60))})
    assert staff_client.post(page, data).status_code == 302

    again = client.get(url, headers={"If-None-Match": etag})
    assert again.status_code == 200
    with Image.open(io.BytesIO(again.content)) as drawn:
        assert drawn.size == (60, 60)


def test_picture_is_taken_down_once(picture, staff):
    take_down_picture(picture_id=picture.pk, reason="申出", by=staff)

    with pytest.raises(PictureIsGone):
        take_down_picture(picture_id=picture.pk, reason="別の理由", by=staff)

    assert Picture.objects.get().taken_down_reason == "申出"


def test_taking_down_needs_a_reason(picture, staff_client):
    press = reverse("admin:events_picture_take_down", args=[picture.pk])

    answer = staff_client.post(press, {"reason": " "})

    assert answer.status_code == 200
    assert Picture.objects.shown().exists()


def test_picture_of_an_event_in_preparation_is_seen_by_staff_only(client, picture, event, staff_client):
    Occasion.objects.filter(pk=event.pk).update(state=Occasion.State.PLANNED)

    assert client.get(f"/events/e/pictures/{picture.key}.webp").status_code == 404
    shown = staff_client.get(reverse("admin:events_picture_show", args=[picture.pk]))
    assert shown.status_code == 200
    assert "no-store, private" in shown["Cache-Control"]


def test_picture_under_another_event_or_name_is_not_found(client, picture):
    make_event(slug="other")

    assert client.get(f"/events/other/pictures/{picture.key}.webp").status_code == 404
    assert client.get("/events/e/pictures/x.webp").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_queries_for_one_and_three(
    client, event, staff_client, django_assert_num_queries, count
):
    for _ in range(count):
        add_row(staff_client, event, "pictures", upload=photograph((40, 20)), alt="写真")
        add_row(staff_client, event, "materials", upload=pdf(), title="資料")

    # The event, dates, changes, places, programme, speakers, videos, materials, pictures; the office.
    with django_assert_num_queries(10):
        content = client.get("/events/e/").content.decode()

    assert (content.count("<figure>"), content.count("（PDF、")) == (count, count)


def test_material_is_a_download_with_kind_and_size_in_its_link(client, event, staff_client):
    answer = add_row(staff_client, event, "materials", upload=pdf("資料.pdf"), title="当日の資料")

    assert answer.status_code == 302
    material = Material.objects.get()
    url = f"/events/e/files/{material.key}/"
    page = client.get("/events/e/").content.decode()
    assert f'<a href="{url}">当日の資料（PDF、{material.size}\xa0バイト）</a>' in page
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_material_that_is_not_what_it_says_is_refused(event, staff_client):
    answer = add_row(staff_client, event, "materials", upload=archive("a.pdf", "x"), title="資料")

    assert answer.status_code == 200
    assert not Material.objects.exists()


@pytest.mark.parametrize("state", [Occasion.State.PUBLISHED, Occasion.State.POSTPONED])
def test_material_for_afterwards_waits_for_the_end(client, staff_client, time_machine, state):
    event = make_event(slug="soon", starts_at=in_days(1))
    add_row(staff_client, event, "materials", upload=pdf(), title="講演資料", after_event="on")
    Occasion.objects.filter(pk=event.pk).update(state=state)
    url = f"/events/soon/files/{Material.objects.get().key}/"
    before = (client.get(url).status_code, "講演資料" in client.get("/events/soon/").content.decode())

    time_machine.move_to(in_days(2))

    after = (client.get(url).status_code, "講演資料" in client.get("/events/soon/").content.decode())
    assert before == (404, False)
    assert after == ((200, True) if state == Occasion.State.PUBLISHED else (404, False))


def test_refused_form_keeps_no_file(event, staff_client, picture):
    add_row(staff_client, event, "pictures", upload=photograph((40, 20)), alt="")

    assert default_storage.listdir("event-pictures")[1] == [picture.file.rpartition("/")[2]]


def test_file_in_whose_place_another_came_is_cleared_after_a_day(event, staff_client, picture, time_machine):
    page = change_url(event)
    staff_client.post(page, posted(staff_client, page, **{"pictures-0-upload": photograph((60, 60))}))
    stored = default_storage.listdir("event-pictures")[1]
    assert (len(stored), clear_unused_files()) == (2, 0)

    time_machine.move_to(in_days(2))

    assert clear_unused_files() == 1
    assert default_storage.exists(Picture.objects.get().file)
    assert not default_storage.exists(picture.file)
