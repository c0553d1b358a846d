"""担当者の交代 in the office's pages."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from portal.accounts.duties import duty_kinds
from portal.accounts.leaving import hand_over
from portal.accounts.models import HandOver, User
from tests import factories
from tests.documents.reading import text as text_of
from tests.rights import give_rights
from tests.trainings.visits import make_visit
from trainings.visits.actions import take_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(db):
    return factories.make_user(email="leaver@example.com", name="転出 太郎", is_staff=True)


@pytest.fixture
def visit(office, leaver):
    request = make_visit()
    return take_up(request_id=request.pk, by=leaver, revision=request.revision)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def in_group(group, **fields):
    user = factories.make_user(is_staff=True, **fields)
    user.groups.set([Group.objects.get(name=group)])
    return user


@pytest.fixture
def kanri(db):
    """A staff manager (管理者), who is no superuser."""
    return in_group("管理者", name="管理 さくら")


def test_manager_moves_everything_in_one_step_and_prints_the_list(kanri, leaver, staff, visit):
    client = client_of(kanri)
    before = client.get(reverse("admin:handover_move", args=[leaver.pk])).content.decode()
    assert "見本町 ふれあいサロン" in before
    assert "転出 太郎さんから移すもの（1件）" in before

    answer = client.post(reverse("admin:handover_move", args=[leaver.pk]), {"successor": staff.pk})
    record = HandOver.objects.get()
    page = client.get(answer.url).content.decode()
    pdf = client.get(answer.url, {"pdf": "1"})

    assert answer.url == reverse("admin:handover_record", args=[record.pk])
    visit.refresh_from_db()
    assert visit.handled_by == staff
    assert "1件を、事務 花子さんに移しました" in page
    assert "見本町 ふれあいサロン" in page
    assert pdf["Content-Type"] == "application/pdf"
    assert "見本町 ふれあいサロン" in text_of(pdf.content)
    assert "転出 太郎" in client.get(reverse("admin:handover")).content.decode()


def test_moving_to_nobody_or_to_oneself_says_so_and_moves_nothing(kanri, leaver, visit):
    client = client_of(kanri)

    for chosen in ("", leaver.pk, "999999"):
        answer = client.post(reverse("admin:handover_move", args=[leaver.pk]), {"successor": chosen})
        assert answer.context["form"].errors["successor"]
    visit.refresh_from_db()
    assert visit.handled_by == leaver


def test_moving_nothing_says_so(kanri, leaver, staff):
    answer = client_of(kanri).post(reverse("admin:handover_move", args=[leaver.pk]), {"successor": staff.pk})

    assert answer.context["form"].non_field_errors() == ["移すものはありません。"]


def test_manager_writes_last_day_and_stand_in(kanri, leaver, staff):
    url = reverse("admin:handover_person", args=[leaver.pk])
    client = client_of(kanri)

    answer = client.post(url, {"last_day": "2031-03-31", "stand_in": staff.pk})

    leaver.refresh_from_db()
    assert answer.url == url
    assert (leaver.last_day.isoformat(), leaver.stand_in) == ("2031-03-31", staff)
    assert client.get(reverse("admin:handover_move", args=[leaver.pk])).context["form"].initial == {
        "successor": staff.pk
    }


def test_manager_cannot_close_the_account_of_the_whole(kanri, manager):
    answer = client_of(kanri).post(
        reverse("admin:handover_person", args=[manager.pk]), {"last_day": "2031-03-31"}
    )

    assert "全体の管理者だけ" in answer.context["form"].non_field_errors()[0]


def test_stand_in_sees_what_lies_there_and_acts(leaver, visit):
    stand_in = in_group("職員", name="代理 次郎")
    other = in_group("職員", name="別人 三郎")
    User.objects.filter(pk=leaver.pk).update(stand_in=stand_in)
    url = reverse("admin:handover_person", args=[leaver.pk])

    page = client_of(stand_in).get(url).content.decode()
    assert "見本町 ふれあいサロン" in page
    assert "最終日と代理" not in page
    assert client_of(other).get(url).status_code == 403
    assert client_of(stand_in).post(url, {"last_day": ""}).status_code == 403
    assert "転出 太郎さんの代理" in client_of(stand_in).get("/admin/").content.decode()
    assert "転出 太郎さんの代理" not in client_of(other).get("/admin/").content.decode()
    note = reverse("admin:trainings_visitrequest_note", args=[visit.pk])
    assert client_of(stand_in).post(note, {"text": "電話しました"}).status_code == 302


PAGES = ("handover", "handover_person", "handover_move", "handover_record")


@pytest.fixture
def objects(leaver, staff, manager, visit):
    record = hand_over(leaver_id=leaver.pk, successor_id=staff.pk, by=manager)
    return {
        "handover": [],
        "handover_person": [leaver.pk],
        "handover_move": [leaver.pk],
        "handover_record": [record.pk],
    }


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_to_managers_only(name, objects, kanri, staff_client, stranger_client):
    url = reverse(f"admin:{name}", args=objects[name])
    lesser = factories.make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename="hand_over"))

    assert client_of(kanri).get(url).status_code == 200
    assert staff_client.get(url).status_code == 200
    for client in (client_of(lesser), client_of(in_group("職員"))):
        assert client.get(url).status_code == 403
        if name in {"handover_person", "handover_move"}:
            assert client.post(url, {}).status_code == 403
    for client in (stranger_client, Client()):
        assert client.get(url).url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", PAGES[1:])
def test_page_of_nobody_is_not_found(name, kanri, stranger):
    client = client_of(kanri)

    assert client.get(reverse(f"admin:{name}", args=[999_999])).status_code == 404
    if name != "handover_record":
        # Members are no people of the office.
        assert client.get(reverse(f"admin:{name}", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("name", ["handover", "handover_record"])
def test_page_that_only_shows_refuses_to_be_written_to(name, objects, kanri):
    assert client_of(kanri).post(reverse(f"admin:{name}", args=objects[name])).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number(rows, kanri, office, django_assert_num_queries):
    for number in range(rows):
        one = factories.make_user(is_staff=True, stand_in=kanri)
        visit = make_visit(f"key{number}", telephone=f"085711224{number}")
        take_up(request_id=visit.pk, by=one, revision=0)
        hand_over(leaver_id=one.pk, successor_id=kanri.pk, by=kanri)
    client = client_of(kanri)

    # session, user, their own and their groups' rights; staff with stand-ins; records with both people
    with django_assert_num_queries(6):
        client.get(reverse("admin:handover"))


@pytest.mark.parametrize("rows", [1, 3])
def test_duties_cost_the_same_for_any_number(rows, kanri, leaver, office, django_assert_num_queries):
    for number in range(rows):
        visit = make_visit(f"key{number}", telephone=f"085711224{number}")
        take_up(request_id=visit.pk, by=leaver, revision=0)
    client = client_of(kanri)

    # session, user, their own and their groups' rights; the person; each kind of duty; colleagues to choose
    with django_assert_num_queries(6 + len(duty_kinds())):
        client.get(reverse("admin:handover_person", args=[leaver.pk]))
