"""職員アカウントの棚卸し: each account with its roles, who gave them and when, printed once a year."""

import pytest

from portal.accounts.models import AccountStep
from portal.accounts.retention import _old_steps
from portal.accounts.staff.accounts import change_roles, close_account, open_account
from tests import factories
from tests.staff_door.managing import make_colleague, make_manager

pytestmark = pytest.mark.django_db

PAGE = "/admin/audit/entry/accounts/"


def reviewed(client):
    return {row.account.email: row for row in client.get(PAGE).context["accounts"]}


def test_review_names_who_opened_the_account_and_gave_each_role(manager_client):
    one, two = make_manager(name="管理 一"), make_manager(name="管理 二")
    user, _password = open_account(email="new@example.com", name="新人", roles={"職員"}, by=one)
    change_roles(user_id=user.pk, roles={"職員", "取扱注意"}, seen={"職員"}, by=two)

    row = reviewed(manager_client)["new@example.com"]

    assert row.opened.by == one
    assert {held.name: held.granted.by for held in row.roles} == {"職員": one, "取扱注意": two}
    text = manager_client.get(PAGE).content.decode()
    assert "取扱注意 <small>管理 二 " in text


def test_role_given_again_names_who_gave_it_last_and_one_of_before_the_record_nobody(manager_client):
    boss, other = make_manager(email="boss@example.com"), make_manager()
    clerk = make_colleague("職員", email="clerk@example.com")
    change_roles(user_id=clerk.pk, roles={"管理者"}, seen={"職員"}, by=boss)
    change_roles(user_id=clerk.pk, roles={"職員"}, seen={"管理者"}, by=boss)
    change_roles(user_id=clerk.pk, roles={"管理者"}, seen={"職員"}, by=other)

    rows = reviewed(manager_client)

    assert [(held.name, held.granted.by) for held in rows["clerk@example.com"].roles] == [("管理者", other)]
    assert [(held.name, held.granted) for held in rows["boss@example.com"].roles] == [("管理者", None)]
    assert [held.name for held in rows["manager@example.com"].roles] == ["全体の管理者"]
    assert rows["clerk@example.com"].opened is None


@pytest.mark.parametrize("count", [1, 3])
def test_review_costs_the_same_for_any_number(count, manager_client, django_assert_num_queries):
    boss = make_manager()
    for number in range(count):
        open_account(email=f"new{number}@example.com", name="新人", roles={"職員"}, by=boss)

    # Session, user; accounts with what they come in with, their roles, who gave them.
    with django_assert_num_queries(5):
        assert manager_client.get(PAGE).status_code == 200


def test_who_gave_a_role_is_known_for_as_long_as_the_account_is_open():
    boss, other = make_manager(), make_manager()
    long_ago = factories.in_days(-2000)
    user, _password = open_account(email="new@example.com", name="新人", roles={"職員"}, by=boss)
    AccountStep.objects.create(user=user, by=boss, verb="unlocked")
    AccountStep.objects.update(at=long_ago)

    assert list(_old_steps(factories.in_days(-1000)).values_list("verb", flat=True)) == ["unlocked"]
    close_account(user_id=user.pk, by=other)
    assert _old_steps(factories.in_days(-1000)).count() == 3
