import datetime
import io
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape
from openpyxl import load_workbook

from portal.office.models import District
from portal.people.actions.care import open_record
from portal.people.merging import merge_people
from supporters.me.export import data_of
from supporters.models import RegistryExport, Supporter
from tests.factories import make_person, make_supporter, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/supporters/supporter/"


def shown(client, **query):
    return {s.number for s in client.get(LIST, query).context["cl"].result_list}


@pytest.fixture
def lesser(db):
    client = Client()
    client.force_login(make_user(is_staff=True))
    return client


@pytest.fixture
def clerk_client(db):
    """Staff as the office has them: without what only its managers may do."""
    from django.contrib.auth.models import Group

    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="職員"))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("count", [1, 3])
def test_registry_costs_the_same_for_any_number(staff_client, count, django_assert_num_queries):
    for _each in range(count):
        make_supporter(person=make_person(district=District.objects.create(name=f"地区{_each}")))

    # session, user, rights of the user, rights of the groups, districts of the filter, count, rows
    with django_assert_num_queries(7):
        page = staff_client.get(LIST)

    assert len(page.context["cl"].result_list) == count


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_for_any_number(staff_client, count, django_assert_num_queries):
    for _each in range(count):
        make_supporter(person=make_person(name="髙橋 花子"))

    with django_assert_num_queries(7):
        page = staff_client.get(LIST, {"q": "高橋"})

    assert len(page.context["cl"].result_list) == count


@pytest.mark.parametrize(
    "query",
    [
        "高橋",
        "髙橋",
        "タカハシ",
        "ﾀｶﾊｼ",
        "たかはし はなこ",
        "葛城",
        "2026-0012",
        "２０２６‐００１２",
        "20260012",
        "2026-001",
        "0857-51-0295",
        "０８５７５１０２９５",
        "0857-51",
        "taka@EXAMPLE",
    ],
)
def test_supporters_are_found_in_any_writing(staff_client, query):
    wanted = make_person(
        name="髙橋 葛\U000e0100城 花子",
        kana="タカハシ ハナコ",
        telephone="0857510295",
        email="taka@example.com",
    )
    make_supporter(person=wanted, number="2026-0012")
    make_supporter(
        person=make_person(name="別の人", kana="ベツノヒト", telephone="0312345678"), number="2025-0100"
    )
    make_person(name="髙橋 花子", kana="タカハシ ハナコ")

    assert shown(staff_client, q=query) == {"2026-0012"}


def test_whole_number_finds_nobody_who_only_begins_with_it(staff_client):
    make_supporter(number="12")
    make_supporter(number="123")

    assert shown(staff_client, q="12") == {"12"}


def test_number_of_a_merged_registration_finds_the_kept_one(staff_client, manager):
    keep = make_supporter(number="2023-0001", registered_on=datetime.date(2023, 1, 1))
    drop = make_supporter(number="2026-0009")
    merge_people(keep_id=keep.person_id, drop_id=drop.person_id, by=manager)

    assert shown(staff_client, q="2026-0009") == {"2023-0001"}
    assert shown(staff_client) == {"2023-0001"}
    assert staff_client.get(f"{LIST}{drop.pk}/end/").status_code == 404


def test_filters_by_state_and_by_district_with_its_parts(staff_client):
    region = District.objects.create(name="見本地域")
    part = District.objects.create(name="見本地区", parent=region)
    other = District.objects.create(name="岩美町", kind="neighbour")
    for number, district in [("1", region), ("2", part), ("3", other), ("4", None)]:
        make_supporter(number=number, person=make_person(district=district))
    make_supporter(number="5", person=make_person(district=part, handle_with_care=True))
    Supporter.objects.filter(number="2").update(state="paused")

    assert shown(staff_client, district=region.pk) == {"1", "2"}
    assert shown(staff_client, district=part.pk) == {"2"}
    assert shown(staff_client, district="none") == {"4"}
    assert shown(staff_client, state__exact="paused") == {"2"}
    assert shown(staff_client, district="x") == {"1", "2", "3", "4", "5"}
    page = staff_client.get(LIST).content.decode()
    row = page[page.index(">5</a>") :]
    assert "取扱注意" in row[: row.index("</tr>")]
    assert "見本地区" not in row[: row.index("</tr>")]


@pytest.mark.parametrize("path", ["", "{pk}/change/", "print/", "{pk}/data/"])
def test_registry_pages_are_for_staff_with_the_right(staff_client, stranger_client, lesser, path):
    url = LIST + path.format(pk=make_supporter().pk)

    assert staff_client.get(url).status_code == 200
    assert lesser.get(url).status_code == 403
    assert stranger_client.get(url).status_code == 302
    assert Client().get(url).status_code == 302


def test_supporters_are_neither_added_nor_deleted_by_stock_forms(manager_client):
    supporter = make_supporter()

    assert manager_client.post(LIST + "add/", {}).status_code == 403
    assert manager_client.post(f"{LIST}{supporter.pk}/delete/", {"post": "yes"}).status_code == 403


def typed(supporter, **changes):
    values = {
        "number": supporter.number,
        "registered_on": supporter.registered_on.isoformat(),
        "affiliation": supporter.affiliation,
        "age_band": supporter.age_band,
        "wants_follow_ups": "on",
        "seen_revision": supporter.revision,
        "state": "ended",
    }
    return values | changes


def test_form_changes_what_is_known_and_never_the_state(staff_client):
    supporter = make_supporter()

    answer = staff_client.post(
        f"{LIST}{supporter.pk}/change/", typed(supporter, affiliation="例の会", number="R5-1")
    )

    assert answer.status_code == 302
    supporter.refresh_from_db()
    assert (supporter.number, supporter.number_key) == ("R5-1", "r51")
    assert (supporter.affiliation, supporter.wants_news, supporter.state) == ("例の会", False, "active")
    assert supporter.revision == 1


@pytest.mark.parametrize("number", ["", "2026-0001"])
def test_number_that_is_empty_or_taken_is_refused(staff_client, number):
    make_supporter(number="2026-0001")
    supporter = make_supporter(number="2026-0002")

    page = staff_client.post(f"{LIST}{supporter.pk}/change/", typed(supporter, number=number))

    assert "number" in page.context["adminform"].form.errors


def test_stale_form_is_refused(staff_client):
    supporter = make_supporter()
    opened = typed(supporter, affiliation="例の会")
    Supporter.objects.update(revision=1, affiliation="ほかの会")

    page = staff_client.post(f"{LIST}{supporter.pk}/change/", opened)

    assert "affiliation" in page.context["adminform"].form.errors
    assert Supporter.objects.get().affiliation == "ほかの会"


@pytest.mark.parametrize(
    ("before", "press", "after"),
    [
        ("active", "pause", "paused"),
        ("paused", "resume", "active"),
        ("active", "end", "ended"),
        ("ended", "revive", "active"),
    ],
)
def test_state_is_changed_on_its_own_page(staff_client, staff, before, press, after):
    supporter = make_supporter(state=before, end_reason="wish" if before == "ended" else "")
    url = f"{LIST}{supporter.pk}/{press}/"

    assert supporter.person.name in staff_client.get(url).content.decode()
    answer = staff_client.post(url, {"reason": "wish", "note": "電話で"})

    assert answer.url == f"{LIST}{supporter.pk}/change/"
    supporter.refresh_from_db()
    step = supporter.steps.get()
    assert (supporter.state, step.by, step.note) == (after, staff, "電話で")
    assert "電話で" in staff_client.get(answer.url).content.decode()


def test_state_page_leads_back_to_the_desk(staff_client):
    supporter = make_supporter()
    desk = f"/admin/desk/person/{supporter.person_id}/"

    page = staff_client.get(f"{LIST}{supporter.pk}/pause/?desk")

    assert page.context["next"] == desk
    assert staff_client.post(f"{LIST}{supporter.pk}/pause/", {"next": desk}).url == desk


def test_state_page_says_why_it_cannot_be_done(staff_client):
    supporter = make_supporter(state="ended", end_reason="wish")

    page = staff_client.post(f"{LIST}{supporter.pk}/pause/", {})

    assert page.context["form"].non_field_errors()
    assert Supporter.objects.get().state == "ended"


def test_state_pages_climb_the_ladder(staff_client, stranger_client, lesser):
    url = f"{LIST}{make_supporter().pk}/pause/"

    assert lesser.post(url).status_code == 403
    assert stranger_client.post(url).status_code == 302
    assert Client().post(url).url.startswith("/admin/login/")
    assert staff_client.put(url).status_code == 405
    assert staff_client.post(f"{LIST}999999/pause/").status_code == 404
    assert Supporter.objects.get().state == "active"


def register_url(person):
    return f"{LIST}register/{person.pk}/"


def test_person_is_registered_on_paper(staff_client, staff):
    person = make_person()
    staff_client.get(register_url(person))

    answer = staff_client.post(
        register_url(person),
        {"registered_on": "2026-05-01", "number": "", "affiliation": "例の会", "age_band": "60s"},
    )

    assert answer.url == f"/admin/desk/person/{person.pk}/"
    supporter = Supporter.objects.get()
    assert (supporter.number, supporter.affiliation, supporter.age_band) == ("2026-0001", "例の会", "60s")
    again = staff_client.get(register_url(person))
    assert again.url == f"{LIST}{supporter.pk}/change/"


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"registered_on": "2999-01-01"}, "registered_on"), ({"registered_on": ""}, "registered_on"),
     ({"registered_on": "2026-01-01", "number": "2026-0001"}, "__all__"),
     ({"registered_on": "2026-01-01", "number": "x" * 21}, "number")],
)  # fmt: skip
def test_registration_with_bad_input_comes_back(staff_client, typed, field):
    make_supporter(number="2026-0001")

    page = staff_client.post(register_url(make_person()), typed)

    assert field in page.context["form"].errors
    assert Supporter.objects.count() == 1


def test_register_page_climbs_the_ladder(staff_client, stranger_client, lesser):
    url = register_url(make_person())

    assert lesser.post(url).status_code == 403
    assert stranger_client.post(url).status_code == 302
    assert Client().post(url).status_code == 302
    assert staff_client.put(url).status_code == 405
    assert staff_client.get(f"{LIST}register/999999/").status_code == 404


def book_of(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_export_holds_what_the_list_shows_and_no_hidden_address(manager_client, manager):
    make_supporter(number="1", person=make_person(name="=1+1", telephone="0857510295", address="見本町1"))
    hidden = make_person(
        handle_with_care=True, address="秘密町2", district=District.objects.create(name="秘密地区")
    )
    make_supporter(number="2", person=hidden)
    make_supporter(number="3", state="ended", end_reason="wish")

    rows = book_of(manager_client.post(LIST + "export/?state__exact=active"))

    assert [row[0] for row in rows] == ["登録番号", "1", "2"]
    assert rows[1][1] == "'=1+1"
    assert (rows[1][9], rows[1][13]) == ("0857-51-0295", "見本町1")
    assert "秘密" not in str(rows)
    assert rows[2][15] == "取扱注意"
    record = RegistryExport.objects.get()
    assert (record.by, record.rows) == (manager, 2)


def test_export_is_for_managers_only_and_by_a_press(manager_client, clerk_client, stranger_client):
    make_supporter()

    assert clerk_client.get(LIST).status_code == 200
    assert clerk_client.post(LIST + "export/").status_code == 403
    assert stranger_client.post(LIST + "export/").status_code == 302
    assert manager_client.put(LIST + "export/").status_code == 405
    assert b"<html" in manager_client.get(LIST + "export/").content
    assert not RegistryExport.objects.exists()
    assert "書き出す" not in clerk_client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_printed_list_costs_the_same_and_has_no_address(staff_client, count, django_assert_num_queries):
    for _each in range(count):
        make_supporter(person=make_person(name="見本 花子", address="見本町1"))

    # session, user, two of rights, twice the districts of the filter, count of the list, rows
    with django_assert_num_queries(8):
        page = staff_client.get(LIST + "print/").content.decode()

    assert page.count("見本 花子") == count
    assert "見本町1" not in page


def test_sheet_of_ones_own_data_is_what_the_own_page_gives(staff_client):
    supporter = make_supporter(number="2026-0042", person=make_person(name="見本 花子", address="見本町1"))

    page = staff_client.get(LIST + f"{supporter.pk}/data/").content.decode()

    for values in data_of(supporter.person).values():
        assert all(escape(value) in page for line in values for value in line.values())
    assert "見本町1" in page


def test_sheet_of_hidden_data_waits_until_the_record_is_opened(manager, manager_client):
    person = make_person(address="見本町1", handle_with_care=True)
    url = LIST + f"{make_supporter(person=person).pk}/data/"

    before = manager_client.get(url).content.decode()
    open_record(person=person, by=manager, reason="本人の依頼")

    assert "見本町1" not in before
    assert "見本町1" in manager_client.get(url).content.decode()


def test_wrong_filter_of_a_printed_list_is_not_found(staff_client):
    assert staff_client.get(LIST + "print/?nonsense=1").status_code == 404


def test_desk_shows_the_registration(staff_client):
    supporter = make_supporter(number="2026-0042")
    nobody = make_person()

    page = staff_client.get(f"/admin/desk/person/{supporter.person_id}/").content.decode()
    other = staff_client.get(f"/admin/desk/person/{nobody.pk}/").content.decode()

    assert all(part in page for part in ("2026-0042", "活動中", f"{LIST}{supporter.pk}/pause/?desk"))
    assert f"{LIST}register/{nobody.pk}/" in other


def test_number_format_is_set_by_managers(manager_client, clerk_client):
    url = "/admin/supporters/registrysettings/add/"
    assert clerk_client.post(url, {"number_format": "{seq:04}"}).status_code == 403

    for wrong in ("{year}", "{seq}" + "長" * 18):
        page = manager_client.post(url, {"number_format": wrong})
        assert "number_format" in page.context["adminform"].form.errors
    assert manager_client.post(url, {"number_format": "{era_year}-{seq:03}"}).status_code == 302
    assert manager_client.get(url).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_leave_one_step(staff, manager):
    supporter = make_supporter()
    barrier = threading.Barrier(2)

    def press(user):
        client = Client()
        client.force_login(user)
        barrier.wait()
        client.post(f"{LIST}{supporter.pk}/pause/", {})
        connection.close()

    threads = [threading.Thread(target=press, args=(user,)) for user in (staff, manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert supporter.steps.count() == 1
