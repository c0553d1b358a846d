"""Where the gaps are: a list while there is little, a table and a drawing later, and the yearly report."""

import datetime

import pytest
from django.utils import timezone

from platform_orgs.gaps import counting
from platform_orgs.gaps.figures import chapter
from platform_orgs.models import Need, PlatformSettings, Response, ResponseMessage
from portal.figures.periods import Period
from portal.figures.publication import for_publication
from portal.office.models import District
from tests import factories

pytestmark = pytest.mark.django_db

GAPS = "/platform/gaps/"


@pytest.fixture(autouse=True)
def office_exists(office):
    """Head and foot name the office."""


@pytest.fixture
def north(db):
    return District.objects.create(name="北地域")


def answer(need, *, shown=True, **fields):
    """An answer of some organisation, shown to the poster unless told otherwise."""
    response = Response.objects.create(need=need, organisation=factories.make_organisation(), **fields)
    ResponseMessage.objects.create(
        response=response,
        organisation=response.organisation,
        text="手伝えます",
        written_by=need.written_by,
        shown_at=timezone.now() if shown else None,
    )
    return response


def table_from(count):
    PlatformSettings.objects.create(pk=1, table_from_needs=count)


def close(need, outcome):
    Need.objects.filter(pk=need.pk).update(state="closed", outcome=outcome)


def test_few_needs_are_a_list_of_what_nobody_answers(org_neighbour_client):
    answered, not_yet_shown, taken_back, helped, not_helped = (
        factories.make_need(title=title)
        for title in ("答えあり", "事務局が確認中", "取り下げられた", "助けになった", "助けにならなかった")
    )
    answer(answered)
    answer(not_yet_shown, shown=False)
    answer(taken_back, state="withdrawn")
    close(helped, "helped")
    close(not_helped, "not")
    factories.make_need(title="だれも答えない")
    factories.make_need(title="事務局だけの", audience="office")
    factories.make_need(title="下書き", state="draft")
    factories.make_need(title="ずっと前の", opened_at=timezone.now() - datetime.timedelta(days=366))

    page = org_neighbour_client.get(GAPS)

    assert {need.title for need in page.context["needs"]} == {
        "事務局が確認中", "取り下げられた", "助けにならなかった", "だれも答えない",
    }  # fmt: skip
    assert page.context["count"] == 6
    assert "<table" not in page.content.decode()


def test_from_enough_needs_on_there_is_a_table_with_words_and_a_drawing(org_neighbour_client, north):
    table_from(6)
    part = District.objects.create(name="北東地区", parent=north)
    for number in range(5):
        factories.make_need(title=f"住まい{number}", category="housing", district=part if number else north)
    factories.make_need(title="仕事の困りごと", category="work")
    factories.make_resource(categories=["housing"], districts=[part.pk])
    factories.make_resource(categories=["money"])

    page = org_neighbour_client.get(f"{GAPS}?category=housing&area={north.pk}")

    content = page.content.decode()
    cells = {(cell.category, cell.area): cell for _label, row in page.context["matrix"].rows for cell in row}
    housing, work = cells["housing", north.pk], cells["work", 0]
    assert (housing.needs, housing.unanswered, housing.resources, housing.is_gap) == (5, 5, 1, True)
    assert (work.needs, work.unanswered, work.resources, work.is_gap) == (1, 1, 0, False)
    assert cells["money", 0].resources == cells["money", north.pk].resources == 1
    assert len(cells) == 12  # six categories; the whole city and the north
    assert content.count("gaps__gap") == content.count("<strong>はざま</strong>") == 1
    assert {need.title for need in page.context["needs"]} == {f"住まい{number}" for number in range(5)}
    assert "住まい・北地域" in content
    assert 'class="chart"' in content
    assert 'href="?category=work&amp;area=0#needs"' in content


def test_gap_needs_five_needs_and_half_of_them_without_an_answer():
    def is_gap(needs, unanswered):
        return counting.Cell("work", 0, needs, unanswered, 0).is_gap

    assert not is_gap(4, 4)
    assert is_gap(5, 3)
    assert is_gap(6, 3)
    assert not is_gap(5, 2)


@pytest.mark.parametrize("query", ["", "?category=x&area=y", "?category=housing&area=999", "?area=%00"])
def test_address_without_sense_shows_the_table_alone(query, org_neighbour_client):
    table_from(1)
    factories.make_need()

    page = org_neighbour_client.get(GAPS + query)

    assert page.status_code == 200
    assert page.context["chosen"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_three(count, org_neighbour_client, django_assert_num_queries, north):
    table_from(2)
    for _ in range(count):
        factories.make_need(factories.make_organisation(), district=north)
        factories.make_resource(districts=[north.pk])
    is_table = count == 3

    # session, user, memberships, needs, settings, then the list, or areas and resources, the chosen needs; the office
    with django_assert_num_queries(9 if is_table else 7):
        org_neighbour_client.get(f"{GAPS}?category=other_living&area={north.pk}")


@pytest.mark.parametrize("count", [3, 5])
def test_table_costs_the_same_for_three_and_five(
    count, org_neighbour_client, django_assert_num_queries, north
):
    table_from(2)
    for _ in range(count):
        factories.make_need(factories.make_organisation(), district=north)

    # session, user, memberships, needs, settings, areas, resources, the chosen needs, the office
    with django_assert_num_queries(9):
        org_neighbour_client.get(f"{GAPS}?category=other_living&area={north.pk}")


def test_chapter_of_the_yearly_report_counts_needs_by_category_and_area(north, django_assert_num_queries):
    answer(factories.make_need(category="work", district=north))
    close(factories.make_need(category="work"), "partly")
    factories.make_need(category="work", audience="office")
    factories.make_need(category="work", state="withdrawn")
    factories.make_need(category="money", opened_at=timezone.now() - datetime.timedelta(days=2))
    today = timezone.localdate()

    # needs, those for the office only, the areas
    with django_assert_num_queries(3):
        tables = chapter(Period(today, today))

    rows = [{row.label: row.values for row in table.rows} for table in tables]
    assert rows[0]["仕事"] == (2, 2, 1, 0)
    assert rows[0]["お金"] == (0, 0, 0, 0)
    assert rows[1] == {"市全域": (1, 1, 1, 0), "北地域": (1, 1, 0, 0)}
    assert rows[2]["仕事"] == (1,)


def test_what_is_for_the_office_only_changes_no_number_that_members_see(org_neighbour_client, north):
    """Neither the page, nor what is given out of the yearly report less what members can count."""
    table_from(3)
    for number in range(5):
        factories.make_need(title=f"住まい{number}", category="housing", district=north)
    addresses = [GAPS, f"{GAPS}?category=housing&area={north.pk}", f"{GAPS}?category=work&area=0"]
    today = timezone.localdate()

    def seen():
        pages = [org_neighbour_client.get(address).content.decode() for address in addresses]
        return pages, [for_publication(table) for table in chapter(Period(today, today))]

    before = seen()
    for fields in ({"district": north}, {}, {"state": "expired"}, {"state": "closed", "outcome": "not"}):
        factories.make_need(title="ひみつの題", category="housing", audience="office", **fields)
        factories.make_need(title="ひみつの題", category="work", audience="office", **fields)

    assert seen() == before
    assert sum(row.values[0] for row in chapter(Period(today, today))[2].rows) == 8


def test_table_drawing_and_words_say_the_same_numbers(org_neighbour_client, north):
    table_from(3)
    for number in range(6):
        need = factories.make_need(category="housing", district=None if number % 2 else north)
        if number < 2:
            answer(need)
    factories.make_need(category="work")

    page = org_neighbour_client.get(GAPS)
    cells = [cell for _label, row in page.context["matrix"].rows for cell in row]

    assert sum(cell.needs for cell in cells) == page.context["count"] == 7
    drawn = counting.counted(counting.needs_of(page.context["period"]))
    assert sum(cell.unanswered for cell in cells) == sum(not need.is_answered for need in drawn) == 5
    for cell in cells:
        behind = org_neighbour_client.get(f"{GAPS}?category={cell.category}&area={cell.area}")
        assert len(behind.context["needs"]) == cell.needs
        assert sum(not need.has_answer for need in behind.context["needs"]) == cell.unanswered
