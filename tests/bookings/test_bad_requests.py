"""Requests that no form of ours sends: they change nothing, store nothing odd and never end in an error."""

import pytest
from django.urls import reverse

from portal.bookings.links import booking_token, twin_token
from portal.bookings.models import Booking, BookingDraft
from tests import factories
from tests.bookings.seats import apply_for
from tests.bookings.test_apply_pages import start, typed

pytestmark = pytest.mark.django_db

ODD = ["\x00", "\ud800", "9" * 5000, "-1", "😀" * 10, "{{ x }}", "../..", "'; DROP TABLE x; --"]


def test_draft_address_with_a_null_character_is_404(client):
    training = factories.make_training()
    url = reverse("trainings:apply", args=[training.slug]) + "%00/"

    assert client.get(url).status_code == 404
    assert client.post(url + "confirm/").status_code == 404


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", [*typed(), "accommodations", "no_voice_message", "district", "x"])
def test_form_with_odd_values_is_answered(client, office, name, odd):
    training = factories.make_training(accommodations=["captioning"])
    url = reverse("trainings:apply", args=[training.slug])
    odd = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")

    response = client.post(url, typed(**{name: odd}))
    looked_up = client.post(url, typed(**{name: odd, "lookup": "1"}))

    assert (response.status_code, looked_up.status_code) in {(200, 200), (302, 200)}
    if response.status_code == 302:
        assert client.get(response["Location"]).status_code == 200


def test_draft_keeps_what_the_form_asks_for_and_nothing_else(client, office):
    training = factories.make_training()

    start(client, training, unknown="x", note=["first", "last"], no_voice_message="\x00")

    data = BookingDraft.objects.get().data
    assert set(data) == {*typed(), "note", "no_voice_message"}
    assert data["note"] == ["last"]
    assert data["name"] == ["見本 花子"]


def test_form_in_another_character_set_is_answered(client, office):
    training = factories.make_training()
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\\x00\r\n--x--\r\n'

    response = client.post(
        reverse("trainings:apply", args=[training.slug]),
        body,
        content_type="multipart/form-data; boundary=x; charset=unicode_escape",
    )

    assert response.status_code in {200, 400}


def test_broken_multipart_and_wrong_methods_are_refused(client, office):
    training = factories.make_training()
    booking = apply_for(training)
    form = reverse("trainings:apply", args=[training.slug])
    own = reverse("bookings:detail", args=[booking_token(booking)])

    broken = client.post(form, b"--x\r\nContent", content_type="multipart/form-data; boundary=\x00")

    assert broken.status_code == 400
    for method in ("put", "patch", "delete", "options"):
        assert getattr(client, method)(form).status_code == 405
        assert getattr(client, method)(own).status_code == 405


@pytest.mark.parametrize("odd", [*ODD, "9" * 30])
def test_own_pages_with_odd_values_change_nothing(client, office, odd):
    booking = apply_for(factories.make_training(), size=2)
    odd = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    token = booking_token(booking)

    cancelled = client.post(reverse("bookings:cancel", args=[token]), {"attendee": odd})
    answered = client.post(reverse("bookings:answer", args=[token]), {"answer": odd})
    twin = client.post(reverse("bookings:twin", args=[twin_token(booking)]), {"answer": odd})
    lookup = client.post(reverse("bookings:lookup"), {"receipt_number": odd, "contact": odd})
    shown = client.get(reverse("bookings:lookup"), {"number": odd})

    assert [r.status_code for r in (cancelled, answered, twin, lookup, shown)] == [200, 302, 200, 200, 200]
    assert Booking.objects.get().status == Booking.Status.CONFIRMED
    assert booking.attendees.live().count() == 2
