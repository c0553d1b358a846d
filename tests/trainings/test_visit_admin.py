import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.rights import give_rights
from tests.trainings.visits import make_visit
from trainings.models import TrainingSession
from trainings.visits.models import VisitRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(office):
    return make_visit()


def url(name, *args):
    return reverse(f"admin:trainings_visitrequest_{name}", args=args)


@pytest.mark.parametrize(
    ("name", "verb", "is_press"),
    [
        ("changelist", "view", False),
        ("page", "view", False),
        ("decline", "change", False),
        ("take-up", "change", True),
        ("session", "change", True),
        ("note", "change", True),
    ],
)
def test_page_opens_to_the_right_people_only(name, verb, is_press, visit, staff_client, stranger_client):
    address = url(name, *([] if name == "changelist" else [visit.pk]))
    lesser = factories.make_user(is_staff=True)
    taken = {f"{verb}_visitrequest", "change_visitrequest"}
    give_rights(lesser, Permission.objects.exclude(codename__in=taken))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    ask = "post" if is_press else "get"

    assert staff_client.get(address).status_code == (405 if is_press else 200)
    assert getattr(lesser_client, ask)(address).status_code == 403
    for client in (stranger_client, Client()):
        answer = getattr(client, ask)(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if name != "changelist":
        missing = getattr(staff_client, ask)(url(name, 999999))
        assert missing.status_code == 404


def test_from_the_request_to_the_closed_session(visit, staff, staff_client):
    listed = staff_client.get(url("changelist")).content.decode()
    staff_client.post(url("take-up", visit.pk), {"revision": 0})
    staff_client.post(url("note", visit.pk), {"text": "会場は和室"})
    staff_client.post(url("session", visit.pk), {"revision": 1})
    page = staff_client.get(url("page", visit.pk)).content.decode()

    session = TrainingSession.objects.get()
    assert "見本町 ふれあいサロン" in listed
    assert "会場は和室" in page
    assert reverse("admin:trainings_trainingsession_change", args=[session.pk]) in page
    assert session.slug not in page  # not before it is public
    session.state = "published"
    session.save()
    page = staff_client.get(url("page", visit.pk))
    assert f"/trainings/{session.slug}/" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_stale_press_says_so_and_changes_nothing(visit, staff_client):
    staff_client.post(url("take-up", visit.pk), {"revision": 0})

    answer = staff_client.post(url("session", visit.pk), {"revision": 0}, follow=True)
    declined = staff_client.post(url("decline", visit.pk), {"revision": 0, "reason": "無理"})
    again = staff_client.post(
        url("decline", visit.pk), {"revision": declined.context["form"]["revision"].value(), "reason": "無理"}
    )

    assert "ほかの職員が先に変更しました" in answer.content.decode()
    assert "ほかの職員が先に変更しました" in declined.content.decode()
    assert again.status_code == 302
    assert not TrainingSession.objects.exists()
    assert VisitRequest.objects.get().state == "declined"


def test_declining_without_a_reason_and_an_empty_note_are_refused(visit, staff_client):
    declined = staff_client.post(url("decline", visit.pk), {"revision": 0, "reason": ""})
    noted = staff_client.post(url("note", visit.pk), {"text": ""})

    assert "お断り・取りやめの理由を入力してください。" in declined.content.decode()
    assert "メモを書き足すを入力してください。" in noted.content.decode()
    assert VisitRequest.objects.get().state == "new"


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(count, office, staff_client, django_assert_num_queries):
    for number in range(count):
        make_visit(str(number))

    # session, user, permissions of user and groups; count, requests
    with django_assert_num_queries(7):
        answer = staff_client.get(url("changelist"))

    assert answer.content.decode().count("ふれあいサロン") == count
