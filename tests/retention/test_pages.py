"""保存期間 in admin: for managers, numbers only."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.inquiries.models import Inquiry
from portal.retention.models import RetentionCount, RetentionPeriod, RetentionRun
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "admin:retention"


def client_in(group):
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name=group)])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def address():
    return reverse("admin:retention_change", args=["inquiries"])


def test_manager_sets_a_period_with_a_reason(address):
    client = client_in("管理者")

    empty = client.post(address, {"months": "24", "reason": ""})
    answer = client.post(address, {"months": "24", "reason": "文書管理規程"}, follow=True)

    assert "理由を入力してください。" in empty.content.decode()
    assert answer.redirect_chain == [(reverse(LIST), 302)]
    row = RetentionPeriod.objects.get()
    assert (row.kind, row.months, row.reason) == ("inquiries", 24, "文書管理規程")
    assert "文書管理規程" in answer.content.decode()


def test_ladder(address, stranger_client):
    lesser, anonymous, manager = client_in("職員"), Client(), client_in("管理者")

    for page in (reverse(LIST), address):
        assert lesser.get(page).status_code == 403
        assert stranger_client.get(page).status_code == 302
        assert anonymous.get(page).url.startswith(reverse("admin:login"))
        assert manager.get(page).status_code == 200
        assert manager.put(page).status_code == 405
    assert manager.post(reverse(LIST)).status_code == 405
    assert lesser.post(address, {"months": "1", "reason": "x"}).status_code == 403
    assert manager.get(reverse("admin:retention_change", args=["nothing"])).status_code == 404
    assert not RetentionPeriod.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_queries_for_one_and_three(rows, django_assert_num_queries):
    client = client_in("管理者")
    for n in range(rows):
        run = RetentionRun.objects.create(day=f"2026-04-0{n + 1}")
        RetentionCount.objects.create(run=run, kind="inquiries", removed=5, failed=n)
        long_ago = "2020-01-01T00:00+09:00"
        Inquiry.objects.create(
            body="x", name="見本 花子", state="answered", received_at=long_ago, read_by=long_ago
        )

    # Session, account, two of permissions, chosen periods (twice), what is due of each of the 22 kinds, the
    # runs and their counts.
    with django_assert_num_queries(30):
        page = client.get(reverse(LIST)).content.decode()

    assert f"{rows}件" in page
    # Years as people say them; no period of 36か月 anywhere.
    assert '<td class="nowrap" data-label="保存期間">3年</td>' in page
    assert "36か月" not in page
    assert '<td data-label="保存期間">1年（サーバーの設定）</td>' in page
    assert "見本" not in page
