"""研修のお知らせを待つ人 for staff: list, entering, ending, and the same from the telephone desk."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.correspondence.models import Message
from supporters.interest import actions
from supporters.interest.models import Interest
from supporters.interest.opening import tell_openings
from tests.factories import make_person, make_training, make_user
from tests.rights import give_rights

pytestmark = pytest.mark.django_db

TYPED = {
    "channel": "phone",
    "name": "髙橋 花子",
    "kana": "たかはし はなこ",
    "contact_wish": "telephone",
    "telephone": "0857-11-2233",
}


@pytest.fixture
def interest(office):
    return actions.ask(telephone="0857000001", name="見本 太郎")


def url(name, *args):
    return reverse(f"admin:supporters_interest_{name}", args=args)


@pytest.mark.parametrize(
    ("name", "verb", "is_press"),
    [
        ("changelist", "view", False),
        ("enter", "add", False),
        ("end", "change", False),
        ("of_person", "add", True),
        ("not_of_person", "change", True),
    ],
)
def test_page_opens_to_the_right_people_only(name, verb, is_press, interest, staff_client, stranger_client):
    pk = interest.person_id if is_press else interest.pk
    address = url(name, *([] if name in {"changelist", "enter"} else [pk]))
    lesser = make_user(is_staff=True)
    give_rights(lesser, Permission.objects.exclude(codename__in={f"{verb}_interest", "change_interest"}))
    lesser_client = Client()
    lesser_client.force_login(lesser)
    ask = "post" if is_press else "get"

    assert staff_client.get(address).status_code == (405 if is_press else 200)
    assert getattr(lesser_client, ask)(address).status_code == 403
    for client in (stranger_client, Client()):
        answer = getattr(client, ask)(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if name not in {"changelist", "enter"}:
        assert getattr(staff_client, ask)(url(name, 999999)).status_code == 404
    assert Interest.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    ("typed", "state", "messages"),
    [
        ({}, "confirmed", 0),
        ({"contact_wish": "letter", "telephone": "", "address": "見本町1"}, "confirmed", 0),
        ({"contact_wish": "mail", "telephone": "", "email": "hanako@example.com"}, "waiting", 1),
    ],
)
def test_staff_enter_somebody(typed, state, messages, office, staff, staff_client):
    answer = staff_client.post(url("enter"), TYPED | typed)

    interest = Interest.objects.get()
    assert answer.url == url("changelist")
    assert (interest.state, interest.channel, interest.entered_by) == (state, "phone", staff)
    assert (interest.person.name, interest.person.kana) == ("髙橋 花子", "タカハシ　ハナコ")
    assert Message.objects.count() == messages


def test_entry_without_a_way_to_be_told_is_refused(office, staff_client):
    answer = staff_client.post(url("enter"), TYPED | {"telephone": ""})

    assert "電話番号を入力してください。" in answer.content.decode()
    assert not Interest.objects.exists()


def test_staff_take_somebody_off_the_list(interest, staff, staff_client):
    assert "見本 太郎" in staff_client.get(url("end", interest.pk)).content.decode()

    for _ in range(2):
        answer = staff_client.post(url("end", interest.pk))
        assert answer.url == url("changelist")

    interest.refresh_from_db()
    assert (interest.state, interest.end_reason, interest.ended_by) == ("ended", "staff", staff)


def test_desk_puts_a_known_person_on_the_list_and_off_it(office, staff, staff_client):
    person = make_person(email="hanako@example.com", contact_wish="mail")
    card = reverse("admin:desk_person", args=[person.pk])
    assert "お知らせは、していません。" in staff_client.get(card).content.decode()

    for _ in range(2):
        assert staff_client.post(url("of_person", person.pk)).url == card
    interest = Interest.objects.get()
    assert (interest.state, interest.channel, interest.entered_by) == ("confirmed", "phone", staff)
    assert "研修の受付が始まったら、お知らせします。" in staff_client.get(card).content.decode()

    staff_client.post(url("not_of_person", person.pk))
    assert Interest.objects.get().state == "ended"
    staff_client.post(url("of_person", person.pk))
    assert Interest.objects.get().state == "confirmed"
    assert not Message.objects.exists()  # said on the telephone


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(count, office, staff_client, django_assert_num_queries):
    for number in range(count):
        actions.ask(telephone=f"085700000{number}", name="見本 太郎")

    # session, user, permissions of user and groups; count, rows
    with django_assert_num_queries(7):
        answer = staff_client.get(url("changelist"))

    assert answer.content.decode().count("見本 太郎") == 2 * count  # the name, and who would be taken off


def test_start_page_has_a_line_while_somebody_waits_for_a_training(interest, staff_client):
    def line():
        work = staff_client.get(reverse("admin:index")).context["work"]
        return next((line for line in work if line.label == "次の研修を待っている人"), None)

    assert line().count == 1
    assert staff_client.get(line().url).context["cl"].result_count == 1

    make_training()
    tell_openings()

    assert line() is None
