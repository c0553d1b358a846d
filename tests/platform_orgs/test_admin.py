"""The office's working place for the platform: who may open it, and its lists."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from platform_orgs import actions
from platform_orgs.models import Profile
from tests import factories
from tests.platform_orgs.desk import org, url
from tests.platform_orgs.joining import make_application
from tests.platform_orgs.pages import send
from tests.rights import give_rights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]


@pytest.fixture
def application(db):
    return make_application()


@pytest.fixture
def waiting(organisation, org_manager):
    return send(organisation, org_manager, appeal="新しい言葉", telephone="0857112233")


# --- the ladder -----------------------------------------------------------------------------------------------


LADDER = [
    ("joinapplication_changelist", "view_joinapplication", ""),
    ("joinapplication_enter", "add_joinapplication", ""),
    ("joinapplication_page", "view_joinapplication", "application"),
    ("joinapplication_accept", "change_joinapplication", "application"),
    ("joinapplication_decline", "change_joinapplication", "application"),
    ("organisation_changelist", "view_organisation", ""),
    ("organisation_page", "view_organisation", "organisation"),
    ("organisation_history", "view_organisation", "organisation"),
    ("organisation_enter", "change_organisation", "organisation"),
    ("organisation_people", "change_organisation", "organisation"),
    ("organisation_end", "change_organisation", "organisation"),
    ("organisation_send-back", "change_organisation", "organisation"),
    ("organisation_publish", "change_organisation", "press"),
    ("organisation_trust", "change_organisation", "press"),
    ("organisation_note", "change_organisation", "press"),
    ("organisation_confirm", "change_organisation", "press"),
    ("organisation_ask", "change_organisation", "press"),
    ("organisation_revive", "change_organisation", "press"),
    ("yearlycheck_changelist", "view_yearlycheck", ""),
    ("yearlycheck_sheets", "view_yearlycheck", ""),
]


@pytest.mark.parametrize(("name", "permission", "about"), LADDER)
def test_page_opens_to_the_right_people_only(
    name, permission, about, application, organisation, waiting, staff_client, stranger_client, org_manager
):
    row = {"application": [application.pk]}.get(about, [organisation.pk] if about else [])
    address = url(name, *row)
    lesser = factories.make_user(is_staff=True)
    wider = {permission, permission.replace("view_", "change_"), permission.replace("view_", "add_")}
    give_rights(lesser, Permission.objects.exclude(codename__in=wider))
    lesser_client, org_client = Client(), Client()
    lesser_client.force_login(lesser)
    org_client.force_login(org_manager)
    ask = "post" if about == "press" else "get"

    assert staff_client.get(address).status_code == (405 if about == "press" else 200)
    assert getattr(lesser_client, ask)(address).status_code == 403
    for client in (stranger_client, org_client, Client()):
        answer = getattr(client, ask)(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
    if about:
        assert getattr(staff_client, ask)(url(name, 999999)).status_code == 404


@pytest.mark.parametrize("name", ["person", "sheet", "withdraw"])
def test_pages_about_somebody_of_another_organisation_are_not_found(name, organisation, staff_client, staff):
    other = factories.make_organisation()
    membership = factories.make_membership(other)
    invitation = actions.invite(
        organisation_id=other.pk, person=factories.make_person(), email="", role="editor", by=staff
    )
    number = membership.pk if name == "person" else invitation.pk
    ask = staff_client.get if name == "sheet" else staff_client.post

    assert ask(org(name, organisation, number), {"do": "remove"}).status_code == 404
    assert ask(org(name, other, number), {"do": "remove"}).status_code in (200, 302)


# --- lists ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_organisations_cost_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for _ in range(count):
        factories.make_organisation()

    # session, user, permissions of user and groups; count twice, organisations
    with django_assert_num_queries(7):
        answer = staff_client.get(url("organisation_changelist"))

    assert answer.content.decode().count("NPO法人</td>") == count


@pytest.mark.parametrize("count", [1, 3])
def test_applications_cost_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for number in range(count):
        make_application(str(number))

    # session, user, permissions of user and groups; count twice, applications
    with django_assert_num_queries(7):
        staff_client.get(url("joinapplication_changelist"))


@pytest.mark.parametrize("count", [1, 3])
def test_yearly_list_costs_the_same_for_one_and_three(count, staff_client, django_assert_num_queries):
    for _ in range(count):
        organisation = factories.make_membership().organisation
        actions.ask(organisation_id=organisation.pk)

    # session, user, permissions of user and groups; checks; messages, their mails and papers
    with django_assert_num_queries(8):
        answer = staff_client.get(url("yearlycheck_changelist"))

    assert answer.content.decode().count("電話する相手の一覧にある") == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "みほんのかい"}, {"見本の会", "人のいない会"}),
        ({"attention": "waiting"}, {"見本の会"}),
        ({"attention": "nobody"}, {"人のいない会"}),
        ({"state__exact": "left"}, {"去った会"}),
        ({"q": "\x00"}, {"見本の会", "人のいない会", "去った会"}),
    ],
)
def test_organisations_are_found(query, found, organisation, waiting, staff_client):
    factories.make_organisation(name="人のいない会")
    factories.make_organisation(name="去った会", kana="サッタカイ", state="left")

    listed = staff_client.get(url("organisation_changelist"), query).context["cl"].queryset

    assert {organisation.name for organisation in listed} == found


def test_start_page_has_a_line_while_organisations_wait(staff_client, application, waiting):
    lines = {line.label: line for line in staff_client.get(reverse("admin:index")).context["work"]}

    line = lines["団体の申込み・ページの確認"]
    assert (line.count, line.url) == (2, org_list := url("organisation_changelist") + "?attention=waiting")
    assert Profile.objects.filter(state="waiting").count() == 1
    assert staff_client.get(org_list).status_code == 200
