"""年に一度の確認: asked once, answered by one press without signing in, and silence changes nothing."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from platform_orgs import actions, links
from platform_orgs.models import Organisation, YearlyCheck
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message, PaperItem
from tests import factories
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db

A_YEAR_AGO = datetime.timedelta(days=365)


@pytest.fixture(autouse=True)
def office_exists(db):
    factories.make_office()


@pytest.fixture
def old(organisation, org_manager):
    """Nobody has confirmed this organisation's page for a year."""
    Organisation.objects.filter(pk=organisation.pk).update(confirmed_on=timezone.localdate() - A_YEAR_AGO)
    return organisation


def path(check):
    return "/orgs/" + links.check_url(check).partition("/orgs/")[2]


def test_due_organisations_are_asked_once(old):
    young = factories.make_organisation()
    for state in ("left", "suspended"):
        factories.make_organisation(state=state, joined_on="2020-04-01")
    factories.make_organisation(is_published=False, joined_on="2020-04-01")
    never = factories.make_organisation(joined_on=timezone.localdate() - A_YEAR_AGO)

    assert [actions.ask_due(), actions.ask_due()] == [2, 0]

    assert set(YearlyCheck.objects.values_list("organisation", flat=True)) == {old.pk, never.pk}
    assert not young.checks.exists()
    assert Message.objects.count() == 1  # the other one has nobody yet: staff see it on their list


def test_year_after_an_answer_the_next_question_is_asked(old):
    actions.ask_due()
    actions.confirm(organisation_id=old.pk, how="telephone")

    with time_machine.travel(timezone.now() + A_YEAR_AGO):
        assert actions.ask_due() == 1
    assert old.checks.count() == 2


def test_mailed_page_shows_the_page_and_one_press_confirms(old, client):
    actions.ask_due()
    check = YearlyCheck.objects.get()
    assert links.check_url(check) in render(Message.objects.get()).mail

    shown = client.get(path(check))
    client.head(path(check))
    assert YearlyCheck.objects.get().answered_at is None  # a mail program that opens links confirms nothing
    pressed = client.post(path(check))
    again = client.post(path(check))
    done = client.get(path(check)).content.decode()

    assert "いまも合っています" in shown.content.decode()
    assert not shown.cookies
    assert not pressed.cookies
    assert "no-store" in shown["Cache-Control"]
    assert pressed.status_code == again.status_code == 302
    assert "確かめました" in done
    old.refresh_from_db()
    assert old.confirmed_on == timezone.localdate()
    assert (YearlyCheck.objects.get().how, old.steps.filter(verb="confirmed").count()) == ("link", 1)
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get())


@pytest.mark.parametrize("token", ["x", "1-1.x", "%00"])
def test_made_up_link_is_not_found(token, client):
    assert client.get(f"/orgs/still-right/{token}/").status_code == 404
    assert client.post(f"/orgs/still-right/{token}/").status_code == 404


def test_link_of_an_organisation_that_has_left_opens_nothing(old, client, staff):
    actions.ask_due()
    actions.end(organisation_id=old.pk, state="left", on=timezone.localdate(), reason="x", by=staff)

    for ask in (client.get, client.post):
        assert ask(path(YearlyCheck.objects.get())).status_code == 404
    assert YearlyCheck.objects.get().answered_at is None


def test_silence_takes_no_page_offline(old, client):
    actions.ask_due()

    with time_machine.travel(timezone.now() + 3 * A_YEAR_AGO):
        actions.ask_due()
        assert client.get("/orgs/mihon/").status_code == 200
    assert old.checks.count() == 1


def test_signed_in_member_confirms_by_one_press(old, org_manager_client, org_manager):
    actions.ask_due()

    before = org_manager_client.get("/platform/orgs/mihon/").content.decode()
    org_manager_client.post("/platform/orgs/mihon/still-right/")
    after = org_manager_client.get("/platform/orgs/mihon/").content.decode()

    assert "いまも合っています" in before
    assert "いまも合っています" not in after
    check = YearlyCheck.objects.get()
    assert (check.how, check.answered_by) == ("signed_in", org_manager)


def test_sending_a_new_page_answers_too(old, org_manager):
    actions.ask_due()

    actions.send_page(organisation_id=old.pk, by=org_manager)

    assert YearlyCheck.objects.get().how == "profile"


def test_manager_who_wishes_letters_gets_a_sheet_with_the_whole_page(old):
    old.memberships.all().delete()
    old.published.website = "https://example.org/kai"
    old.published.about = "くわしくは https://example.org/more へ"
    old.published.save()
    person = factories.make_person(contact_wish="letter", address="見本町1-1")
    factories.make_membership(old, user=None, person=person)

    actions.ask_due()

    assert PaperItem.objects.get().medium == "letter"
    text = render(Message.objects.get()).on_paper
    check = YearlyCheck.objects.get()
    number = f"{check.number[:4]}-{check.number[4:]}"
    for fact in (number, "□　このままでよい", "見本の会", "example.org/kai", "example.org/more"):
        assert fact in text
    assert "http" not in text


@pytest.mark.django_db(transaction=True)
def test_asked_at_once_by_two_machines_is_asked_once():
    factories.make_office()
    organisation = factories.make_organisation(joined_on="2020-04-01")
    factories.make_membership(organisation)

    at_once([actions.ask_due] * 3)

    assert YearlyCheck.objects.count() == Message.objects.count() == 1
