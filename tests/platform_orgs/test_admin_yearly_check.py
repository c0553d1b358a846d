"""The office follows the yearly check: who is overdue, sheets that come back."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.models import Membership, YearlyCheck
from portal.correspondence.models import OutboxMail
from tests import factories
from tests.platform_orgs.desk import org, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]


@pytest.fixture
def asked(organisation, org_manager):
    Membership.objects.get().person.__class__.objects.update(contact_wish="mail")
    return actions.ask(organisation_id=organisation.pk)


def test_list_says_who_is_overdue_and_which_address_fails(asked, organisation, staff_client):
    YearlyCheck.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    OutboxMail.objects.update(state="failed")

    content = staff_client.get(url("yearlycheck_changelist")).content.decode()
    listed = staff_client.get(url("organisation_changelist"), {"attention": "overdue"}).content.decode()

    assert "遅れている" in content
    assert "メール：送れなかった" in content
    assert "見本の会" in listed


def test_sheet_that_came_back_confirms_by_its_number(asked, organisation, staff_client):
    wrong = staff_client.post(url("yearlycheck_changelist"), {"number": "00000000"})
    changes = staff_client.post(url("yearlycheck_changelist"), {"number": asked.number, "changes": "1"})
    assert YearlyCheck.objects.get().answered_at is None
    right = staff_client.post(
        url("yearlycheck_changelist"), {"number": f"{asked.number[:4]}-{asked.number[4:]}"}, follow=True
    )

    assert "この番号はありません" in wrong.content.decode()
    assert changes.url == org("enter", organisation)
    assert "内容を確かめた日を、きょうにしました" in right.content.decode()
    assert YearlyCheck.objects.get().how == "sheet"


def test_who_may_only_look_records_no_sheet(asked):
    looker = factories.make_user(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_yearlycheck"))
    client = Client()
    client.force_login(looker)

    answer = client.post(url("yearlycheck_changelist"), {"number": asked.number})

    assert "確認を記録する権限がありません" in answer.content.decode()
    assert YearlyCheck.objects.get().answered_at is None


def test_sheets_are_printed_for_all_or_one(asked, organisation, staff_client):
    other = factories.make_organisation(name="別の会")
    actions.ask(organisation_id=other.pk)

    everybody = staff_client.get(url("yearlycheck_sheets")).content.decode()
    one = staff_client.get(url("yearlycheck_sheets"), {"number": asked.number}).content.decode()

    assert everybody.count('class="paper-page"') == 2
    assert one.count('class="paper-page"') == 1
    assert f"{asked.number[:4]}-{asked.number[4:]}" in one


def test_staff_ask_and_confirm_by_telephone(organisation, org_manager, staff_client):
    staff_client.post(org("ask", organisation))
    waits = staff_client.get(org("page", organisation)).content.decode()
    staff_client.post(org("confirm", organisation))

    assert "返事を待っています" in waits
    assert YearlyCheck.objects.get().how == "telephone"
