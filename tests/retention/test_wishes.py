"""消去の求め: asked on one's own page, answered by the office; nothing is erased by itself."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.audit.models import Entry
from portal.people.merging import merge_people
from portal.people.models import Person
from portal.retention.asking import ask, decline, take_back
from portal.retention.models import ErasureWish, PersonRequest
from supporters.models import Supporter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

ME = "/supporters/me/erase/"
WISHES = "/admin/retention/wishes/"


def client_in(group):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def supporter():
    return factories.make_supporter(
        person=factories.make_person(name="見本 花子", email="hanako@example.com")
    )


@pytest.fixture
def own_client(supporter):
    client = Client()
    client.force_login(factories.make_user(email="hanako@example.com", name="", password=None))
    return client


def outcomes():
    return list(ErasureWish.objects.order_by("pk").values_list("person", "outcome"))


def test_supporter_asks_once_and_nothing_is_removed(supporter, own_client):
    page = own_client.get(ME).content.decode()
    own_client.post(ME, {"do": "ask"})
    answer = own_client.post(ME, {"do": "ask"}, follow=True).content.decode()

    assert "押しただけでは、何も消えません" in page
    assert ME in own_client.get("/supporters/me/").content.decode()
    assert "事務局に伝えました" in answer
    assert "まだ何も消えていません" in answer
    assert outcomes() == [(supporter.person_id, "")]
    assert Supporter.objects.get().person.name == "見本 花子"


def test_supporter_takes_it_back_and_may_ask_again(supporter, own_client):
    own_client.post(ME, {"do": "take_back"})
    own_client.post(ME, {"do": "ask"})
    own_client.post(ME, {"do": "take_back"})
    own_client.post(ME, {"do": "ask"})

    assert outcomes() == [(supporter.person_id, "taken_back"), (supporter.person_id, "")]


def test_ladder_of_the_own_page(supporter, stranger_client):
    assert Client().get(ME).url.startswith("/accounts/")
    assert stranger_client.get(ME).status_code == 404
    assert stranger_client.post(ME, {"do": "ask"}).status_code == 404
    assert not ErasureWish.objects.exists()


def test_member_of_an_organisation_asks_for_their_own_record(organisation, org_editor, org_editor_client):
    page = f"/platform/orgs/{organisation.slug}/members/erase-me/"

    answer = org_editor_client.post(page, {"do": "ask"}, follow=True).content.decode()

    membership = org_editor.platform_memberships.get()
    assert outcomes() == [(membership.person_id, "")]
    assert "事務局に伝えました" in answer
    own = reverse("platform:member", args=[organisation.slug, membership.pk])
    assert page in org_editor_client.get(own).content.decode()
    # Who acts for an organisation has to stop that first, and finds the way.
    assert f'<a href="{own}">担当者をやめる</a>' in answer


@pytest.mark.parametrize("count", [1, 3])
def test_managers_find_it_in_the_work_of_the_day_and_others_do_not(count, django_assert_num_queries):
    people = [factories.make_person(name=f"見本 {n}") for n in range(count)]
    for person in people:
        ask(person_id=person.pk)
    manager, clerk = client_in("管理者"), client_in("職員")
    where = reverse("admin:retention_erase", args=[people[0].pk]) if count == 1 else WISHES

    start = manager.get("/admin/").content.decode()
    # Session, account, two of permissions, the wishes.
    with django_assert_num_queries(5):
        page = manager.get(WISHES).content.decode()

    assert f'href="{where}"' in start
    assert "消去の求め" not in clerk.get("/admin/").content.decode()
    assert [f"見本 {n}" in page for n in range(3)] == [n < count for n in range(3)]
    assert Entry.objects.filter(what="retention.erasurewish", verb="listed").count() == 1


def test_whoever_answers_the_telephone_sees_the_wish_and_a_manager_the_way_to_answer_it():
    asking, other = factories.make_person(), factories.make_person()
    ask(person_id=asking.pk)
    manager, clerk = client_in("管理者"), client_in("職員")
    words, way = "記録を消すよう求めています", reverse("admin:retention_erase", args=[asking.pk])

    def card(client, person):
        page = client.get(reverse("admin:desk_person", args=[person.pk])).content.decode()
        return page[page.index('id="content-main"') :]

    assert words in card(manager, asking)
    assert f'<a href="{way}">開示と消去へ</a>' in card(manager, asking)
    assert f"{words}。まだ何も消えていません。 答えるのは管理者です。" in card(clerk, asking)
    assert way not in card(clerk, asking)
    assert words not in card(manager, other)


def test_erasing_answers_the_wish(manager):
    person = factories.make_person()
    kept = factories.make_person()
    factories.make_booking(factories.make_training(), contact=kept)
    for one in (person, kept):
        ask(person_id=one.pk)
    client = client_in("管理者")

    for one in (person, kept):
        page = reverse("admin:retention_erase", args=[one.pk])
        assert "本人が自分のページで消去を求めました" in client.get(page).content.decode()
        client.post(page, {"reason": "本人から"})

    assert outcomes() == [(kept.pk, "erased")]
    assert not Person.objects.filter(pk=person.pk).exists()
    assert "求めました" not in client.get(reverse("admin:retention_erase", args=[kept.pk])).content.decode()


def test_manager_ends_it_with_a_reason_and_removes_nothing(manager):
    person = factories.make_person()
    ask(person_id=person.pk)
    page = reverse("admin:retention_decline", args=[person.pk])
    client, clerk = client_in("管理者"), client_in("職員")

    assert clerk.get(page).status_code == clerk.post(page, {"reason": "x"}).status_code == 403
    assert "理由を入力してください。" in client.post(page, {"reason": ""}).content.decode()
    client.post(page, {"reason": "電話で話し、続けることになった"})
    again = client.post(page, {"reason": "もう一度"}, follow=True).content.decode()

    assert "もう終わっています" in again
    assert outcomes() == [(person.pk, "declined")]
    record = PersonRequest.objects.get()
    assert (record.verb, record.reason) == ("declined", "電話で話し、続けることになった")
    assert Person.objects.filter(pk=person.pk).exists()
    assert client.get(reverse("admin:retention_decline", args=[0])).status_code == 404


def test_ladder_of_the_list(stranger_client):
    assert client_in("職員").get(WISHES).status_code == 403
    assert stranger_client.get(WISHES).status_code == 302
    assert Client().get(WISHES).url.startswith(reverse("admin:login"))
    assert client_in("管理者").post(WISHES).status_code == 405


def test_wishes_follow_a_merge_and_stay_one(manager):
    keep, drop, other = (factories.make_person() for _n in range(3))
    ask(person_id=keep.pk)
    ask(person_id=drop.pk)
    ask(person_id=other.pk)

    merge_people(keep_id=keep.pk, drop_id=drop.pk, by=manager)
    merge_people(keep_id=keep.pk, drop_id=other.pk, by=manager)

    assert sorted(outcomes()) == sorted([(keep.pk, ""), (keep.pk, "taken_back"), (keep.pk, "taken_back")])


def test_closing_what_is_not_open_is_harmless(manager):
    person = factories.make_person()

    take_back(person_id=person.pk, by=manager)
    decline(person_id=person.pk, reason="x", by=manager)

    assert outcomes() == []
    assert not PersonRequest.objects.exists()
