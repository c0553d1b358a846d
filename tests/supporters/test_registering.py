import datetime
import threading

import pytest
from django.db import connection

from portal.correspondence.models import CallListLine, Message, OutboxMail
from portal.people.errors import HasDied, HasMovedAway
from portal.people.models import Person
from supporters.actions import Outcome, end, pause, register, resume, revive
from supporters.errors import NotRegistered, NumberTaken, NumberTooLong, RecordWasMerged
from supporters.models import RegistrySettings, Supporter, SupporterStep
from tests.factories import make_person, make_supporter

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 12, 1)


def numbered(number_format):
    RegistrySettings.objects.update_or_create(pk=1, defaults={"number_format": number_format})


def verbs(supporter):
    return list(supporter.steps.order_by("id").values_list("verb", flat=True))


def test_registration_gives_the_next_number_of_the_fiscal_year(staff):
    make_supporter(number="2026-0007")
    make_supporter(number="2025-0099")
    make_supporter(number="旧12")

    done = register(
        person_id=make_person().pk, by=staff, registered_on=DAY, affiliation="民生委員", age_band="60s"
    )

    assert done.outcome == Outcome.NEW
    kept = Supporter.objects.get(pk=done.supporter.pk)
    assert (kept.number, kept.registered_on, kept.state) == ("2026-0008", DAY, "active")
    assert (kept.affiliation, kept.age_band, kept.registered_by) == ("民生委員", "60s", staff)
    assert verbs(kept) == ["registered"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("number_format", "existing", "day", "number"),
    [
        ("{year}-{seq:04}", ["2026-0007"], datetime.date(2027, 3, 31), "2026-0008"),
        ("{year}-{seq:04}", ["2026-0007"], datetime.date(2027, 4, 1), "2027-0001"),
        ("鳥{era_year}-{seq}", ["鳥令和8-19", "鳥令和8-9"], DAY, "鳥令和8-20"),
        ("{seq:05}", ["00120", "2026-0007"], DAY, "00121"),
        ("つ{seq}号", [], DAY, "つ1号"),
    ],
)
def test_number_follows_in_the_offices_own_format(staff, number_format, existing, day, number):
    numbered(number_format)
    for other in existing:
        make_supporter(number=other)

    assert register(person_id=make_person().pk, by=staff, registered_on=day).supporter.number == number


def test_number_of_the_offices_own_is_kept_once(staff):
    register(person_id=make_person().pk, by=staff, number="R5-12")

    with pytest.raises(NumberTaken):
        register(person_id=make_person().pk, by=staff, number="R5-12")

    assert Supporter.objects.count() == 1


def test_number_that_would_not_fit_is_refused(staff):
    numbered("とても長い登録番号の前につく文字{seq:05}")

    with pytest.raises(NumberTooLong):
        register(person_id=make_person().pk, by=staff)


def test_registering_again_is_no_second_registration(staff):
    person = make_person()
    first = register(person_id=person.pk, by=staff, affiliation="例の会").supporter

    again = register(
        person_id=person.pk, by=staff, number="X-1", affiliation="ほかの会", age_band="60s", tell=True
    )

    assert again.outcome == Outcome.ALREADY
    assert (again.supporter.pk, again.supporter.number) == (first.pk, first.number)
    assert (again.supporter.affiliation, again.supporter.age_band) == ("例の会", "60s")
    assert verbs(first) == ["registered"]
    assert not Message.objects.exists()


def test_withdrawn_supporter_comes_back_under_the_same_number(staff):
    person = make_person(email="a@example.com", contact_wish="mail")
    first = register(person_id=person.pk, by=staff).supporter
    end(supporter_id=first.pk, by=staff)

    back = register(person_id=person.pk, by=staff, tell=True)

    assert back.outcome == Outcome.REVIVED
    assert (back.supporter.number, back.supporter.state) == (first.number, "active")
    assert verbs(first) == ["registered", "ended", "revived"]
    assert Message.objects.count() == 1


def test_who_is_gone_or_was_merged_is_not_registered(staff):
    kept = make_person()
    merged = make_person(merged_into=kept)

    with pytest.raises(HasDied):
        register(person_id=make_person(has_died=True).pk, by=staff)
    with pytest.raises(HasMovedAway):
        register(person_id=make_person(has_moved_away=True).pk, by=staff)
    with pytest.raises(RecordWasMerged):
        register(person_id=merged.pk, by=staff)

    assert not Supporter.objects.exists()


@pytest.mark.parametrize(("wish", "lines", "mails"), [("telephone", 1, 0), ("mail", 0, 1)])
def test_new_supporter_is_told_by_their_own_way(staff, office, wish, lines, mails):
    person = make_person(email="a@example.com", contact_wish=wish)

    supporter = register(person_id=person.pk, by=staff, tell=True).supporter

    message = Message.objects.get()
    assert (message.kind, message.recipient, message.subject) == ("supporters.registered", person, supporter)
    assert (CallListLine.objects.count(), OutboxMail.objects.count()) == (lines, mails)


def test_message_says_number_own_page_and_whom_to_ask(staff, office):
    from portal.correspondence.kinds import render

    supporter = register(person_id=make_person(name="髙橋 花子").pk, by=staff, tell=True).supporter

    text = render(Message.objects.get())

    assert supporter.number not in text.subject
    assert all(
        part in text.mail for part in ("髙橋 花子 様", supporter.number, "/supporters/me/", "0857-51-0295")
    )
    assert supporter.number in text.call
    assert supporter.number in text.on_paper
    assert "/supporters/me/" not in text.on_paper


def test_message_is_withdrawn_when_the_registration_has_ended(staff, office):
    from portal.correspondence.kinds import NoLongerTrue, render

    supporter = register(person_id=make_person().pk, by=staff, tell=True).supporter
    end(supporter_id=supporter.pk, by=staff)

    with pytest.raises(NoLongerTrue):
        render(Message.objects.get())


def test_rest_and_return(staff):
    supporter = make_supporter()

    pause(supporter_id=supporter.pk)
    pause(supporter_id=supporter.pk)
    assert Supporter.objects.get().state == "paused"
    assert not Supporter.objects.active().exists()
    assert Supporter.objects.on_the_books().exists()
    resume(supporter_id=supporter.pk, by=staff, note="電話で")

    assert Supporter.objects.get().state == "active"
    assert [(s.verb, s.by, s.note) for s in supporter.steps.order_by("id")] == [
        ("paused", None, ""),
        ("resumed", staff, "電話で"),
    ]


def test_end_keeps_its_first_reason_and_stops_rest_and_return(staff):
    supporter = make_supporter()
    end(supporter_id=supporter.pk, reason="moved", by=staff)
    end(supporter_id=supporter.pk, reason="other", by=staff)

    with pytest.raises(NotRegistered):
        pause(supporter_id=supporter.pk, by=staff)
    with pytest.raises(NotRegistered):
        resume(supporter_id=supporter.pk, by=staff)

    assert (Supporter.objects.get().state, Supporter.objects.get().end_reason) == ("ended", "moved")
    assert verbs(supporter) == ["ended"]


@pytest.mark.parametrize("reason", ["merged", "", "nonsense"])
def test_end_for_no_known_reason_is_an_error(staff, reason):
    with pytest.raises(ValueError):
        end(supporter_id=make_supporter().pk, reason=reason, by=staff)


def test_revived_once_and_never_after_death(staff):
    supporter = make_supporter()
    end(supporter_id=supporter.pk, by=staff)
    revive(supporter_id=supporter.pk, by=staff)
    revive(supporter_id=supporter.pk, by=staff)
    assert verbs(supporter) == ["ended", "revived"]
    end(supporter_id=supporter.pk, reason="died", by=staff)
    Person.objects.update(has_died=True)

    with pytest.raises(HasDied):
        revive(supporter_id=supporter.pk, by=staff)


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_the_same_time_differ(staff):
    people = [make_person() for _each in range(6)]
    barrier = threading.Barrier(len(people))

    def press(person):
        barrier.wait()
        register(person_id=person.pk, by=staff, registered_on=DAY)
        connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    numbers = sorted(Supporter.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{n:04}" for n in range(1, 7)]


@pytest.mark.django_db(transaction=True)
def test_one_person_registered_twice_at_the_same_time_is_registered_once(staff):
    person = make_person()
    barrier = threading.Barrier(2)
    outcomes = []

    def press():
        barrier.wait()
        outcomes.append(register(person_id=person.pk, by=staff).outcome)
        connection.close()

    threads = [threading.Thread(target=press) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert {Outcome.NEW, Outcome.ALREADY} == set(outcomes)
    assert SupporterStep.objects.count() == 1
