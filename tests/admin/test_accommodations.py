"""配慮の手配: who sees what somebody needs, and what they are told."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.bookings import actions
from portal.bookings.actions.accommodations import acknowledge_cancelled, settle_accommodation
from portal.bookings.errors import AlreadySettled, NotWantedAnyMore, WordsAreMissing
from portal.bookings.models import AccommodationRequest
from portal.correspondence import kinds
from portal.correspondence.models import CallListLine, Message
from portal.correspondence.outbox import send_due
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

LIST = "/admin/bookings/accommodationrequest/"
OPEN, ARRANGED, IMPOSSIBLE = AccommodationRequest.State


def wanted(**fields):
    """What somebody who telephones needs."""
    booking = apply_for(
        factories.make_training(), accommodations=[("sign_language", "口元が見える席")], **fields
    )
    return booking.accommodation_requests.get()


def settle(row, state, by, seen=OPEN, **how):
    return settle_accommodation(request_id=row.pk, state=state, seen=seen, by=by, **how)


def url(name, row):
    return reverse(f"admin:bookings_accommodationrequest_{name}", args=[row.pk])


def client_of(group):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    client = Client()
    client.force_login(user)
    return client


def told():
    return list(
        Message.objects.filter(kind__startswith="bookings.accommodation").values_list("kind", flat=True)
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number(rows, staff_client, django_assert_num_queries):
    for _ in range(rows):
        wanted()

    # session, user, two for permissions; what is wanted, its dates, attendees and people; what to call off
    with django_assert_num_queries(9):
        page = staff_client.get(LIST).content.decode()

    assert page.count("口元が見える席") == rows


def test_arranged_is_told_by_mail_with_a_neutral_subject(staff, mailoutbox):
    row = wanted(people=[person(email="h@example.com", contact_wish="mail")])
    send_due()

    settle(row, ARRANGED, staff, answer="通訳者は前の席にいます。")
    send_due()

    mail = mailoutbox[-1]
    assert mail.subject == "お申込みについてのお知らせ"
    assert "「手話通訳」を用意できることになりました" in mail.body
    assert "通訳者は前の席にいます。" in mail.body


def test_impossible_is_told_in_the_words_of_staff_by_telephone(staff):
    row = wanted()

    settle(row, IMPOSSIBLE, staff, answer="筆談でよければ用意します。")

    row.refresh_from_db()
    assert (row.state, row.settled_by) == (IMPOSSIBLE, staff)
    text = kinds.render(Message.objects.get(kind="bookings.accommodation_impossible"))
    assert "手話通訳" in text.call
    assert "筆談でよければ用意します。" in text.call


def test_impossible_without_words_is_refused(staff):
    row = wanted()

    with pytest.raises(WordsAreMissing):
        settle(row, IMPOSSIBLE, staff)

    assert told() == []


def test_settling_twice_tells_once_and_otherwise_tells_anew(staff):
    row = wanted()

    settle(row, ARRANGED, staff)
    settle(row, ARRANGED, staff)
    settle(row, IMPOSSIBLE, staff, seen=ARRANGED, answer="通訳者が病気です。")

    assert sorted(told()) == ["bookings.accommodation_arranged", "bookings.accommodation_impossible"]


def test_settling_what_a_colleague_settled_is_refused(staff):
    row = wanted()
    settle(row, ARRANGED, staff)

    with pytest.raises(AlreadySettled):
        settle(row, IMPOSSIBLE, staff, answer="見本")


def test_request_of_somebody_who_cancelled_leaves_the_list(staff, staff_client):
    row = wanted()
    actions.cancel(booking_id=row.booking_id)

    assert "口元が見える席" not in staff_client.get(LIST).content.decode()
    with pytest.raises(NotWantedAnyMore):
        settle(row, ARRANGED, staff)


def test_what_was_arranged_for_somebody_who_cancelled_stays_until_called_off(staff, staff_client):
    row = wanted()
    settle(row, ARRANGED, staff)
    actions.cancel(booking_id=row.booking_id)
    before = staff_client.get(LIST).content.decode()

    after = staff_client.post(url("acknowledge", row), follow=True).content.decode()

    assert "取り消された申出" in before
    assert "取り消された申出" not in after
    row.refresh_from_db()
    assert row.state == OPEN


def test_what_is_still_wanted_is_not_called_off(staff):
    row = wanted()
    settle(row, ARRANGED, staff)

    with pytest.raises(AlreadySettled):
        acknowledge_cancelled(request_id=row.pk, by=staff)


def test_page_settles_and_keeps_what_was_typed_when_words_are_missing(staff_client):
    row = wanted()

    refused = staff_client.post(url("settle", row), {"state": "impossible", "seen": "open", "told": "on"})
    done = staff_client.post(
        url("settle", row), {"state": "impossible", "answer": "見本のことば", "seen": "open"}, follow=True
    )

    assert "本人へのことばを書いてください" in refused.content.decode()
    assert refused.context["form"]["told"].value()
    assert "見本のことば" in done.content.decode()
    assert told() == ["bookings.accommodation_impossible"]


def test_only_those_who_arrange_see_what_is_needed_and_everybody_how_many(staff):
    row = wanted()
    settle(row, ARRANGED, staff)
    other = wanted()
    pages = [
        LIST,
        url("settle", row),
        reverse("admin:bookings_booking_page", args=[row.booking_id]),
        reverse("admin:bookings_occasion_roster", args=[row.booking.occasion_id]),
        reverse("admin:correspondence_calllistline_changelist"),
        reverse("admin:desk_person", args=[row.booking.contact_id]),
    ]
    clerk, arranger = client_of("職員"), client_of("管理者")

    texts = [clerk.get(page).content.decode() for page in pages]
    start = clerk.get(reverse("admin:index")).content.decode()

    assert not any("手話通訳" in text or "口元" in text or "配慮あり" in text for text in texts)
    assert clerk.get(LIST).status_code == 403
    assert clerk.get(url("settle", other)).status_code == 403
    assert clerk.post(url("acknowledge", other)).status_code == 403
    assert "配慮の手配 1件" in start
    assert LIST not in start
    assert "口元が見える席" in arranger.get(LIST).content.decode()
    assert CallListLine.objects.filter(message__kind="bookings.accommodation_arranged").count() == 1
    assert client_of("配慮の手配").get(LIST).status_code == 200


def test_accommodation_pages_are_closed_to_strangers(stranger_client):
    row = wanted()

    for client in (stranger_client, Client()):
        for page in (LIST, url("settle", row), url("acknowledge", row)):
            assert client.get(page).url.startswith(reverse("admin:login"))
