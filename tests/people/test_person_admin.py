import threading

import pytest
from django.db import connection
from django.test import Client

from portal.people.merging import merge_people
from portal.people.models import Person
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/people/person/"


def page_of(person):
    return f"{LIST}{person.pk}/change/"


def typed(person, **changes):
    """What the form posts when it was opened with the person as they are now."""
    values = {
        name: getattr(person, name)
        for name in (
            "name",
            "kana",
            "printed_name",
            "contact_wish",
            "telephone",
            "best_time",
            "email",
            "fax",
            "postal_code",
            "address",
        )
    }
    return values | {"district": "", "seen_revision": person.revision} | changes


@pytest.mark.parametrize("count", [1, 3])
def test_people_list_costs_the_same_for_any_number(staff_client, count, django_assert_num_queries):
    for _ in range(count):
        make_person(name="見本 花子")

    # session, user, rights of the user, rights of the groups, count, rows
    with django_assert_num_queries(6):
        page = staff_client.get(LIST)

    assert page.content.decode().count("見本 花子") == count


@pytest.mark.parametrize(
    "query", ["高橋", "髙橋", "タカハシ", "たかはし", "0857-51", "０８５７", "taka@EXAMPLE", "高橋 太郎"]
)
def test_people_are_found_by_any_part_in_any_writing(staff_client, query):
    wanted = make_person(
        name="髙橋 太郎", kana="タカハシ タロウ", telephone="0857510295", email="taka@example.com"
    )
    make_person(name="別の人", kana="ベツノヒト", telephone="0312345678")

    page = staff_client.get(LIST, {"q": query})

    assert list(page.context["cl"].result_list) == [wanted]


def test_people_list_shows_marks_and_leaves_merged_records_out(staff_client, manager):
    kept = make_person(has_moved_away=True, handle_with_care=True)
    dropped = make_person(has_moved_away=True)
    merge_people(keep_id=kept.pk, drop_id=dropped.pk, by=manager)

    page = staff_client.get(LIST)

    assert list(page.context["cl"].result_list) == [kept]
    assert "取扱注意・転居" in page.content.decode()


def test_person_saved_keeps_the_name_as_written_and_folds_the_rest(staff_client):
    person = make_person()
    changes = {
        "name": "神𠮷 葛\U000e0100 O'Brien",
        "kana": "かみよし ｸｽﾞ",
        "telephone": "０８５７（５１）０２９５",
        "postal_code": "〒680-0001",
        "email": "a..b@docomo.ne.jp",
        # Marks are no fields: they are set by pages of their own.
        "has_moved_away": "on",
    }

    answer = staff_client.post(page_of(person), typed(person, **changes))

    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.kana) == ("神𠮷 葛\U000e0100 O'Brien", "カミヨシ　クズ")
    assert (person.telephone, person.postal_code) == ("0857510295", "6800001")
    assert (person.email, person.has_moved_away, person.revision) == ("a..b@docomo.ne.jp", False, 1)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": ""}, "name", "このフィールドは必須です。"),
        (
            {"contact_wish": "mail", "email": ""},
            "email",
            "連絡方法がメールなので、メールアドレスを入力してください。",
        ),
        ({"contact_wish": "letter"}, "address", "連絡方法が郵便なので、住所を入力してください。"),
    ],
)
def test_person_with_bad_input_comes_back_with_a_message(staff_client, changes, field, message):
    person = make_person()

    page = staff_client.post(page_of(person), typed(person, **changes))

    assert page.context["adminform"].form.errors == {field: [message]}
    assert Person.objects.get().revision == 0


def test_person_changed_meanwhile_is_refused_with_both_values_and_nothing_is_lost(staff_client):
    person = make_person(name="山田 花子", kana="ヤマダ　ハナコ", telephone="0857510295")
    opened = typed(person, name="山田 華子", best_time="夕方")
    Person.objects.filter(pk=person.pk).update(telephone="0857510296", revision=1)

    page = staff_client.post(page_of(person), opened)

    errors = page.context["adminform"].form.errors
    assert set(errors) == {"__all__", "name", "telephone", "best_time"}
    assert errors["telephone"] == ["保存されている値：0857-51-0296 ／ 入力した値：0857-51-0295"]
    assert errors["best_time"] == ["保存されている値：（空欄） ／ 入力した値：夕方"]
    html = page.content.decode()
    assert 'value="山田 華子"' in html
    assert 'value="夕方"' in html
    person.refresh_from_db()
    assert (person.name, person.telephone) == ("山田 花子", "0857510296")


def test_person_changed_meanwhile_can_be_saved_after_reading_the_difference(staff_client):
    person = make_person(name="山田 花子")
    opened = typed(person, name="山田 華子")
    Person.objects.filter(pk=person.pk).update(revision=1)
    page = staff_client.post(page_of(person), opened)
    shown = page.context["adminform"].form["seen_revision"].value()

    answer = staff_client.post(page_of(person), opened | {"seen_revision": shown})

    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.revision) == ("山田 華子", 2)


def test_person_form_without_a_revision_is_refused(staff_client):
    person = make_person()

    page = staff_client.post(page_of(person), typed(person, name="別の名前", seen_revision=""))

    assert "__all__" in page.context["adminform"].form.errors
    assert Person.objects.get().revision == 0


def test_merged_record_only_points_to_the_kept_one(manager_client, manager):
    kept, dropped = make_person(), make_person(name="前の名前")
    merge_people(keep_id=kept.pk, drop_id=dropped.pk, by=manager)
    dropped.refresh_from_db()

    page = manager_client.get(page_of(dropped)).content.decode()
    answer = manager_client.post(page_of(dropped), typed(dropped, name="新しい名前"))

    assert f'<a href="{page_of(kept)}">#{kept.pk}</a>' in page
    assert answer.url == page_of(kept)
    dropped.refresh_from_db()
    assert dropped.name == "前の名前"


def test_people_are_neither_added_nor_deleted_here(manager_client):
    person = make_person()

    answers = [
        manager_client.post(LIST + "add/", {}).status_code,
        manager_client.post(f"{LIST}{person.pk}/delete/", {"post": "yes"}).status_code,
        manager_client.post(LIST, {"action": "delete_selected", "_selected_action": [person.pk]}).status_code,
    ]

    assert answers == [403, 403, 200]
    assert Person.objects.count() == 1


@pytest.mark.parametrize("path", ["", "{pk}/change/"])
def test_people_pages_are_for_staff_with_the_right(staff_client, stranger_client, path):
    url = LIST + path.format(pk=make_person().pk)
    client = Client()
    client.force_login(make_user(is_staff=True))

    assert staff_client.get(url).status_code == 200
    assert client.get(url).status_code == 403
    assert stranger_client.get(url).status_code == 302
    assert Client().get(url).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_person_saved_by_two_at_once_is_saved_once_and_refused_once(staff, manager):
    person = make_person()
    barrier = threading.Barrier(2)
    answers = []

    def save(user, name):
        client = Client()
        client.force_login(user)
        barrier.wait()
        answers.append(client.post(page_of(person), typed(person, name=name)).status_code)
        connection.close()

    threads = [
        threading.Thread(target=save, args=(staff, "山田 花子")),
        threading.Thread(target=save, args=(manager, "山田 華子")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(answers) == [200, 302]
    person.refresh_from_db()
    assert person.revision == 1


@pytest.mark.parametrize(
    "column", ["address__contains", "telephone__startswith", "email", "district", "search_text__contains"]
)
def test_nobody_is_found_by_what_is_hidden_through_the_address_of_the_list(staff_client, column):
    make_person(address="見本町9", telephone="0857000001", handle_with_care=True)

    assert staff_client.get(LIST, {column: "1"}).status_code == 400
    assert staff_client.get(LIST, {"handle_with_care__exact": "1"}).status_code == 200
