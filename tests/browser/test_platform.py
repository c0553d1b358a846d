"""An organisation joins, is accepted, comes in by its invitation, fills its page, sends it, and is published."""

import io

import pytest
from django.conf import settings
from PIL import Image

from platform_orgs import actions, links
from platform_orgs.models import Invitation, JoinApplication, Membership, Organisation, YearlyCheck
from portal.people.models import Person
from tests import factories
from tests.browser.checks import cut_off, scroll_width, violations
from tests.browser.states import Visit, follow, press
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def path(url):
    return url.removeprefix(settings.SITE_URL)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(file, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_from_joining_to_the_public_page(open_page, office, staff, axe):
    visitor = open_page()
    _applies(visitor, axe)
    desk = open_page(viewport={"width": 1280, "height": 900})
    _is_accepted(desk, staff)
    member = open_page()
    _takes_the_invitation(member, axe)
    _fills_the_page(member, axe)
    _is_published(desk, axe)

    visitor.goto("/orgs/?q=いばしょ#list")
    axe(visitor)
    follow(visitor, "見本 居場所の会")
    axe(visitor)
    assert visitor.get_by_text("だれでもどうぞ").is_visible()
    assert visitor.locator(".org-logo img").evaluate("img => img.naturalWidth") == 300
    assert visitor.get_by_role("link", name="0857-11-2233").is_visible()


def _applies(page, axe):
    page.goto("/orgs/")
    follow(page, "参加を申し込む")
    press(page, "確認へ進む")
    axe(page)  # with every mistake that an empty form has
    page.get_by_label("団体の名前 ※必須").fill("見本 居場所の会")
    page.get_by_label("団体の名前のふりがな").fill("みほん いばしょのかい")
    page.get_by_label("NPO法人").check()
    page.get_by_label("居場所・見守り").check()
    page.get_by_label("どんな活動をしていますか").fill("週に一度、集まっています。")
    page.get_by_label("担当の人のお名前").fill("髙橋 花子")
    page.get_by_label("担当の人のふりがな").fill("たかはし はなこ")
    page.get_by_label("メール", exact=True).check()
    page.get_by_label("メールアドレス").fill("hanako@example.com")
    press(page, "確認へ進む")
    axe(page)
    press(page, "この内容で申し込む")
    axe(page)
    assert page.locator("h1").inner_text() == "参加の申込みを受け取りました"


def _is_accepted(page, staff):
    sign_in(page, staff)
    follow(page, "団体の申込み・ページの確認")
    follow(page, "見本 居場所の会")
    follow(page, "参加を承認する")
    assert violations(page) == []
    page.get_by_label("ページのアドレス").fill("ibasho")
    press(page, "参加を承認する")
    assert violations(page) == []
    assert JoinApplication.objects.get().state == "accepted"


def _takes_the_invitation(page, axe):
    page.goto(path(links.invitation_url(Invitation.objects.get())))
    axe(page)
    press(page, "引き受ける")
    axe(page)
    assert page.locator("h1").inner_text().endswith("見本 居場所の会")


def _fills_the_page(page, axe):
    follow(page, "ページの内容を直す")
    axe(page)
    page.get_by_label("ひとことで言うと").fill("だれでもどうぞ")
    page.get_by_label("電話番号 ※任意").fill("0857-11-2233")
    page.get_by_label("電話番号を見せる範囲").select_option("public")
    page.get_by_label("ロゴや写真").set_input_files(picture())
    page.get_by_label("Webサイトのアドレス ※任意").fill("javascript:alert(1)")
    press(page, "送る")
    axe(page)
    page.get_by_label("Webサイトのアドレス ※任意").fill("www.example.org")
    press(page, "保存して、見え方を確かめる")
    axe(page)
    press(page, "送る")
    axe(page)
    assert "送りました。職員が確認します" in page.locator("main").inner_text()


def _is_published(page, axe):
    page.goto("/admin/platform_orgs/organisation/?attention=waiting")
    follow(page, "見本 居場所の会")
    assert violations(page) == []
    press(page, "この内容で公開する")
    assert Organisation.objects.get().published.logo


@pytest.fixture
def inside(organisation, org_manager, org_editor, staff):
    """Pages inside the organisation, in the states that the walk does not come through."""
    draft = organisation.profiles.get(state="draft")
    actions.save_page(
        organisation_id=organisation.pk, values=draft.values() | {"hours": "毎日"}, seen_revision=0, by=staff
    )
    version = actions.send_page(organisation_id=organisation.pk, by=staff)
    actions.send_page_back(profile_id=version.pk, remark="電話番号を書いてください。", by=staff)
    newcomer = {"person": Person(name="新 人"), "role": "editor", "by": org_manager}
    invitation = actions.invite(organisation_id=organisation.pk, email="new@example.com", **newcomer)
    sheet = actions.invite(
        organisation_id=organisation.pk, person=Person(name="紙 人"), email="", role="editor", by=staff
    )
    check = actions.ask(organisation_id=organisation.pk)
    factories.make_organisation(slug="ended", name="終わった会", state="left", successor=organisation)
    own = f"/platform/orgs/{organisation.slug}/"
    editor = Membership.objects.get(user=org_editor)
    return [
        Visit("home", "/platform/"),
        Visit("organisation", own),
        Visit("page sent back", f"{own}profile/"),
        Visit("preview", f"{own}profile/preview/"),
        Visit("history", f"{own}profile/history/"),
        Visit("members", f"{own}members/"),
        Visit("member", f"{own}members/{editor.pk}/"),
        Visit("invite", f"{own}members/invite/", lambda page: press(page, "招待を送る")),
        Visit("invitation", path(links.invitation_url(invitation))),
        Visit("invitation on paper", path(links.sheet_url(sheet))),
        Visit("still right", path(links.check_url(check))),
        Visit("ended", "/orgs/ended/"),
        Visit("gone invitation", "/orgs/invitation/x/"),
        Visit("gone check", "/orgs/still-right/x/"),
        Visit("directory without results", "/orgs/?q=ありえないことば"),
        Visit("confirmed", path(links.check_url(check)), lambda page: press(page, "いまも合っています")),
    ]


def test_pages_in_other_states_pass_axe_and_fit_a_small_screen(
    open_page, office, inside, org_manager_client, live_server
):
    page = open_page(viewport={"width": 320, "height": 568})
    session = org_manager_client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )

    broken, widths, lost = {}, {}, {}
    for visit in inside:
        visit.make(page)
        broken[visit.name] = violations(page)
        widths[visit.name] = scroll_width(page)
        lost[visit.name] = cut_off(page)

    assert {name: found for name, found in broken.items() if found} == {}
    assert {name: width for name, width in widths.items() if width > 320} == {}
    assert {name: texts for name, texts in lost.items() if texts} == {}
    assert YearlyCheck.objects.get().how == "link"
