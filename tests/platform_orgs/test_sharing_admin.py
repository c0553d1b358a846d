"""Staff do for organisations what their members do, and enter places that they have heard of."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from platform_orgs.models import Gathering, Resource
from tests import factories
from tests.platform_orgs.test_sharing import PLACE, TYPED
from tests.rights import give_rights

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def url(name, *args):
    return reverse(f"admin:platform_orgs_{name}", args=args)


LADDER = [
    (model, name, permission)
    for model in ("resource", "gathering")
    for name, permission in (
        ("changelist", "view"),
        ("enter", "add"),
        ("change", "view"),
        ("press", "change"),
    )
]


@pytest.mark.parametrize(("model", "name", "permission"), LADDER)
def test_page_opens_to_the_right_people_only(
    model, name, permission, organisation, staff_client, stranger_client, org_manager_client
):
    entry = factories.make_resource(organisation) if model == "resource" else factories.make_gathering()
    args = [entry.pk] if name in ("change", "press") else []
    address, ask = url(f"{model}_{name}", *args), "post" if name == "press" else "get"
    lesser, lesser_client = factories.make_user(is_staff=True), Client()
    wider = {f"{verb}_{model}" for verb in {permission, "change", "add"}}
    give_rights(lesser, Permission.objects.exclude(codename__in=wider))
    lesser_client.force_login(lesser)

    assert staff_client.get(address).status_code == (405 if name == "press" else 200)
    assert getattr(lesser_client, ask)(address).status_code == 403
    for client in (stranger_client, org_manager_client, Client()):
        answer = getattr(client, ask)(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if args:
        assert getattr(staff_client, ask)(url(f"{model}_{name}", 999999)).status_code == 404


def test_who_may_only_look_changes_nothing(organisation):
    resource = factories.make_resource(organisation)
    reader, client = factories.make_user(is_staff=True), Client()
    reader.user_permissions.set(Permission.objects.filter(codename="view_resource"))
    client.force_login(reader)
    page = client.get(url("resource_change", resource.pk)).content.decode()

    assert "保存する" not in page
    assert client.post(url("resource_change", resource.pk), TYPED).status_code == 403


def test_staff_enter_change_pause_and_end_for_an_organisation(organisation, staff, staff_client):
    staff_client.post(url("resource_enter"), TYPED | {"organisation": organisation.pk})
    resource = Resource.objects.get()
    changed = TYPED | {"title": "大きな車を出せます", "seen_revision": 0}
    staff_client.post(url("resource_change", resource.pk), changed)
    for do in ("pause", "resume", "end"):
        staff_client.post(url("resource_press", resource.pk), {"do": do})

    resource.refresh_from_db()
    assert (resource.organisation, resource.title) == (organisation, "大きな車を出せます")
    assert resource.changed_by == staff
    notes = organisation.steps.filter(verb="shared").values_list("note", flat=True)
    assert [note.partition("：")[2] for note in notes] == ["追加", "変更", "お休み", "再開", "終わり"]


def test_older_form_of_staff_is_refused(organisation, staff_client):
    resource = factories.make_resource(organisation)
    staff_client.post(url("resource_change", resource.pk), TYPED | {"seen_revision": 0})

    late = staff_client.post(
        url("resource_change", resource.pk), TYPED | {"title": "遅れた言葉", "seen_revision": 0}
    )

    assert late.status_code == 409
    assert "いま保存されている内容：車を出せます" in late.content.decode()


def test_place_of_nobody_needs_a_source(staff_client):
    missing = staff_client.post(url("gathering_enter"), PLACE | {"checked_on": "2026-01-10"})
    staff_client.post(url("gathering_enter"), PLACE | {"checked_on": "2026-01-10", "source": "市報1月号"})
    future = staff_client.post(
        url("gathering_enter"), PLACE | {"checked_on": "2999-01-10", "source": "市報1月号"}
    )

    assert "出典を入力してください。" in missing.content.decode()
    assert "きょうより前" in future.content.decode()
    gathering = Gathering.objects.get()
    assert (gathering.organisation, gathering.source) == (None, "市報1月号")
    assert gathering.checked_on == datetime.date(2026, 1, 10)


def test_places_nobody_has_checked_for_a_year_stand_in_one_place(organisation, staff_client):
    old = timezone.localdate() - datetime.timedelta(days=365)
    mine = factories.make_gathering(name="古いところ", checked_on=old)
    factories.make_gathering(organisation, name="団体の古いところ", checked_on=old)
    factories.make_gathering(name="新しいところ")

    def listed():
        content = staff_client.get(url("gathering_changelist") + "?check=old").content.decode()
        return {name for name in ("古いところ", "団体の古いところ", "新しいところ") if f">{name}<" in content}

    before = listed()
    staff_client.post(url("gathering_press", mine.pk), {"do": "checked"})

    assert before == {"古いところ", "団体の古いところ"}
    assert listed() == {"団体の古いところ"}
    assert list(Gathering.objects.to_check().values_list("name", flat=True)) == ["団体の古いところ"]


def test_lists_are_searched_and_filtered(organisation, staff_client):
    factories.make_resource(organisation, title="米を届けます")
    factories.make_resource(title="部屋を貸せます", paused_at=timezone.now())
    factories.make_resource(title="もう終わり", ended_at=timezone.now())

    def listed(query):
        content = staff_client.get(url("resource_changelist") + query).content.decode()
        return {
            title for title in ("米を届けます", "部屋を貸せます", "もう終わり") if f">{title}<" in content
        }

    assert listed("") == {"米を届けます", "部屋を貸せます"}
    assert listed("?state=paused") == {"部屋を貸せます"}
    assert listed("?state=ended") == {"もう終わり"}
    assert listed(f"?organisation={organisation.pk}") == {"米を届けます"}
    assert listed("?organisation=x&q=%00") == {"米を届けます", "部屋を貸せます"}
    assert listed("?q=へやを") == set()
    assert listed("?q=部屋を") == {"部屋を貸せます"}


def test_unknown_press_is_not_found(organisation, staff_client):
    resource = factories.make_resource(organisation)

    for do in ("", "delete", "checked"):
        assert staff_client.post(url("resource_press", resource.pk), {"do": do}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_staff_cost_the_same_for_one_and_three(
    count, organisation, staff_client, django_assert_num_queries
):
    for _ in range(count):
        factories.make_resource(organisation)
        factories.make_gathering(organisation)

    # session, user, rights (2), count twice, rows
    for model in ("resource", "gathering"):
        with django_assert_num_queries(7):
            staff_client.get(url(f"{model}_changelist"))
