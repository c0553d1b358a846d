"""お知らせ: what is news, what was, what nobody may read yet; its files."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.office.models import Notice, NoticeFile
from tests.factories import in_days, make_notice, make_user
from tests.platform_orgs.files import archive, pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path, office):
    settings.MEDIA_ROOT = tmp_path


def test_list_has_what_is_news_and_below_it_what_was_and_nothing_else(client):
    make_notice("きのうの話", published_from=in_days(-1))
    make_notice("古い", published_from=in_days(-5))
    make_notice("上に出す", published_from=in_days(-9), is_pinned=True)
    make_notice("終わった", published_from=in_days(-9), published_until=in_days(-2))
    make_notice("下書き", published_from=None)
    make_notice("これから", published_from=in_days(2))
    make_notice("隠した", hidden_from=timezone.now())

    content = client.get("/news/").content.decode()

    shown = ["上に出す", "きのうの話", "古い", "これまでのお知らせ", "終わった"]
    assert sorted(shown, key=content.index) == shown
    assert not [name for name in ("下書き", "これから", "隠した") if name in content]


def test_home_shows_three_at_most_and_no_heading_without_any(client):
    assert 'href="/news/notice' not in client.get("/").content.decode()
    for number in range(4):
        make_notice(f"お知らせ{number}", published_from=in_days(-number - 1))
    make_notice("終わった", published_until=timezone.now())

    content = client.get("/").content.decode()

    assert [f"お知らせ{number}" in content for number in range(4)] == [True, True, True, False]
    assert "終わった" not in content


def test_page_of_what_is_over_stays_and_says_so_and_others_are_404(client):
    over = make_notice(published_until=in_days(0, hour=0))
    draft, later = make_notice(published_from=None), make_notice(published_from=in_days(1))
    hidden = make_notice(hidden_from=timezone.now())

    assert "までのお知らせです" in client.get(f"/news/{over.slug}/").content.decode()
    assert {client.get(f"/news/{n.slug}/").status_code for n in (draft, later, hidden)} == {404}


def test_body_is_rich_text_without_html(client):
    notice = make_notice(body="# 見出し\n\n<script>alert(1)</script> [x](javascript:alert(1))")

    content = client.get(f"/news/{notice.slug}/").content.decode()

    assert "<h2>見出し</h2>" in content
    assert "<script>alert" not in content
    assert 'href="javascript' not in content


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_cost_the_same_for_one_and_three(client, django_assert_num_queries, count):
    for number in range(count):
        make_notice(slug=f"n{number}")
        NoticeFile.objects.create(notice=Notice.objects.get(slug="n0"), label="表", file="x.pdf", size=1)

    # What is news, what was; the office.
    with django_assert_num_queries(3):
        client.get("/news/")
    # The notice, its files; the office.
    with django_assert_num_queries(3):
        client.get("/news/n0/")


# --- staff ------------------------------------------------------------------------------------------------


def typed(*files, **fields):
    values = {
        "title": "募集のお知らせ",
        "category": "call",
        "body": "本文",
        "published_from_0": "2026-01-01",
        "published_from_1": "09:00",
        "slug": "boshu",
        "files-TOTAL_FORMS": str(len(files)),
        "files-INITIAL_FORMS": "0",
    }
    for number, upload in enumerate(files):
        values |= {f"files-{number}-label": "募集要項", f"files-{number}-upload": upload}
    return values | fields


def in_role(name):
    """A client of somebody who has this role of the office and nothing else."""
    user, client = make_user(is_staff=True), Client()
    user.groups.set(Group.objects.filter(name=name))
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", ["職員", "管理者"])
def test_whoever_works_in_the_office_writes_notices_and_changes_their_files(role):
    client, add = in_role(role), reverse("admin:office_notice_add")

    assert client.post(add, typed(pdf())).status_code == 302
    notice = Notice.objects.get()
    change = reverse("admin:office_notice_change", args=[notice.pk])
    row = {"files-INITIAL_FORMS": "1", "files-TOTAL_FORMS": "1", "files-0-id": str(notice.files.get().pk)}
    row |= {"files-0-notice": str(notice.pk), "files-0-label": "要項", "seen_revision": "0"}
    answer = client.post(change, typed(title="変えた") | row)
    assert answer.status_code == 302, answer.content.decode()
    assert (Notice.objects.get().title, NoticeFile.objects.get().label) == ("変えた", "要項")


def test_notices_are_written_by_nobody_else(stranger_client, staff_client):
    notice = make_notice(published_from=None)
    lesser = in_role("配慮の手配")
    pages = {name: reverse(f"admin:office_notice_{name}", args=[notice.pk]) for name in ("change", "preview")}
    pages |= {name: reverse(f"admin:office_notice_{name}") for name in ("add", "changelist")}

    for name, page in pages.items():
        assert lesser.get(page).status_code == 403, name
        assert lesser.post(page, typed()).status_code in {403, 405}, name
        for client in (stranger_client, Client()):
            assert client.post(page, typed()).url.startswith(reverse("admin:login")), name
    assert staff_client.post(pages["preview"]).status_code == 405
    assert staff_client.get(reverse("admin:office_notice_preview", args=[notice.pk + 1])).status_code == 404
    assert [row.title for row in Notice.objects.all()] == [notice.title]


def test_staff_write_a_notice_with_a_file_that_is_handed_out_as_a_download(staff_client, client):
    answer = staff_client.post(reverse("admin:office_notice_add"), typed(pdf()))
    assert answer.status_code == 302, answer.content.decode()
    content = client.get("/news/boshu/").content.decode()

    row = NoticeFile.objects.get()
    download = client.get(f"/news/boshu/files/{row.key}/")

    assert "募集要項（PDF、" in content
    assert f'href="/news/boshu/files/{row.key}/"' in content
    assert download.content == b"%PDF-1.7\n%%EOF\n"
    assert download["Content-Disposition"].startswith("attachment;")
    assert (download["X-Content-Type-Options"], download["Content-Type"]) == ("nosniff", "application/pdf")
    Notice.objects.update(hidden_from=timezone.now())
    assert client.get(f"/news/boshu/files/{row.key}/").status_code == 404


@pytest.mark.parametrize(
    "upload",
    [
        lambda: picture("papers.pdf"),
        lambda: pdf("page.html"),
        lambda: pdf("a.svg"),
        lambda: archive("a.docx", "x"),
        lambda: archive("a.docx", "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(staff_client, upload):
    answer = staff_client.post(reverse("admin:office_notice_add"), typed(upload()))

    assert answer.status_code == 200
    assert not Notice.objects.exists()


def test_refused_form_leaves_no_file_behind(staff_client, tmp_path):
    refused = staff_client.post(reverse("admin:office_notice_add"), typed(pdf(), pdf(), body=""))

    assert refused.status_code == 200
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    staff_client.post(reverse("admin:office_notice_add"), typed(pdf()))
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".pdf"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"published_until_0": "2025-12-31", "published_until_1": "09:00"},
        {"body": ""},
        {
            "hidden_from_0": "2026-02-01",
            "hidden_from_1": "9:00",
            "hidden_until_0": "2026-01-01",
            "hidden_until_1": "9:00",
        },
    ],
)
def test_notice_that_makes_no_sense_is_refused(staff_client, wrong):
    assert staff_client.post(reverse("admin:office_notice_add"), typed(**wrong)).status_code == 200
    assert not Notice.objects.exists()


def test_address_is_made_from_the_day_and_draft_can_be_previewed_and_copied(staff_client, client):
    staff_client.post(
        reverse("admin:office_notice_add"), typed(slug="", published_from_0="", published_from_1="")
    )
    notice = Notice.objects.get()
    preview = reverse("admin:office_notice_preview", args=[notice.pk])

    assert notice.slug == timezone.localdate().isoformat()
    assert client.get(f"/news/{notice.slug}/").status_code == 404
    assert "募集のお知らせ" in staff_client.get(preview).content.decode()
    assert client.get(preview).status_code == 302
    copy = staff_client.get(reverse("admin:office_notice_add") + f"?from={notice.pk}").content.decode()
    assert 'value="募集のお知らせ"' in copy
    assert f'value="{notice.slug}"' not in copy
