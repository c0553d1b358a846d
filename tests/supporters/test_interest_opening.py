"""A training opens: everybody who waits is told once, by their own way, and nobody else."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from portal.correspondence import outbox
from portal.correspondence.call_list import calls, with_everything
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import CallListLine, Message, OutboxMail, PaperItem
from portal.people.merging import merge_people
from supporters.interest import actions
from supporters.interest.actions import NAMELESS
from supporters.interest.links import leave_url
from supporters.interest.models import Interest, InterestNotice, Opening
from supporters.interest.opening import end_those_who_booked, tell_openings
from tests.bookings.seats import apply_for, person
from tests.bookings.test_races import at_once
from tests.factories import in_days, make_booking, make_event, make_person, make_training

pytestmark = pytest.mark.django_db

OPENED = "supporters.interest_opened"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def waiting(**fields):
    """Somebody on the list; by mail unless told otherwise."""
    values = {
        "name": NAMELESS,
        "kana": "",
        "email": "hanako@example.com",
        "telephone": "",
        "contact_wish": "mail",
    }
    return Interest.objects.create(
        person=make_person(**values | fields),
        state="confirmed",
        channel="web",
        confirmed_at=timezone.now() - datetime.timedelta(days=1),
    )


def told():
    return set(InterestNotice.objects.values_list("interest_id", "opening__occasion__slug"))


def in_(**time):
    return time_machine.travel(timezone.now() + datetime.timedelta(**time), tick=False)


def test_everybody_is_told_once_by_their_own_way():
    by_mail = waiting()
    by_phone = waiting(email="", telephone="0857000001", contact_wish="telephone")
    by_letter = waiting(email="", address="見本町1", contact_wish="letter")
    by_fax = waiting(email="", fax="0857000002", contact_wish="fax")
    unconfirmed = waiting(email="other@example.com")
    Interest.objects.filter(pk=unconfirmed.pk).update(state="waiting", confirmed_at=None)
    actions.leave(interest_id=waiting(email="gone@example.com").pk)
    make_training(slug="t")

    assert tell_openings() == 1
    assert tell_openings() == 0

    assert told() == {(i.pk, "t") for i in (by_mail, by_phone, by_letter, by_fax)}
    assert Message.objects.filter(kind=OPENED).count() == 4
    assert (OutboxMail.objects.count(), CallListLine.objects.count(), PaperItem.objects.count()) == (1, 1, 2)


def test_mail_can_be_left_with_one_click_and_says_what_matters():
    interest = waiting()
    make_training(slug="t", title="春の養成研修")
    tell_openings()
    assert outbox.send_due() == 0  # what opens within half an hour shares one mail

    with in_(minutes=31):
        outbox.send_due()

    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe"] == f"<{leave_url(interest)}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "春の養成研修" in sent.body
    assert "/trainings/t/" in sent.body
    assert leave_url(interest) in sent.body
    assert NAMELESS not in sent.body
    assert leave_url(interest).split("/")[-2] not in OutboxMail.objects.get().sent_text


def test_mail_about_anything_else_has_no_such_header():
    actions.ask(email="hanako@example.com")

    outbox.send_due()

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_text_on_paper_and_for_the_telephone_has_no_link():
    waiting()
    make_training(slug="t", title="春の養成研修")
    tell_openings()

    text = render(Message.objects.get())

    assert "春の養成研修" in text.on_paper
    assert "http" not in text.on_paper
    assert "電話、FAX、郵便、窓口" in text.on_paper
    assert "春の養成研修" in text.call
    assert "http" not in text.call


def test_trainings_that_open_together_share_a_message_and_later_ones_do_not():
    waiting()
    make_training(slug="a", title="一つめ")
    tell_openings()
    with in_(minutes=10):
        make_training(slug="b", title="二つめ")
        tell_openings()
        text = render(Message.objects.get()).mail
    with in_(minutes=40):
        make_training(slug="c", title="三つめ")
        tell_openings()

    assert "一つめ" in text
    assert "二つめ" in text
    assert Message.objects.count() == 2
    assert "三つめ" in render(Message.objects.first()).mail
    assert InterestNotice.objects.count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"is_listed": False},
        {"state": "planned"},
        {"state": "postponed"},
        {"state": "cancelled"},
        {"opens_at": in_days(3)},
        {"closes_at": in_days(-1)},
        {"eligibility": "supporters"},
        {"capacity": 0},
        {"starts_at": in_days(-3)},
    ],
)
def test_training_that_is_not_open_to_everybody_tells_nobody(fields):
    waiting()
    make_training(slug="t", **fields)
    make_event(slug="e")

    assert tell_openings() == 0
    assert not Opening.objects.exists()
    make_training(slug="open")
    assert tell_openings() == 1


def test_window_that_opens_later_tells_then():
    waiting()
    make_training(slug="t", opens_at=in_days(3))
    assert tell_openings() == 0

    with in_(days=4):
        assert tell_openings() == 1


def test_who_joins_later_is_not_told_of_what_was_open_already():
    make_training(slug="t")
    tell_openings()
    waiting()

    tell_openings()

    assert told() == set()


def test_who_has_a_booking_for_it_is_not_told():
    training = make_training(slug="t")
    merged = waiting()
    make_booking(training, contact=merged.person, received_at=in_days(-30))
    by_address = waiting(email="jiro@example.com", name="見本 次郎")
    make_booking(
        training, contact=make_person(name="見本 次郎", email="JIRO@example.com"), received_at=in_days(-30)
    )
    other_of_the_family = waiting(email="jiro@example.com", name="見本 三子")

    tell_openings()

    assert told() == {(other_of_the_family.pk, "t")}
    assert set(Interest.objects.confirmed()) == {merged, by_address, other_of_the_family}


def test_booking_a_training_ends_the_wish_and_nothing_else_does():
    nameless = waiting(email="", telephone="0857000001", contact_wish="telephone")
    named = waiting(name="見本 花子", email="hanako@example.com")
    family = waiting(name="見本 太郎", email="hanako@example.com")
    before = waiting(email="", telephone="0857000002", contact_wish="telephone")
    training = make_training()
    make_booking(
        training,
        contact=make_person(telephone="0857000002"),
        received_at=before.confirmed_at.replace(year=2020),
    )
    make_booking(make_event(), contact=make_person(name="見本 太郎", email="hanako@example.com"))
    make_booking(training, contact=make_person(telephone="0857000001"))
    apply_for(training, people=[person("見本 花子", kana="ミホン ハナコ", email="hanako@example.com")])

    assert end_those_who_booked() == 2

    assert set(Interest.objects.confirmed()) == {family, before}
    assert {i.end_reason for i in Interest.objects.filter(pk__in=(nameless.pk, named.pk))} == {"booked"}


@pytest.mark.parametrize("change", ["cancelled", "left", "closed"])
def test_message_that_is_no_longer_true_is_not_sent(change):
    interest = waiting()
    training = make_training(slug="t")
    tell_openings()
    render(Message.objects.get())
    if change == "left":
        actions.leave(interest_id=interest.pk)
    else:
        type(training).objects.filter(pk=training.pk).update(state=change)

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get())


def test_who_must_not_be_contacted_is_left_alone():
    waiting(do_not_contact=True)
    make_training(slug="t")

    tell_openings()

    assert not Message.objects.exists()


def test_merged_records_keep_one_wish(staff):
    keep, drop = waiting(), waiting(email="other@example.com")
    Interest.objects.filter(pk=keep.pk).update(state="waiting", confirmed_at=None)

    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=staff)

    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (drop.state, drop.person_id) == ("confirmed", keep.person_id)
    assert (keep.state, keep.end_reason) == ("ended", "merged")


def test_unconfirmed_is_removed_after_a_week_with_its_person():
    interest = actions.ask(email="hanako@example.com")
    known = actions.ask(email="known@example.com")
    make_booking(make_training(), contact=known.person)
    confirmed = actions.confirm(interest_id=actions.ask(email="jiro@example.com").pk)
    with in_(days=6):
        assert actions.forget_unconfirmed() == 0

    with in_(days=8):
        assert actions.forget_unconfirmed() == 2

    assert set(Interest.objects.all()) == {confirmed}
    people = type(interest.person).objects
    assert not people.filter(email="hanako@example.com").exists()
    assert people.filter(email="known@example.com").exists()
    assert Message.objects.count() == OutboxMail.objects.count() == 1


def test_asking_again_gives_another_week():
    actions.ask(email="hanako@example.com")
    with in_(days=5):
        actions.ask(email="hanako@example.com")

    with in_(days=8):
        assert actions.forget_unconfirmed() == 0


@pytest.mark.django_db(transaction=True)
def test_one_address_at_once_is_one_wish():
    at_once([lambda: actions.ask(email="hanako@example.com") for _ in range(4)])

    assert Interest.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_periodic_runs_at_once_tell_once():
    waiting()
    make_training(slug="t")

    at_once([tell_openings, tell_openings])

    assert Message.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_call_list_renders_any_number_in_the_same_queries(count, django_assert_num_queries):
    for number in range(count):
        waiting(email="", telephone=f"085700000{number}", contact_wish="telephone")
    make_training(slug="t")
    tell_openings()
    lines = with_everything(CallListLine.objects.all())
    # lines, tries; wishes, notices, openings, trainings, dates, places; the office for each text
    with django_assert_num_queries(8 + count):
        shown = calls(lines)

    assert all("受付が始まりました" in call.text for call in shown)
