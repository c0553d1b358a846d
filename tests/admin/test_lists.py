"""What all stock lists of the office share: cells with their column's words, words where there is nothing."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


def listed(client, name, query=""):
    return client.get(reverse(f"admin:{name}_changelist") + query).content.decode()


@pytest.fixture
def clerk_client():
    """Of the office's own role 職員."""
    user = factories.make_user(is_staff=True)
    user.groups.set([Group.objects.get(name="職員")])
    client = Client()
    client.force_login(user)
    return client


def test_cells_say_their_column_where_a_row_is_a_card_and_empty_ones_are_marked(staff_client):
    factories.make_notice("見本のお知らせ", is_pinned=True)

    page = listed(staff_client, "office_notice")

    assert '<th data-label="題名" class="field-title">' in page
    assert '<td data-empty class="field-published_until nowrap">－</td>' in page
    assert 'alt="はい"' in page
    assert 'alt="True"' not in page


def test_empty_list_says_so_and_a_search_without_result_leads_back(staff_client):
    empty = listed(staff_client, "office_notice")
    factories.make_notice()
    found_nothing = listed(staff_client, "office_notice", "?q=zzz")

    assert '<p class="found">まだありません。</p>' in empty
    assert (
        '<p class="found">条件に合うものは、ありません。 <a href="?">すべて表示する</a></p>' in found_nothing
    )


@pytest.mark.parametrize(
    "name",
    ["platform_orgs_platformsettings", "supporters_registrysettings", "trainings_certificatesettings"],
)
def test_settings_that_nobody_changed_say_who_changes_them(clerk_client, manager_client, name):
    for_clerk, for_manager = listed(clerk_client, name), listed(manager_client, name)

    words = "まだだれも変えていないので、はじめの値で動いています。変えるのは管理者です。"
    assert words in for_clerk
    assert words in for_manager
    assert "はじめの値を変える" not in for_clerk
    assert f'href="{reverse(f"admin:{name}_add")}">はじめの値を変える</a>' in for_manager


def test_list_leads_back_to_the_day_s_work(staff_client):
    page = listed(staff_client, "office_notice")

    assert f'<a href="{reverse("admin:index")}">きょうの仕事</a> &rsaquo; お知らせ</div>' in page


def test_inquiries_are_in_the_head_of_every_page(staff_client, clerk_client):
    link = f'<a href="{reverse("admin:inquiries_inquiry_changelist")}">お問い合わせ</a>'

    assert link in listed(clerk_client, "office_notice")
    assert link in listed(staff_client, "office_notice")


def test_refused_and_missing_pages_of_the_office_lead_back_to_the_day_s_work(clerk_client, client):
    back = '<a href="/admin/">きょうの仕事へ戻る</a>'

    refused = clerk_client.get(reverse("admin:retention"))
    missing = clerk_client.get("/admin/nothing-here/")
    public = client.get("/nothing-here/")

    assert [refused.status_code, missing.status_code, public.status_code] == [403, 404, 404]
    assert "この画面は、あなたの役割では開けません" in refused.content.decode()
    assert [back in page.content.decode() for page in (refused, missing, public)] == [True, True, False]


def test_form_leads_back_to_its_list_and_the_day_s_work(staff_client):
    notice = factories.make_notice("見本のお知らせ")

    page = staff_client.get(reverse("admin:office_notice_change", args=[notice.pk])).content.decode()

    crumbs = page[page.index('<div class="breadcrumbs">') :].split("</div>")[0]
    assert f'<a href="{reverse("admin:index")}">きょうの仕事</a>' in crumbs
    assert f'<a href="{reverse("admin:office_notice_changelist")}">お知らせ</a>' in crumbs
    assert "ホーム" not in crumbs
