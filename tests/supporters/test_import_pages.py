import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from supporters.importing.models import RegistryBatch
from supporters.models import Supporter
from tests.factories import make_training, make_user

pytestmark = pytest.mark.django_db

START = "/admin/supporters/supporter/import/"
LIST = """登録番号,氏名,フリガナ,電話番号,登録日,第1回研修
R4-1,髙橋 花子,タカハシ ハナコ,857510295,令和5.1.15,○
R4-2,"例田 清、例田 節子",,0857-00-0902,令和5.1.15,
R4-3,見本 三,,0857-00,令和5.1.15,
"""


def upload(client, text=LIST):
    answer = client.post(START, {"file": SimpleUploadedFile("meibo.csv", text.encode("cp932"))})
    assert answer.status_code == 302
    return RegistryBatch.objects.latest("id")


def page_of(batch, path=""):
    return f"{START}{batch.pk}/{path}"


def choose_columns(client, batch, **changes):
    form = client.get(page_of(batch, "columns/")).context["form"]
    values = {f"column_{n}": form.initial.get(f"column_{n}") or form[f"column_{n}"].value() for n in range(6)}
    return client.post(page_of(batch, "columns/"), values | {"revision": batch.revision} | changes)


def press(client, batch, value):
    return client.post(page_of(batch, "decide/"), {"press": value})


def test_whole_way_of_a_list_into_the_registry(staff_client):
    batch = upload(staff_client)
    assert choose_columns(staff_client, batch).url == page_of(batch)
    page = staff_client.get(page_of(batch)).content.decode()
    assert "何人かのお名前" in page
    assert "名簿に入れる</button>" not in page

    several, wrong = batch.rows.get(line=3), batch.rows.get(line=4)
    press(staff_client, batch, f"two|{several.pk}")
    row_page = page_of(batch, f"rows/{wrong.pk}/")
    assert "0857-00" in staff_client.get(row_page).content.decode()
    corrected = {
        "number": "R4-3",
        "name": "見本 三",
        "registered_on": "2023-01-15",
        "telephone": "0857000003",
    }
    assert staff_client.post(row_page, corrected | {"revision": wrong.revision}).url == page_of(batch)
    page = staff_client.get(page_of(batch))
    revision = page.context["form"]["revision"].value()
    done = staff_client.post(page_of(batch, "write/"), {"revision": revision})

    assert done.url == page_of(batch, "done/")
    report = staff_client.get(done.url).content.decode()
    assert all(name in report for name in ("髙橋 花子", "例田 清", "例田 節子", "見本 三", "R4-3"))
    assert Supporter.objects.count() == 4
    supporter = Supporter.objects.get(number="R4-1")
    shown = staff_client.get(f"/admin/supporters/supporter/{supporter.pk}/change/").content.decode()
    assert "第1回研修" in shown
    assert staff_client.get(page_of(batch)).url == done.url


def test_page_from_before_a_change_writes_nothing(staff_client):
    batch = upload(staff_client, "登録番号,氏名,登録日\nR4-1,見本 花子,R5.1.15\nR4-2,見本 太郎,R5.1.15\n")
    form = staff_client.get(page_of(batch, "columns/")).context["form"]
    values = {f"column_{n}": form[f"column_{n}"].value() for n in range(3)}
    staff_client.post(page_of(batch, "columns/"), values | {"revision": batch.revision})
    revision = staff_client.get(page_of(batch)).context["form"]["revision"].value()
    press(staff_client, batch, f"leave_out|{batch.rows.first().pk}")

    answer = staff_client.post(page_of(batch, "write/"), {"revision": revision})

    assert answer.url == page_of(batch)
    assert not Supporter.objects.exists()


def test_trainings_are_linked_on_the_page(staff_client):
    from tests.trainings.sessions import past_session

    session, future = past_session(), make_training()
    batch = upload(staff_client)
    choose_columns(staff_client, batch)

    page = staff_client.get(page_of(batch))
    staff_client.post(page_of(batch, "trainings/"), {"link_0": str(session.pk)})
    batch.refresh_from_db()
    assert batch.links == {"第1回研修": str(session.pk)}
    staff_client.post(page_of(batch, "trainings/"), {"link_0": str(future.pk)})

    batch.refresh_from_db()
    assert [occasion.pk for occasion in page.context["occasions"]] == [session.pk]
    assert batch.links == {}


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_the_same_for_any_number(staff_client, count, django_assert_num_queries):
    rows = "\n".join(f"R{n},見本 {n},R5.1.15" for n in range(count))
    batch = upload(staff_client, f"登録番号,氏名,登録日\n{rows}\n")
    form = staff_client.get(page_of(batch, "columns/")).context["form"]
    values = {f"column_{n}": form[f"column_{n}"].value() for n in range(3)}
    staff_client.post(page_of(batch, "columns/"), values | {"revision": batch.revision})

    # session, user, two of rights; the list, states; count, rows; past trainings; occasions
    with django_assert_num_queries(10):
        page = staff_client.get(page_of(batch))

    assert len(page.context["lines"]) == count


@pytest.mark.parametrize("bad", [{}, {"pasted": "x", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2")}])
def test_neither_or_both_of_file_and_rows_is_refused(staff_client, bad):
    page = staff_client.post(START, bad)

    assert page.context["form"].errors
    assert not RegistryBatch.objects.exists()


def test_list_can_be_given_up(staff_client):
    batch = upload(staff_client)

    assert staff_client.post(page_of(batch, "drop/")).url == START
    batch.refresh_from_db()
    assert (batch.state, batch.lines) == ("given_up", [])
    assert "取りやめた" in staff_client.get(START).content.decode()
    assert staff_client.get(page_of(batch)).url == START


def test_nonsense_pressed_changes_nothing(staff_client):
    batch = upload(staff_client)
    choose_columns(staff_client, batch)
    before = [row.state for row in batch.rows.all()]

    for value in ("", "two|999999", "decide|x|y", "leave_out|", "nonsense|1"):
        assert press(staff_client, batch, value).status_code == 302

    assert [row.state for row in batch.rows.all()] == before


@pytest.mark.parametrize(
    "path", ["", "columns/", "decide/", "trainings/", "rows/1/", "write/", "done/", "drop/"]
)
def test_pages_are_for_those_who_may_register(staff_client, stranger_client, path):
    batch = upload(staff_client)
    lesser = Client()
    lesser.force_login(make_user(is_staff=True))

    for url in (START, page_of(batch, path)):
        assert lesser.post(url).status_code in {403, 405}
        assert lesser.get(url).status_code in {403, 405}
        assert stranger_client.post(url).status_code == 302
        assert Client().post(url).status_code == 302
    assert staff_client.get(f"{START}999999/").status_code == 404
    assert not Supporter.objects.exists()


@pytest.mark.parametrize("path", ["decide/", "trainings/", "write/", "drop/"])
def test_what_writes_is_only_pressed(staff_client, path):
    assert staff_client.get(page_of(upload(staff_client), path)).status_code == 405


def test_number_of_somebody_else_cannot_be_another_person(staff_client):
    from tests.factories import make_person, make_supporter

    make_supporter(number="R4-1", person=make_person(name="別の 人", kana="ベツノ ヒト"))
    batch = upload(staff_client, "登録番号,氏名,登録日\nR4-1,見本 花子,R5.1.15\n")
    form = staff_client.get(page_of(batch, "columns/")).context["form"]
    values = {f"column_{n}": form[f"column_{n}"].value() for n in range(3)}
    staff_client.post(page_of(batch, "columns/"), values | {"revision": batch.revision})

    page = staff_client.get(page_of(batch)).content.decode()

    assert "この登録番号は、別のお名前の人のものです" in page
    assert "|other" not in page
