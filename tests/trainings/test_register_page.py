import pytest
from django.contrib.auth.models import Group
from django.test import Client

from portal.bookings.models import Attendee
from portal.correspondence.models import Message
from portal.people.models import Person
from supporters.actions import end
from supporters.models import Supporter
from tests.factories import make_booking, make_person, make_supporter, make_user
from tests.trainings.sessions import past_session, somebody
from trainings.actions import close_session

pytestmark = pytest.mark.django_db


def url(session):
    return f"/admin/trainings/trainingsession/{session.pk}/register/"


def closed(staff, session):
    close_session(session_id=session.pk, by=staff, unmarked_are_present=False)
    Message.objects.all().delete()
    return session


def choices(*pairs, **more):
    return {f"choice_{attendee.pk}": choice for attendee, choice in pairs} | more


def numbers():
    return dict(Supporter.objects.values_list("person__name", "number"))


def test_those_who_completed_are_registered_in_one_press(staff_client, staff):
    session = past_session()
    came = somebody(session, "p", by=staff, name="見本 一", telephone="0857000001")
    also = somebody(session, "p", by=staff, name="見本 二", telephone="0857000002")
    skipped = somebody(session, "p", by=staff, name="見本 三", telephone="0857000003")
    away = somebody(session, "a", by=staff, name="見本 四")
    Attendee.objects.filter(pk=came.pk).update(affiliation="例の会", age_band="60s")
    closed(staff, session)

    page = staff_client.get(url(session))
    shown = [candidate.attendee for candidate, _name in page.context["form"].rows]
    answer = staff_client.post(
        url(session), choices((came, "new"), (also, "new"), (skipped, "skip"), (away, "new"), tell="on")
    )

    assert set(shown) == {came, also, skipped}
    assert answer.url == url(session)
    assert set(numbers()) == {"見本 一", "見本 二"}
    first = Supporter.objects.get(person=came.person)
    assert (first.affiliation, first.age_band, first.registered_by) == ("例の会", "60s", staff)
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["supporters.registered"] * 2
    assert {c.attendee for c in staff_client.get(url(session)).context["registered"]} == {came, also}


def test_pressing_twice_changes_nothing(staff_client, staff):
    session = past_session()
    came = somebody(session, "p", by=staff)
    closed(staff, session)
    pressed = choices((came, "new"), tell="on")

    staff_client.post(url(session), pressed)
    before = numbers()
    staff_client.post(url(session), pressed)

    assert numbers() == before
    assert Message.objects.count() == 1


def test_untold_where_staff_say_so(staff_client, staff):
    session = past_session()
    came = somebody(session, "p", by=staff)
    closed(staff, session)

    staff_client.post(url(session), choices((came, "new")))

    assert Supporter.objects.count() == 1
    assert not Message.objects.exists()


def test_likely_twin_comes_first_and_has_to_be_decided(manager_client, staff):
    session = past_session()
    plain = somebody(session, "p", by=staff, name="見本 一", kana="ミホン イチ")
    twin = somebody(session, "p", by=staff, name="髙橋 花子", kana="タカハシ ハナコ", telephone="0857510295")
    known = make_supporter(
        number="2023-0007",
        person=make_person(name="高橋 はなこ", kana="たかはし　はなこ", telephone="0857510295"),
    )
    make_person(name="高橋 華子", kana="タカハシ ハナコ", telephone="0312345678")
    closed(staff, session)

    page = manager_client.get(url(session))
    rows = page.context["form"].rows
    assert [candidate.attendee for candidate, _name in rows] == [twin, plain]
    assert [person.pk for person in rows[0][0].twins] == [known.person_id]
    undecided = manager_client.post(url(session), choices((plain, "new")))
    assert set(undecided.context["form"].errors) == {f"choice_{twin.pk}"}
    assert Supporter.objects.count() == 1

    manager_client.post(url(session), choices((plain, "new"), (twin, f"same:{known.person_id}")))

    twin.refresh_from_db()
    assert twin.person_id == known.person_id
    assert numbers()["高橋 はなこ"] == "2023-0007"
    assert Supporter.objects.count() == 2
    again = manager_client.post(url(session), choices((twin, f"same:{known.person_id}")))
    assert again.status_code == 302
    assert Supporter.objects.count() == 2


def test_companion_is_recognised_by_the_contact_of_the_booking(manager_client, staff):
    session = past_session()
    contact = {"telephone": "0857510295"}
    earlier = make_booking(past_session(), people=2, contact=make_person(**contact))
    companion = earlier.attendees.get(position=2).person
    companion.kana, companion.telephone = "タカハシ ハナコ", ""
    companion.save()
    came = somebody(session, "p", by=staff, kana="タカハシ ハナコ", **contact)
    closed(staff, session)

    ((candidate, _name),) = manager_client.get(url(session)).context["form"].rows

    assert candidate.attendee == came
    assert candidate.twins == [companion]


def test_withdrawn_supporter_comes_back_under_the_same_number(staff_client, staff):
    session = past_session()
    came = somebody(session, "p", by=staff)
    supporter = make_supporter(person=came.person, number="2023-0001")
    end(supporter_id=supporter.pk, by=staff)
    closed(staff, session)

    assert "2023-0001" in staff_client.get(url(session)).content.decode()
    undecided = staff_client.post(url(session), {"tell": "on"})
    assert set(undecided.context["form"].errors) == {f"choice_{came.pk}"}
    staff_client.post(url(session), choices((came, "new")))

    supporter.refresh_from_db()
    assert (supporter.number, supporter.state) == ("2023-0001", "active")


def test_certificate_that_was_revoked_meanwhile_registers_nobody(staff_client, staff):
    from trainings.actions import revoke

    session = past_session()
    came, other = somebody(session, "p", by=staff), somebody(session, "p", by=staff)
    closed(staff, session)
    revoke(certificate_id=came.certificates.get().pk, reason="まちがい", by=staff)

    staff_client.post(url(session), choices((came, "new"), (other, "new")))

    assert [s.person_id for s in Supporter.objects.all()] == [other.person_id]


def test_nobody_is_registered_when_one_cannot_be(staff_client, staff):
    session = past_session()
    came, died = somebody(session, "p", by=staff), somebody(session, "p", by=staff)
    closed(staff, session)
    Person.objects.filter(pk=died.person_id).update(has_died=True)

    page = staff_client.post(url(session), choices((came, "new"), (died, "new")))

    assert page.context["form"].non_field_errors()
    assert not Supporter.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(staff_client, staff, count, django_assert_num_queries):
    session = past_session()
    for _each in range(count):
        somebody(session, "p", by=staff, kana="ミホン コ", telephone="0857510295")
        make_supporter(person=make_person(kana="ミホン コ", telephone="0857510295"))
    closed(staff, session)

    # session, user, two of rights; training, dates; certificates, registrations, namesakes, their contacts
    with django_assert_num_queries(10):
        page = staff_client.get(url(session))

    assert len(page.context["form"].rows) == count


def test_open_training_offers_nothing(staff_client, staff):
    session = past_session()
    somebody(session, "p", by=staff)

    page = staff_client.get(url(session)).content.decode()

    assert "研修を「終了」にしてから" in page


def test_page_climbs_the_ladder(staff_client, stranger_client, staff):
    session = past_session()
    came = somebody(session, "p", by=staff)
    closed(staff, session)
    lesser = Client()
    lesser.force_login(make_user(is_staff=True))
    pressed = choices((came, "new"))

    assert lesser.post(url(session), pressed).status_code == 403
    assert stranger_client.post(url(session), pressed).status_code == 302
    assert Client().post(url(session), pressed).status_code == 302
    assert staff_client.put(url(session)).status_code == 405
    assert staff_client.get("/admin/trainings/trainingsession/999999/register/").status_code == 404
    assert not Supporter.objects.exists()


def test_merging_is_offered_to_managers_only(staff):
    session = past_session()
    came = somebody(session, "p", by=staff, kana="タカハシ", telephone="0857510295")
    known = make_supporter(person=make_person(kana="タカハシ", telephone="0857510295"))
    closed(staff, session)
    clerk = make_user(is_staff=True)
    clerk.groups.add(Group.objects.get(name="職員"))
    client = Client()
    client.force_login(clerk)

    page = client.post(url(session), choices((came, f"same:{known.person_id}")))

    assert set(page.context["form"].errors) == {f"choice_{came.pk}"}
    came.refresh_from_db()
    assert came.person_id != known.person_id
