"""What staff write to a chosen state of the roster."""

import pytest

from portal.bookings import actions, errors
from portal.bookings.models import Booking, RosterMessage
from portal.bookings.notices import fill
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from tests import factories
from tests.bookings.seats import apply_for, person
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CONFIRMED = actions.Audience(("confirmed",))


def seen(training, audience=CONFIRMED):
    return actions.fingerprint(list(audience.of(training)))


def send(training, staff, audience=CONFIRMED, **how):
    values = {
        "occasion_id": training.pk,
        "audience": audience,
        "subject": "お知らせ",
        "text": "会場が変わります。",
        "seen": seen(training, audience),
        "submission_key": "key",
        "by": staff,
    }
    return actions.send_notice(**values | how)


def told():
    return list(Message.objects.filter(kind="bookings.notice").order_by("pk"))


def test_notice_reaches_one_state_and_one_contact_a_party(office, staff):
    training = factories.make_training(capacity=3)
    party = apply_for(training, size=3)
    waiting = apply_for(training)

    sent = send(training, staff)

    assert [message.recipient for message in told()] == [party.contact]
    assert (sent.count, sent.sent_by, sent.statuses) == (1, staff, ["confirmed"])
    send(training, staff, actions.Audience(("waitlisted",)), submission_key="other")
    assert [message.recipient for message in told()] == [party.contact, waiting.contact]


def test_notice_for_one_kind_of_place_and_for_who_came(staff):
    training = factories.make_training(capacity=5)
    online = factories.make_place_kind(training, kind="online")
    came, missed = apply_for(training), apply_for(training)
    watching = apply_for(training, place_kind=online)
    date = training.dates.get()
    date.starts_at, date.ends_at = factories.in_days(-1, 10), factories.in_days(-1, 12)
    date.save()
    actions.mark_attendance(date=date, marks={came.attendees.get().pk: "present"}, by=staff)
    who = [
        actions.Audience(("confirmed",), place_kind_id=online.pk),
        actions.Audience(("confirmed",), "came"),
        actions.Audience(("confirmed",), "missed"),
    ]

    assert [[booking.pk for booking in audience.of(training)] for audience in who] == [
        [watching.pk],
        [came.pk],
        [missed.pk, watching.pk],
    ]


def test_notice_is_refused_when_the_roster_changed_since_the_preview(staff):
    training = factories.make_training()
    apply_for(training)
    before = seen(training)
    apply_for(training)

    with pytest.raises(errors.RecipientsChanged):
        send(training, staff, seen=before)

    assert told() == []
    assert not RosterMessage.objects.exists()


def test_notice_is_refused_when_somebody_is_told_in_another_way_by_now(staff):
    training = factories.make_training()
    booking = apply_for(training)
    before = seen(training)
    booking.contact.contact_wish, booking.contact.email = "mail", "a@example.com"
    booking.contact.save()

    with pytest.raises(errors.RecipientsChanged):
        send(training, staff, seen=before)


def test_notice_to_nobody_is_refused(staff):
    training = factories.make_training()
    booking = apply_for(training)
    booking.contact.do_not_contact = True
    booking.contact.save()

    with pytest.raises(errors.NobodyToTell):
        send(training, staff)

    assert not RosterMessage.objects.exists()


def test_notice_pressed_twice_at_once_is_sent_once(staff):
    training = factories.make_training()
    for _ in range(3):
        apply_for(training)
    fingerprint = seen(training)

    messages = at_once([lambda: send(training, staff, seen=fingerprint) for _ in range(4)])

    assert len({message.pk for message in messages}) == 1
    assert RosterMessage.objects.get().count == 3
    assert len(told()) == 3


def test_placeholders_are_filled_once_and_names_stay_names():
    training = factories.make_training(title="{受付番号}研修")
    booking = apply_for(training, people=[person("{研修名} {x} 𠮷")])
    number = f"{booking.receipt_number[:4]}-{booking.receipt_number[4:]}"

    text = fill("{お名前}さん {受付番号} {研修名} {ほか} {{}} {% now %}", booking)

    assert text == f"{{研修名}} {{x}} 𠮷さん {number} {{受付番号}}研修 {{ほか}} {{{{}}}} {{% now %}}"


def test_notice_to_who_left_that_state_is_taken_back(staff):
    training = factories.make_training()
    booking = apply_for(training)
    send(training, staff)
    Booking.objects.filter(pk=booking.pk).update(status="waitlisted")

    with pytest.raises(NoLongerTrue):
        render(told()[0])


def test_notice_is_still_true_after_the_occasion_was_closed(office, staff):
    training = factories.make_training()
    booking = apply_for(training)
    send(training, staff)
    training.state = "closed"
    training.save()

    text = render(told()[0])

    assert "会場が変わります。" in text.mail
    assert text.mail.startswith(f"{booking.contact.name} 様\n\n会場が変わります。\n")
    assert text.call == f"「{training.title}」のことでお知らせします。会場が変わります。"
    assert text.subject == "お知らせ"
