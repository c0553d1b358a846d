"""Who may open and press what: every page of the office, with the same people."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.bookings.seats import apply_for
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

# page, kind of object, permission without which it is 403, and whether GET is no way to it
PAGES = [
    ("bookings_occasion_changelist", None, "view_occasion", False),
    ("bookings_occasion_roster", "occasion", "view_booking", False),
    ("bookings_occasion_enter", "occasion", "add_booking", False),
    ("bookings_occasion_door", "occasion", "view_doorpass", False),
    ("bookings_occasion_export", "occasion", "view_booking", False),
    ("bookings_occasion_import", "occasion", "add_booking", False),
    ("bookings_occasion_publish", "occasion", "change_occasion", False),
    ("bookings_occasion_capacity", "occasion", "change_occasion", False),
    ("bookings_occasion_postpone", "occasion", "change_occasion", False),
    ("bookings_occasion_today", "date", "change_occasion", False),
    ("bookings_occasion_reminder", "occasion", "change_occasion", False),
    ("bookings_occasion_write", "occasion", "add_rostermessage", False),
    ("bookings_occasion_draw", "occasion", "change_booking", False),
    ("bookings_occasion_review", "occasion", "change_booking", False),
    ("bookings_occasion_cancel", "occasion", "change_occasion", False),
    ("bookings_occasion_paper", "occasion", "view_occasion", False),
    ("bookings_occasion_paper_sheet", "occasion", "view_occasion", False),
    ("bookings_occasion_paper_sheet_pdf", "occasion", "view_occasion", False),
    ("bookings_occasion_paper_notice", "occasion", "view_occasion", False),
    ("bookings_occasion_paper_notice_pdf", "occasion", "view_occasion", False),
    ("bookings_occasion_paper_qr_png", "occasion", "view_occasion", False),
    ("bookings_occasion_paper_qr_svg", "occasion", "view_occasion", False),
    ("bookings_occasion_close", "event", "change_occasion", False),
    ("bookings_occasion_venue_pack", "date", "view_booking", False),
    ("bookings_occasion_attendance", "date", "change_attendance", False),
    ("bookings_booking_changelist", None, "view_booking", False),
    ("bookings_booking_page", "booking", "view_booking", False),
    ("bookings_booking_entered", "booking", "add_booking", False),
    ("bookings_booking_cancel", "booking", "change_booking", False),
    ("bookings_booking_restore", "booking", "change_booking", False),
    ("bookings_booking_promote", "booking", "change_booking", False),
    ("bookings_booking_move", "booking", "change_booking", False),
    ("bookings_booking_swap", "booking", "change_booking", False),
    ("bookings_booking_decline", "booking", "change_booking", False),
    ("bookings_booking_pass_on", "booking", "change_booking", False),
    ("bookings_booking_contacted", "booking", "change_booking", True),
    ("bookings_booking_checked", "booking", "change_booking", True),
    ("bookings_booking_edit", "booking", "change_booking", False),
    ("bookings_booking_undo", "booking", "change_booking", True),
    ("bookings_booking_answer_offer", "booking", "change_booking", True),
    ("bookings_booking_same", "booking", "change_booking", True),
    ("bookings_booking_another", "booking", "change_booking", True),
    ("trainings_trainingsession_changelist", None, "view_trainingsession", False),
    ("trainings_trainingsession_copy", None, "add_trainingsession", False),
    ("trainings_trainingsession_change", "occasion", "view_trainingsession", False),
    ("events_event_changelist", None, "view_event", False),
    ("events_event_copy", None, "add_event", False),
    ("events_video_changelist", None, "view_video", False),
    ("events_video_add", None, "add_video", False),
    ("events_video_change", "video", "view_video", False),
    ("events_picture_show", "picture", "view_event", False),
    ("events_picture_take_down", "picture", "change_event", False),
]


@pytest.fixture
def objects(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    training, event = factories.make_training(), factories.make_event()
    return {
        None: [],
        "occasion": [training.pk],
        "event": [event.pk],
        "video": [factories.make_video().pk],
        "picture": [factories.make_picture(event).pk],
        "date": [training.pk, training.dates.get().pk],
        "booking": [apply_for(training).pk],
    }


@pytest.mark.parametrize(("name", "kind", "permission", "is_press"), PAGES)
def test_page_of_the_office_opens_to_the_right_people_only(
    name, kind, permission, is_press, objects, staff, staff_client, stranger_client
):
    url = reverse(f"admin:{name}", args=objects[kind])
    lesser = factories.make_user(is_staff=True)
    # Who may change may also look, in Django's words.
    taken = {permission, permission.replace("view_", "change_")}
    give_rights(lesser, Permission.objects.exclude(codename__in=taken))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    ask = "post" if is_press else "get"

    assert staff_client.get(url).status_code == (405 if is_press else 200)
    assert getattr(lesser_client, ask)(url).status_code == 403
    for client in (stranger_client, Client()):
        answer = getattr(client, ask)(url)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("group", ["職員", "管理者"])
@pytest.mark.parametrize(("name", "kind", "permission", "is_press"), PAGES)
def test_page_of_the_office_opens_to_both_groups(name, kind, permission, is_press, group, objects):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    client = Client()
    client.force_login(user)

    answer = client.get(reverse(f"admin:{name}", args=objects[kind]))

    assert answer.status_code == (405 if is_press else 200)


@pytest.mark.parametrize("name", [name for name, kind, *_ in PAGES if kind in {"occasion", "booking"}])
def test_page_of_the_office_without_its_object_is_not_found(name, staff_client):
    answer = staff_client.post(reverse(f"admin:{name}", args=[999999]))

    # The stock change form answers with a redirect to the start page and a message.
    assert answer.status_code in {404, 405} or name.endswith("session_change")


def test_date_of_another_occasion_is_not_found(staff_client):
    first, second = factories.make_training(), factories.make_training()

    answer = staff_client.get(
        reverse("admin:bookings_occasion_attendance", args=[first.pk, second.dates.get().pk])
    )

    assert answer.status_code == 404
