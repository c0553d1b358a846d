"""What the database itself holds to be true of organisations, their people and their pages."""

import datetime

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic as transaction
from django.utils import timezone

from platform_orgs.models import Membership, Organisation, Profile
from tests import factories

pytestmark = pytest.mark.django_db


def test_person_and_address_act_once_for_one_organisation_and_again_after_an_end(organisation):
    first = factories.make_membership(organisation)

    for same in ({"person": first.person}, {"user": first.user}):
        with pytest.raises(IntegrityError, match="membership_one_live_per"), transaction():
            factories.make_membership(organisation, **same)
    first.ended_at = timezone.now()
    first.save()
    again = factories.make_membership(organisation, person=first.person, user=first.user)
    factories.make_membership(person=first.person, user=first.user)

    assert set(Membership.objects.live().filter(organisation=organisation)) == {again}


def test_representatives_without_an_address_may_be_several(organisation):
    for _ in range(2):
        factories.make_membership(organisation, user=None)

    assert organisation.memberships.live().count() == 2


def test_only_live_members_of_active_organisations_act(organisation, org_manager, org_editor):
    organisation.memberships.filter(user=org_editor).update(ended_at=timezone.now())

    assert Membership.objects.of_user(org_manager).count() == 1
    assert not Membership.objects.of_user(org_editor).exists()
    Organisation.objects.update(state=Organisation.State.SUSPENDED)
    assert not Membership.objects.of_user(org_manager).exists()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "draft"}, "profile_one_draft"),
        ({"state": "accepted"}, "profile_version_has_number_and_moment"),
        ({"state": "accepted", "number": 1, "sent_at": timezone.now()}, "profile_number"),
        (
            {
                "state": "accepted",
                "number": 2,
                "sent_at": timezone.now(),
                "fields_of_work": ["food", "elderly", "young", "other"],
            },
            "profile_up_to_three_fields_of_work",
        ),
    ],
)
def test_impossible_page_is_refused(values, constraint, organisation):
    with pytest.raises(IntegrityError, match=constraint), transaction():
        Profile.objects.create(organisation=organisation, name="x", kind="npo", **values)


def test_successor_only_after_the_end_and_never_oneself(organisation):
    other = factories.make_organisation()

    for values in ({"successor": other}, {"successor": organisation, "state": "merged"}):
        with pytest.raises(IntegrityError, match="organisation_"), transaction():
            Organisation.objects.filter(pk=organisation.pk).update(**values)
    Organisation.objects.filter(pk=organisation.pk).update(
        successor=other, state="merged", state_since=datetime.date(2026, 4, 1)
    )


def test_directory_lists_what_is_active_and_published(organisation):
    factories.make_organisation(is_published=False)
    factories.make_organisation(state="left")

    assert set(Organisation.objects.listed()) == {organisation}
    assert set(Organisation.objects.listed().matching("みほんのかい")) == {organisation}
