"""The organisations in the yearly report: who has left since still counts in the years of membership."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from platform_orgs import actions
from platform_orgs.figures import chapter
from platform_orgs.models import Organisation, YearlyCheck
from portal.figures.actions import close_year
from portal.figures.models import ClosedYear
from portal.figures.periods import fiscal_year
from portal.figures.publication import for_publication
from portal.figures.tables import chapters_from_json
from tests import factories

pytestmark = pytest.mark.django_db

Y2024, Y2025, Y2026 = fiscal_year(2024), fiscal_year(2025), fiscal_year(2026)


@pytest.fixture(autouse=True)
def today(office):
    with time_machine.travel(factories.local(2026, 11, 27, 10), tick=False):
        yield


def tables(period):
    """{table: {row: number}} with what is not zero."""
    return {
        table.key.removeprefix("organisations-"): {
            row.label: row.values[0] for row in table.rows if row.values[0]
        }
        for table in chapter(period)
    }


def end(organisation, state, *day):
    actions.end(
        organisation_id=organisation.pk,
        state=Organisation.State(state),
        on=datetime.date(*day),
        reason="見本の理由",
        by=factories.make_user(is_staff=True),
    )


def member_since(*day, **fields):
    return factories.make_organisation(joined_on=datetime.date(*day), **fields)


def test_ended_organisation_counts_in_the_years_in_which_it_was_a_member(office):
    gone = member_since(2024, 5, 1, kind="npo", page={"fields_of_work": ["food", "elderly"]})
    member_since(2025, 6, 1, kind="medical")
    end(gone, "dissolved", 2026, 4, 2)

    then, before, now = tables(Y2025), tables(Y2024), tables(Y2026)

    assert before["kind"] == {"NPO法人": 1}
    assert before["changes"] == {"新しく参加した団体": 1, "期間の終わりの団体": 1}
    assert then["kind"] == {"NPO法人": 1, "医療関係": 1}
    assert then["field"] == {"高齢": 1, "食の支援": 1, "答えなし": 1}
    assert then["left"] == {}
    assert now["kind"] == {"医療関係": 1}
    assert now["left"] == {"解散": 1}
    assert now["changes"] == {"参加を終えた団体": 1, "期間の終わりの団体": 1}


def test_who_left_and_came_back_is_counted_for_both_times(office):
    organisation = member_since(2024, 5, 1)
    end(organisation, "left", 2025, 3, 31)
    actions.revive(organisation_id=organisation.pk, by=factories.make_user(is_staff=True))

    assert tables(Y2024)["left"] == {"退会": 1}
    assert tables(Y2024)["kind"] == {}
    assert tables(Y2025)["kind"] == {}
    assert tables(Y2026)["changes"] == {"ふたたび参加した団体": 1, "期間の終わりの団体": 1}


def test_kind_and_fields_are_those_of_the_page_that_was_public_when_the_period_ended(office):
    organisation = member_since(2024, 5, 1, kind="npo", page={"fields_of_work": ["food"]})
    first = organisation.published
    first.decided_at = factories.local(2024, 6, 1, 10)
    first.save()
    draft = organisation.profiles.get(state="draft")
    staff = factories.make_user(is_staff=True)

    def send(**values):
        draft.refresh_from_db()
        actions.save_page(
            organisation_id=organisation.pk,
            values=draft.values() | values,
            seen_revision=draft.revision,
            by=staff,
        )
        return actions.send_page(organisation_id=organisation.pk, by=staff)

    with time_machine.travel(factories.local(2026, 5, 1, 10), tick=False):
        actions.publish_page(profile_id=send(kind="medical", fields_of_work=["health"]).pk, by=staff)
    send(kind="company_or_group", fields_of_work=["learning"])  # nobody has published this one

    assert [tables(period)["kind"] for period in (Y2024, Y2025, Y2026)] == [
        {"NPO法人": 1}, {"NPO法人": 1}, {"医療関係": 1},
    ]  # fmt: skip
    assert [tables(period)["field"] for period in (Y2025, Y2026)] == [
        {"食の支援": 1}, {"医療・こころの健康": 1},
    ]  # fmt: skip


def test_pause_is_no_end(office):
    organisation = member_since(2025, 6, 1)
    staff = factories.make_user(is_staff=True)
    actions.suspend(organisation_id=organisation.pk, on=timezone.localdate(), reason="見本", by=staff)
    assert tables(Y2026)["kind"] == {"NPO法人": 1}
    actions.revive(organisation_id=organisation.pk, by=staff)

    assert tables(Y2026)["changes"] == {"期間の終わりの団体": 1}


def test_confirmations_meetings_and_outcomes(office):
    organisation = member_since(2025, 6, 1)
    for _twice in range(2):
        actions.confirm(organisation_id=organisation.pk, how=YearlyCheck.How.TELEPHONE)
        actions.ask(organisation_id=organisation.pk)
    factories.make_meeting(starts_at=factories.local(2026, 5, 10, 14))
    factories.make_meeting(starts_at=factories.local(2026, 12, 10, 14))
    factories.make_meeting(starts_at=factories.local(2026, 6, 10, 14), state="cancelled")
    factories.make_need(state="closed", outcome="helped")
    factories.make_need(state="closed", outcome="not")
    factories.make_need(state="closed", outcome="partly", audience="office")
    factories.make_need(state="expired")
    factories.make_need()
    factories.make_need(state="withdrawn")
    factories.make_need(state="draft", opened_at=None)

    found = tables(Y2026)

    assert found["done"] == {"ページの内容を確かめた団体": 1, "開いた会議": 1}
    assert found["outcome"] == {
        "助けになった": 1, "助けにならなかった・答えがなかった": 1, "募集中": 1, "期限切れ": 1,
    }  # fmt: skip
    assert tables(Y2025)["done"] == tables(Y2025)["outcome"] == {}


def test_closed_year_stays_as_it_was_whatever_happens_to_organisations(office):
    gone = member_since(2025, 6, 1)
    staff = factories.make_user(is_staff=True)
    close_year(year=2025, note="", by=staff)

    end(gone, "left", 2026, 2, 1)  # told to the office late: within the year that is closed

    chapters = chapters_from_json(ClosedYear.objects.get(year=2025).chapters)
    kept = next(chapter for chapter in chapters if chapter.name == "organisations")
    assert kept.tables[2].rows[0].values == (1,)
    assert tables(Y2025)["kind"] == {}


def test_why_few_left_is_not_given_out_and_how_many_take_part_is(office):
    member_since(2025, 6, 1)
    end(member_since(2025, 6, 1), "excluded", 2026, 5, 1)

    given = {table.key: for_publication(table) for table in chapter(Y2026)}

    assert {row.values for row in given["organisations-left"].rows} == {("＊",)}
    assert given["organisations-kind"].rows[0].values == (1,)


@pytest.mark.parametrize("count", [1, 3])
def test_chapter_costs_the_same_for_one_and_three(count, django_assert_num_queries, office):
    for _ in range(count):
        end(member_since(2025, 6, 1), "left", 2026, 5, 1)
        factories.make_need()
        factories.make_meeting(starts_at=factories.local(2026, 5, 10, 14))

    # organisations, their steps, their pages, confirmations, meetings, needs
    with django_assert_num_queries(6):
        chapter(Y2026)
