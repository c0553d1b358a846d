"""A dignified end: leaving, dissolving, merging, exclusion, a pause; and coming back."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.errors import (
    EndsInTheFuture,
    NotTakingPart,
    OrganisationChangedMeanwhile,
    ReasonMissing,
    SuccessorUnfit,
)
from platform_orgs.models import Membership, Organisation
from portal.accounts.doors import may_sign_in_by_code
from portal.correspondence.kinds import NoLongerTrue, render
from portal.correspondence.models import Message
from portal.people.models import Person
from tests import factories
from tests.bookings.test_races import at_once

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 4, 1)


@pytest.fixture(autouse=True)
def office_exists(office):
    """Texts name the office."""


def end(organisation, by, **changes):
    values = {"state": "left", "on": DAY, "reason": "担い手がいない"} | changes
    return actions.end(organisation_id=organisation.pk, by=by, **values)


@pytest.mark.parametrize("state", ["left", "dissolved", "merged", "excluded"])
def test_page_becomes_one_line_and_its_people_are_out(
    state, organisation, org_manager, org_manager_client, staff, client
):
    heir = factories.make_organisation(slug="heir", name="あとつぎの会")
    assert may_sign_in_by_code(org_manager.email)

    end(organisation, staff, state=state, successor_id=heir.pk)

    content = client.get("/orgs/mihon/").content.decode()
    assert "2026年4月1日（水）に、このプラットフォームへの参加を終えました。" in content
    assert 'href="/orgs/heir/"' in content
    assert "担い手がいない" not in content
    assert "noindex" in content
    assert client.get("/orgs/mihon/logo/").status_code == 404
    assert org_manager_client.get("/platform/orgs/mihon/").status_code == 404
    assert org_manager_client.get("/platform/").status_code == 404
    assert not may_sign_in_by_code(org_manager.email)
    mail = render(Message.objects.get()).mail
    assert "あとつぎの会" in mail
    assert "担い手がいない" not in mail


def test_what_waits_is_put_away(organisation, org_manager, staff):
    actions.invite(
        organisation_id=organisation.pk,
        person=Person(name="新 人"),
        email="new@example.com",
        role="editor",
        by=org_manager,
    )
    draft = organisation.profiles.get(state="draft")
    actions.save_page(
        organisation_id=organisation.pk,
        values=draft.values() | {"appeal": "新"},
        seen_revision=0,
        by=org_manager,
    )
    actions.send_page(organisation_id=organisation.pk, by=org_manager)

    end(organisation, staff)

    assert not organisation.profiles.filter(state="waiting").exists()
    assert not organisation.invitations.filter(withdrawn_at=None).exists()


def test_end_needs_a_reason_a_day_and_a_fit_successor(organisation, staff):
    gone = factories.make_organisation(state="left")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    for changes, error in (
        ({"reason": " "}, ReasonMissing),
        ({"on": tomorrow}, EndsInTheFuture),
        ({"successor_id": gone.pk}, SuccessorUnfit),
        ({"successor_id": organisation.pk}, SuccessorUnfit),
        ({"revision": 7}, OrganisationChangedMeanwhile),
    ):
        with pytest.raises(error):
            end(organisation, staff, **changes)
    organisation.refresh_from_db()
    assert organisation.is_active


def test_end_happens_once(organisation, staff):
    end(organisation, staff)

    with pytest.raises(NotTakingPart):
        end(organisation, staff, state="excluded")
    with pytest.raises(NotTakingPart):
        actions.suspend(organisation_id=organisation.pk, on=DAY, reason="x", by=staff)


def test_what_hangs_on_an_organisation_ends_with_it(organisation, org_manager, staff):
    seen = []

    def ending(*, organisation, by):
        # Still live, so that the other side can be told who it was.
        seen.append((organisation.slug, organisation.memberships.live().count(), by))

    actions.ENDINGS.append(ending)
    try:
        end(organisation, staff)
    finally:
        actions.ENDINGS.remove(ending)

    assert seen == [("mihon", 1, staff)]


@pytest.mark.django_db(transaction=True)
def test_successor_cannot_end_while_it_is_handed_what_is_open():
    organisation, heir = (factories.make_organisation() for _ in range(2))
    staff = factories.make_user(is_staff=True)
    free = []

    def ending(*, organisation, by):
        rows = Organisation.objects.select_for_update(skip_locked=True).filter(pk=heir.pk)

        def look():
            with transaction.atomic():
                free.extend(rows)

        at_once([look])

    actions.ENDINGS.append(ending)
    try:
        end(organisation, staff, successor_id=heir.pk)
    finally:
        actions.ENDINGS.remove(ending)

    assert free == []


def test_coming_back_revives_the_page_but_nobody_s_place(organisation, org_manager, staff, client):
    heir = factories.make_organisation()
    end(organisation, staff, successor_id=heir.pk)

    actions.revive(organisation_id=organisation.pk, by=staff)

    organisation.refresh_from_db()
    assert (organisation.state, organisation.successor) == ("active", None)
    assert client.get("/orgs/mihon/").status_code == 200
    assert not Membership.objects.live().exists()
    assert list(organisation.steps.values_list("verb", flat=True)) == ["ended", "revived"]
    with pytest.raises(NoLongerTrue):
        render(Message.objects.get())


def test_pause_rests_page_and_people_and_resuming_brings_both_back(
    organisation, org_manager, org_manager_client, staff, client
):
    actions.suspend(organisation_id=organisation.pk, on=DAY, reason="事務所の火事", by=staff)
    paused = client.get("/orgs/mihon/").content.decode()
    inside = org_manager_client.get("/platform/orgs/mihon/profile/")
    with pytest.raises(NotTakingPart):
        actions.send_page(organisation_id=organisation.pk, by=org_manager)
    actions.revive(organisation_id=organisation.pk, by=staff)

    assert "2026年4月1日（水）から、お休みしています。" in paused
    assert "事務所の火事" not in paused
    assert inside.status_code == 404
    assert org_manager_client.get("/platform/orgs/mihon/profile/").status_code == 200
    assert Organisation.objects.get(pk=organisation.pk).state_reason == ""
