"""個人情報ファイル簿: complete by construction, in words, for managers."""

import csv
import io

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import reverse

from portal.people.models import Person
from portal.personal_files.book import entries, recorded
from portal.personal_files.registry import personal_files, register_file, without_people
from portal.private.fields import PrivateTextField
from portal.retention.models import RetentionPeriod
from portal.retention.periods import periods_by_name
from tests import factories

BOOK = "/admin/retention/files/"


def client_in(group):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    client = Client()
    client.force_login(user)
    return client


def in_a_file():
    return {model for file in personal_files() for model in file.models}


def undeclared(known):
    """Tables of which nobody said whether they hold something about people."""
    return {model for model in known if model not in in_a_file() and model not in without_people()}


# What only a record about somebody has. A table said to be without people may not have it, but for those named below.
_WAYS_TO_SOMEBODY = {"name", "kana", "email", "telephone", "fax", "address", "postal_code", "affiliation"}
# Of the city, of helplines and of organisations.
_OF_NOBODY = {
    "auth.Group", "auth.Permission", "office.Office", "office.District", "office.Helpline",
    "platform_orgs.Organisation", "platform_orgs.Gathering",
}  # fmt: skip


def looks_personal(model):
    fields = model._meta.local_fields
    return (
        any(field.related_model is Person for field in fields)
        or any(isinstance(field, PrivateTextField) for field in fields)
        or bool(_WAYS_TO_SOMEBODY & {field.name for field in fields})
    )


def test_every_table_is_in_a_file_or_said_to_hold_nobody():
    assert undeclared(apps.get_models()) == set()
    assert in_a_file().isdisjoint(without_people())


def test_new_table_that_nobody_declared_is_found():
    class Diary(models.Model):
        person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "supporters"
            apps = Apps()

    assert undeclared([*apps.get_models(), Diary]) == {Diary}
    assert looks_personal(Diary)


def test_what_is_said_to_hold_nobody_has_no_way_to_somebody():
    assert {model._meta.label for model in without_people() if looks_personal(model)} == _OF_NOBODY


@pytest.mark.django_db
def test_every_file_names_periods_of_the_rules_and_no_rule_is_left_out():
    named = {name for file in personal_files() for name in file.kept}

    assert all(file.kept for file in personal_files())
    assert named == set(periods_by_name())


def test_file_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        register_file(personal_files()[0])


def test_items_are_the_words_of_the_fields_without_numbers_keys_and_staff():
    bookings = next(file for file in personal_files() if file.name == "bookings")
    items = {model._meta.label: names for model, names in recorded(bookings)}

    assert items["bookings.AccommodationRequest"] == [
        "配慮",
        "くわしく",
        "期限の後の申出",
        "手配",
        "本人へのことば",
    ]
    assert items["bookings.Attendance"] == ["出欠", "記入日時"]
    assert "bookings.BookingDraft" not in items
    assert {"お名前", "ふりがな", "電話番号"} < set(items["people.Person"])


@pytest.mark.django_db
def test_entry_has_all_that_the_law_asks_for_and_the_office_s_own_period(office, manager):
    RetentionPeriod.objects.create(kind="bookings", months=60, reason="規程", changed_by=manager)
    office.disclosure_desk, office.disclosure_address = "総務課 情報公開係", "見本市1-1"
    office.save()

    entry = next(entry for entry in entries() if entry.title == "研修・催しの申込者ファイル")

    rows = dict(entry.rows)
    assert list(rows) == [
        "個人情報ファイルの名称", "行政機関等の名称", "事務をつかさどる組織の名称", "利用目的", "記録項目", "記録範囲",
        "収集方法", "要配慮個人情報", "記録情報の経常的提供先", "開示請求等を受理する組織の名称",
        "開示請求等を受理する組織の所在地", "訂正・利用停止についての他の法令による特別の手続",
        "個人情報ファイルの種別", "同じ利用目的・記録範囲のマニュアルファイル", "行政機関等匿名加工情報の提案の募集",
        "保存期間", "備考",
    ]  # fmt: skip
    assert rows["行政機関等の名称"] == f"{office.city_name}長"
    assert rows["開示請求等を受理する組織の名称"] == f"{office.city_name} 総務課 情報公開係"
    assert rows["開示請求等を受理する組織の所在地"] == "見本市1-1"
    assert "配慮の申出：6か月" in rows["保存期間"]
    assert "修了証の期間まで）：5年" in rows["保存期間"]
    assert all(rows[label] for label in rows if label != "備考")


@pytest.mark.django_db
def test_page_and_csv_show_every_file_and_nobody(office):
    factories.make_booking(factories.make_training(), contact=factories.make_person(name="秘密 花子"))
    manager = client_in("管理者")

    page = manager.get(BOOK).content.decode()
    answer = manager.get(f"{BOOK}csv/")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [line[0] for line in lines[1:]] == [str(file.title) for file in personal_files()]
    assert all(f"<h2>{file.title}</h2>" in page for file in personal_files())
    assert answer["Content-Disposition"] == 'attachment; filename="personal-files.csv"'
    assert "秘密" not in page + answer.content.decode()
    assert reverse("admin:personal_files") in manager.get("/admin/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_and_three(rows, office, django_assert_num_queries):
    for _each in range(rows):
        factories.make_booking(factories.make_training())
    manager = client_in("管理者")

    # Session, account, two of permissions, the office, the chosen periods, the people of each of the 14 files.
    with django_assert_num_queries(20):
        manager.get(BOOK)


@pytest.mark.django_db
def test_ladder(stranger_client):
    lesser, anonymous, manager = client_in("職員"), Client(), client_in("管理者")

    for page in (BOOK, f"{BOOK}csv/"):
        assert lesser.get(page).status_code == 403
        assert stranger_client.get(page).status_code == 302
        assert anonymous.get(page).url.startswith(reverse("admin:login"))
        assert manager.get(page).status_code == 200
        assert manager.post(page).status_code == 405
