"""Two people edit one page at once, and nobody's words are lost."""

import pytest

from platform_orgs import actions
from platform_orgs.actions.profile import draft_of
from platform_orgs.errors import PageChangedMeanwhile
from platform_orgs.models import ProfileEdit
from portal.errors import PortalError
from tests import factories
from tests.bookings.test_races import at_once
from tests.platform_orgs.pages import TYPED, URL, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "own_storage")]


def test_changes_of_two_in_different_places_are_taken_together(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="代表の言葉")

    with pytest.raises(PageChangedMeanwhile) as met:
        actions.save_page(
            organisation_id=organisation.pk,
            values=organisation.published.values() | {"hours": "毎日"},
            seen_revision=0,
            by=org_editor,
        )

    meanwhile = met.value
    assert (meanwhile.clashes, meanwhile.taken_over, meanwhile.by) == ({}, ["appeal"], "代表 一子")
    assert (meanwhile.merged["appeal"], meanwhile.merged["hours"]) == ("代表の言葉", "毎日")
    assert draft_of(organisation).hours == ""
    actions.save_page(
        organisation_id=organisation.pk,
        values=meanwhile.merged,
        seen_revision=meanwhile.revision,
        by=org_editor,
    )
    assert (draft_of(organisation).appeal, draft_of(organisation).hours) == ("代表の言葉", "毎日")


def test_later_editor_sees_both_values_where_both_wrote_and_decides(
    organisation, org_manager, org_editor_client
):
    save(organisation, org_manager, appeal="代表の言葉", hours="毎日")

    refused = org_editor_client.post(URL, TYPED | {"send": "1"})
    content = refused.content.decode()
    form = refused.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    org_editor_client.post(URL, again | {"send": "1"})

    assert refused.status_code == 409
    assert "代表 一子さんが、先に保存しました" in content
    assert "代表の言葉" in content
    assert "だれでも来られる夕ごはん" in content
    assert "開いている日と時間" in content
    draft = draft_of(organisation)
    assert (draft.appeal, draft.hours) == ("だれでも来られる夕ごはん", "毎日")


def test_editor_who_changed_nothing_takes_nothing_back(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="代表の言葉")

    draft = actions.save_page(
        organisation_id=organisation.pk,
        values=organisation.published.values(),
        seen_revision=0,
        by=org_editor,
    )

    assert (draft.appeal, draft.revision) == ("代表の言葉", 1)


def test_same_change_by_both_is_no_clash(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="同じ")

    draft = save(organisation, org_editor, seen=0, appeal="同じ")

    assert (draft.appeal, draft.revision) == ("同じ", 1)


def test_without_a_record_of_what_was_seen_every_difference_is_shown(organisation, org_manager, org_editor):
    save(organisation, org_manager, appeal="代表の言葉")
    ProfileEdit.objects.filter(revision=0).delete()

    with pytest.raises(PageChangedMeanwhile) as met:
        actions.save_page(
            organisation_id=organisation.pk,
            values=organisation.published.values(),
            seen_revision=0,
            by=org_editor,
        )

    assert met.value.clashes == {"appeal": "代表の言葉"}


@pytest.mark.django_db(transaction=True)
def test_two_editors_saving_at_once_lose_nothing():
    factories.make_office()
    organisation = factories.make_organisation()
    one, two = (factories.make_membership(organisation).user for _ in range(2))

    def job(by, **changes):
        def run():
            try:
                actions.save_page(
                    organisation_id=organisation.pk,
                    values=organisation.published.values() | changes,
                    seen_revision=0,
                    by=by,
                )
            except PortalError as error:
                return error.merged
            return None

        return run

    done = at_once([job(one, appeal="一"), job(two, hours="二")])

    merged = next(result for result in done if result is not None)
    assert done.count(None) == 1
    assert (merged["appeal"], merged["hours"]) == ("一", "二")


@pytest.mark.django_db(transaction=True)
def test_two_sending_at_once_leave_one_waiting():
    factories.make_office()
    organisation = factories.make_organisation()
    users = [factories.make_membership(organisation).user for _ in range(2)]
    save(organisation, users[0], appeal="一")

    done = at_once([lambda u=u: actions.send_page(organisation_id=organisation.pk, by=u).pk for u in users])

    assert len(set(done)) == 1
    assert organisation.profiles.filter(state="waiting").count() == 1
