"""An event on the shared seats from the first application to the yearly figures, with every page on the way: they are the
pages of trainings, and none of them may take the event for a training."""

import re

import pytest
import time_machine
from django.test import Client

from portal.bookings.links import booking_token
from portal.bookings.models import Attendance, Booking, Survey, SurveyLink, SurveySheet
from portal.bookings.surveys.links import survey_token
from portal.correspondence.kinds import render
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import statuses
from tests.documents import reading
from tests.figures.reading import number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

DAY = factories.local(2026, 12, 5, 13, 0)
NAMES = ["波多 ネット", "伝田 電話", "深須 送子", "待田 待子"]
# Words that stand for both kinds, and the other kind's own pages.
_BOTH = re.compile(r"研修・催し|研修・講座")


def main_of(response) -> str:
    """What a page says, without what every page has around it; it speaks of no course."""
    assert response.status_code == 200
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert found
    assert not re.search("研修|受講|講座", _BOTH.sub("", found[0])), found[0]
    return found[0]


@pytest.fixture
def event():
    """A symposium with three places, open for applications."""
    return factories.make_event(title="つながる集い", slug="e", capacity=3, starts_at=DAY)


def admin(event, page: str) -> str:
    return f"/admin/bookings/occasion/{event.pk}/{page}/"


def apply_on_the_web(event) -> Booking:
    client = Client()
    typed = {
        "name": NAMES[0], "kana": "はた ねっと", "contact_wish": "mail", "email": "net@example.com", "helpers": "0",
    }  # fmt: skip
    main_of(client.get("/events/e/apply/", follow=True))
    confirm = client.post("/events/e/apply/", typed)["Location"]
    main_of(client.get(confirm))
    receipt = client.post(confirm, follow=True)
    assert "席が決まりました" in main_of(receipt) or "お席" in main_of(receipt)
    return Booking.objects.get(contact__name=NAMES[0])


def enter(staff_client, event, name: str, channel: str, **ways: str) -> Booking:
    main_of(staff_client.get(admin(event, "enter")))
    data = {"channel": channel, "name": name, "kana": "でんだ でんわ", "submission_key": f"key-{name}"} | ways
    main_of(staff_client.post(admin(event, "enter"), data, follow=True))
    return Booking.objects.get(contact__name=name)


def apply_by_every_way(staff_client, event) -> list[Booking]:
    web = apply_on_the_web(event)
    by_telephone = enter(staff_client, event, NAMES[1], "phone", telephone="0857000001", told="on")
    by_fax = enter(staff_client, event, NAMES[2], "fax", kana="ふかす おくりこ", fax="0857000002")
    late = enter(staff_client, event, NAMES[3], "phone", kana="まちだ まちこ", telephone="0857000003")
    return [web, by_telephone, by_fax, late]


def test_event_goes_from_application_to_figures(client, staff_client, event):
    with time_machine.travel(factories.local(2026, 11, 20, 10), tick=False):
        bookings = apply_by_every_way(staff_client, event)
        roster = main_of(staff_client.get(admin(event, "roster")))
        own_page = main_of(client.get(f"/bookings/{booking_token(bookings[0])}/"))
        texts = {message.recipient.name: render(message) for message in Message.objects.order_by("pk")}

    assert statuses(event) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    assert [roster.count(name) > 0 for name in NAMES] == [True] * 4
    assert (roster.count("参加決定"), roster.count("キャンセル待ち")) >= (3, 1)
    assert "つながる集い" in own_page
    assert set(texts) == set(NAMES)
    for text in texts.values():
        said = "".join((text.subject, text.mail, text.call))
        assert not re.search("研修|受講|講座", _BOTH.sub("", said)), said

    on_the_day(client, staff_client, event, bookings)
    afterwards(client, staff_client, event)


def on_the_day(client, staff_client, event, bookings) -> None:
    """Papers for the entrance; two come, one is ticked off from paper as missing."""
    date = event.dates.get()
    with time_machine.travel(factories.local(2026, 12, 5, 12, 50), tick=False):
        pack = admin(event, "venue-pack") + f"{date.pk}/"
        main_of(staff_client.get(pack))
        paper = reading.text(staff_client.get(pack, {"pdf": "1"}).content)
        for booking in bookings[:2]:
            attendee = booking.attendees.get()
            staff_client.post(f"/door/dates/{date.pk}/mark/", {"tap": f"{attendee.pk}-present-unmarked"})
        door = main_of(staff_client.get(f"/door/dates/{date.pk}/"))
        main_of(staff_client.get(admin(event, "attendance") + f"{date.pk}/"))

    assert [(name in paper, name in door) for name in NAMES] == [(True, True)] * 3 + [(False, False)]
    assert not re.search("研修|受講", _BOTH.sub("", paper))
    assert "名札" in paper
    missing = bookings[2].attendees.get()
    with time_machine.travel(factories.local(2026, 12, 5, 16), tick=False):
        staff_client.post(
            admin(event, "attendance") + f"{date.pk}/",
            {f"mark_{date.pk}_{missing.pk}": "absent", f"was_{date.pk}_{missing.pk}": "unmarked"},
        )
    assert marks() == {NAMES[0]: "present", NAMES[1]: "present", NAMES[2]: "absent"}


def marks() -> dict[str, str]:
    return dict(Attendance.objects.values_list("attendee__person__name", "status"))


def afterwards(client, staff_client, event) -> None:
    """Who came is asked; staff close the event; the year counts it."""
    with time_machine.travel(factories.local(2026, 12, 6, 10), tick=False):
        main_of(staff_client.get(admin(event, "survey")))
        edit = staff_client.get(admin(event, "survey") + "edit/")
        main_of(edit)
        form = edit.context["form"]
        data = {field.html_name: field.value() for field in form if field.value() is not None}
        staff_client.post(admin(event, "survey") + "edit/", data)
        main_of(staff_client.post(admin(event, "survey") + "ask/", {"also_without_mail": "on"}, follow=True))
        link = SurveyLink.objects.get(attendee__person__name=NAMES[0])
        page = f"/bookings/survey/{survey_token(link)}/"
        main_of(client.get(page))
        scale = Survey.objects.get().questions.filter(kind="scale").earliest("pk")
        main_of(client.post(page, {f"q{scale.pk}": "5"}, follow=True))
        results = main_of(staff_client.get(admin(event, "survey")))
        main_of(staff_client.get(admin(event, "close")))
        closed = main_of(staff_client.post(admin(event, "close"), follow=True))
        counted = {key: number(key, 2026) for key in ("held", "applied", "came")}

    assert SurveyLink.objects.count() == 2
    assert SurveySheet.objects.get().answers == {str(scale.pk): "5"}
    assert "よかった" in results
    assert "終了にしました" in closed
    main_of(client.get("/events/e/"))
    event.refresh_from_db()
    assert event.state == "closed"
    assert counted == {"held": 1, "applied": 4, "came": 2}
