"""The pages of the marks: what follows is shown before the press, and after it with what staff have to do."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.people.actions import handle_with_care, mark_died, open_record
from portal.people.models import CareAccess, Person, PersonMark
from tests.bookings.seats import apply_for, person
from tests.factories import make_person, make_training, make_user

pytestmark = pytest.mark.django_db

Kind = PersonMark.Kind


def url(name, someone, *args):
    return reverse(f"admin:people_person_{name}", args=[someone.pk, *args])


def client_with(*permissions: str) -> Client:
    """Somebody of the office with these rights on people and no others."""
    user = make_user(is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="people", codename__in=permissions)
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", Kind.values)
def test_one_press_marks_and_says_what_followed(staff_client, kind):
    booking = apply_for(make_training())
    someone = booking.contact

    page = staff_client.get(url("mark", someone, kind))
    answer = staff_client.post(url("mark", someone, kind), {"note": "ご家族から"}, follow=True)

    is_stop = kind != Kind.CARE
    someone.refresh_from_db()
    booking.refresh_from_db()
    assert ("申込の取消" in page.content.decode()) == is_stop
    assert ("申込の取消" in answer.content.decode()) == is_stop
    assert getattr(someone, Kind(kind).field)
    assert (booking.status == Booking.Status.CANCELLED) == is_stop
    assert PersonMark.objects.get().note == "ご家族から"
    assert staff_client.post(url("mark", someone, kind)).url == url("marks", someone)


def test_looking_changes_nothing(staff_client):
    booking = apply_for(make_training())

    staff_client.get(url("mark", booking.contact, "died"))

    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert not PersonMark.objects.exists()


def test_party_left_without_a_contact_is_for_staff_to_solve(staff_client):
    booking = apply_for(make_training(), people=[person("連絡 先"), person("同行 者")])

    page = staff_client.post(url("mark", booking.contact, "died"), follow=True).content.decode()

    assert "職員がすること" in page
    assert reverse("admin:bookings_booking_page", args=[booking.pk]) in page


def test_undo_asks_for_a_reason_and_says_what_does_not_come_back(staff_client, staff):
    booking = apply_for(make_training())
    mark_died(person=booking.contact, by=staff)
    page = url("unmark", booking.contact, "died")

    assert "自動では戻らないもの" in staff_client.get(page).content.decode()
    assert "理由を入力してください。" in staff_client.post(page, {"reason": " "}).content.decode()
    done = staff_client.post(page, {"reason": "別の方でした"}, follow=True).content.decode()

    assert "別の方でした" in done
    assert reverse("admin:bookings_booking_page", args=[booking.pk]) in done
    assert not Person.objects.get(pk=booking.contact_id).has_died


@pytest.mark.parametrize(
    ("name", "args"), [("marks", ()), ("mark", ("died",)), ("unmark", ("died",)), ("open", ())]
)
def test_pages_of_marks_climb_the_ladder(staff_client, stranger_client, name, args):
    page = url(name, make_person(handle_with_care=True), *args)
    needed = {
        "marks": ["view_person"],
        "open": ["view_person", "open_sensitive"],
    }.get(name, ["change_person"])

    assert staff_client.get(page).status_code == 200
    assert client_with(*needed).get(page).status_code == 200
    assert client_with("view_person" if name != "marks" else "add_person").get(page).status_code == 403
    assert stranger_client.get(page).status_code == 302
    assert Client().get(page).status_code == 302
    assert staff_client.put(page).status_code == 405


def test_marks_that_do_not_exist_are_not_found(staff_client):
    someone = make_person()

    assert staff_client.get(url("mark", someone, "rich")).status_code == 404
    assert staff_client.get(reverse("admin:people_person_mark", args=[0, "died"])).status_code == 404


def test_only_who_is_named_for_it_ends_handling_with_care(staff_client, staff):
    someone = make_person()
    handle_with_care(person=someone, by=staff)
    lesser = client_with("view_person", "change_person")
    page = url("unmark", someone, "care")

    refused = lesser.post(page, {"reason": "もう心配ない"}).content.decode()

    assert "担当の職員に頼んでください" in refused
    assert url("unmark", someone, "care") not in lesser.get(url("marks", someone)).content.decode()
    assert Person.objects.get(pk=someone.pk).handle_with_care
    staff_client.post(page, {"reason": "もう心配ない"})
    assert not Person.objects.get(pk=someone.pk).handle_with_care


# --- opening what is hidden ------------------------------------------------------------------------------------


def test_open_needs_a_reason_is_on_record_and_leads_back(staff_client, staff):
    someone = make_person(handle_with_care=True)

    refused = staff_client.post(url("open", someone), {"reason": ""})
    back = staff_client.post(
        url("open", someone), {"reason": "本人から電話", "next": "/admin/correspondence/calllistline/"}
    )

    assert "理由を入力してください。" in refused.content.decode()
    assert back.url == "/admin/correspondence/calllistline/"
    access = CareAccess.objects.get()
    assert (access.person, access.by, access.reason) == (someone, staff, "本人から電話")


def test_opened_for_half_an_hour_and_only_by_who_opened_it(staff_client, staff, manager_client):
    someone = make_person(telephone="0857510295", handle_with_care=True)
    page = url("change", someone)

    open_record(person=someone, by=staff, reason="確認")

    assert "0857-51-0295" in staff_client.get(page).content.decode()
    assert "0857-51-0295" not in manager_client.get(page).content.decode()
    CareAccess.objects.update(at=CareAccess.objects.get().at - datetime.timedelta(minutes=31))
    assert "0857-51-0295" not in staff_client.get(page).content.decode()


def test_who_loses_the_right_sees_nothing_of_what_was_opened(staff):
    someone = make_person(telephone="0857510295", handle_with_care=True)
    open_record(person=someone, by=staff, reason="確認")
    staff.user_permissions.remove(Permission.objects.get(codename="open_sensitive"))
    client = Client()
    client.force_login(User.objects.get(pk=staff.pk))

    assert "0857-51-0295" not in client.get(url("change", someone)).content.decode()


def test_person_page_hides_the_contact_data_and_saves_the_rest_untouched(staff_client):
    someone = make_person(
        telephone="0857510295", email="secret@example.com", address="秘密町9", handle_with_care=True
    )
    page = staff_client.get(url("change", someone)).content.decode()

    for secret in ("0857510295", "0857-51-0295", "secret@example.com", "秘密町9"):
        assert secret not in page
    answer = staff_client.post(
        url("change", someone),
        {"name": "新しい 名", "kana": "アタラシイ メイ", "contact_wish": "telephone", "seen_revision": 0},
    )

    assert answer.status_code == 302
    someone.refresh_from_db()
    assert (someone.name, someone.telephone, someone.address) == ("新しい 名", "0857510295", "秘密町9")


def test_contact_data_posted_without_having_opened_them_are_refused_whole(staff_client):
    someone = make_person(telephone="0857510295", handle_with_care=True)

    answer = staff_client.post(
        url("change", someone),
        {"name": "新しい 名", "kana": "ア", "telephone": "0857000009", "seen_revision": 0},
        follow=True,
    )

    assert "連絡先を開いてから" in answer.content.decode()
    someone.refresh_from_db()
    assert (someone.telephone, someone.name) != ("0857000009", "新しい 名")
    assert someone.revision == 0


def test_people_list_shows_no_number_of_who_is_handled_with_care(staff_client):
    make_person(name="秘密 花子", telephone="0857510295", handle_with_care=True)
    make_person(telephone="0857510296")

    page = staff_client.get(reverse("admin:people_person_changelist")).content.decode()

    assert "秘密 花子" in page
    assert "0857-51-0296" in page
    assert "0857-51-0295" not in page


def test_part_of_a_hidden_number_finds_nobody_and_the_whole_one_finds_its_caller(staff_client, staff):
    someone = make_person(name="秘密 花子", telephone="0857510295", email="secret@example.com")
    people = reverse("admin:people_person_changelist")
    assert staff_client.get(people, {"q": "51-0295"}).context["cl"].result_list.count() == 1

    handle_with_care(person=someone, by=staff)

    for query in ("51-0295", "secret@"):
        assert not staff_client.get(people, {"q": query}).context["cl"].result_list
    assert staff_client.get(people, {"q": "秘密"}).context["cl"].result_list.count() == 1
    assert staff_client.get("/admin/desk/", {"q": "0857-51-0295"}).url.endswith(f"/{someone.pk}/")


def test_entry_for_who_is_handled_with_care_shows_nothing_and_keeps_what_is_stored(staff_client):
    training = make_training()
    someone = make_person(
        name="秘密 花子",
        kana="ヒミツ ハナコ",
        telephone="0857510295",
        address="秘密町9",
        handle_with_care=True,
    )
    page = f"/admin/bookings/occasion/{training.pk}/enter/?person={someone.pk}"

    form = staff_client.get(page)
    values = {
        "name": someone.name,
        "kana": someone.kana,
        "channel": "phone",
        "contact_wish": "telephone",
        "person": someone.pk,
        "person_revision": someone.revision,
        "submission_key": "key",
        "place_kind": training.place_kinds.get().pk,
        "told": "on",
    }
    wrong = staff_client.post(page, values | {"channel": "pigeon"})
    staff_client.post(page, values)

    for html in (form.content.decode(), wrong.content.decode()):
        assert "取扱注意" in html
        for secret in ("0857510295", "0857-51-0295", "秘密町9"):
            assert secret not in html
    someone.refresh_from_db()
    assert (someone.telephone, someone.address) == ("0857510295", "秘密町9")
    assert Booking.objects.get().contact == someone
