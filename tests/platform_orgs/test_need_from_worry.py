"""A worry becomes a draft of the office's own, without what says who it is."""

import pytest
from django.contrib.auth.models import Permission

from platform_orgs.models import Need
from portal.correspondence.models import Message
from portal.office.models import District
from supporters.concerns.offers import actions_for
from supporters.models import Concern
from tests import factories
from tests.platform_orgs.needing import TYPED
from tests.platform_orgs.office_needs import LIST, concern, press, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def test_worry_becomes_a_draft_that_staff_read_again_and_open(staff, staff_client):
    worry = concern()
    offer = actions_for(worry, staff)[0]
    shown = text(staff_client.get(offer.url))
    made = staff_client.post(offer.url, TYPED, follow=True)

    need = Need.objects.get()
    assert worry.what in shown
    assert (need.state, need.organisation, need.concern_id) == ("draft", None, worry.pk)
    assert "募集を始める" in text(made)
    press(staff_client, need, "send")
    need.refresh_from_db()
    assert need.state == "open"


def test_worry_makes_one_draft_only(staff, staff_client):
    worry = concern()
    first = actions_for(worry, staff)[0].url
    for _ in range(2):
        staff_client.post(first, TYPED)

    need = Need.objects.get()
    assert staff_client.get(first).url == url(need)
    assert actions_for(worry, staff)[0].url == url(need)


@pytest.mark.parametrize("what", ["見本さんの家です。", "090-0000-0001の人です。", "見本町1-2-3の家です。"])
def test_words_that_say_who_it_is_do_not_go_along(what, staff_client, staff):
    worry = concern(what)
    offer = actions_for(worry, staff)[0]

    page = staff_client.get(offer.url)

    assert page.context["form"]["body"].value() == ""
    assert "内容は写していません" in text(page)
    asked = text(staff_client.post(offer.url, TYPED | {"body": what}))
    assert "このまま進む" in asked
    assert not Need.objects.exists()
    staff_client.post(offer.url, TYPED | {"body": what, "confirmed": "yes"})
    assert Need.objects.get().pattern_confirmed


def test_clean_words_go_along_with_the_large_area_only(staff_client, staff):
    north = District.objects.create(name="北の地域")
    small = District.objects.create(name="小さな地区", parent=north)
    worry = concern(district=small)
    offer = actions_for(worry, staff)[0]

    page = staff_client.get(offer.url)

    assert page.context["form"]["body"].value() == worry.what
    assert page.context["form"]["district"].value() == north.pk
    assert small.name not in text(page)


def test_call_and_staff_without_the_right_have_no_button(staff):
    call = Concern(way="call")

    assert actions_for(call, staff) == []
    assert actions_for(concern(), factories.make_user(is_staff=True)) == []


def test_draft_needs_the_right_to_read_the_worry(client):
    half = factories.make_user(is_staff=True)
    half.user_permissions.set(Permission.objects.filter(codename__in=("view_need", "add_need")))
    client.force_login(half)

    assert client.get(f"{LIST}from-concern/{concern().pk}/").status_code == 403


def test_nobody_is_written_to_by_a_draft(staff, staff_client):
    before = Message.objects.count()
    worry = concern()

    staff_client.post(actions_for(worry, staff)[0].url, TYPED)

    assert Message.objects.count() == before
