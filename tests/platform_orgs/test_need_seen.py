"""What members see of needs: the list, one need, and who is suggested for it."""

import pytest
from django.utils import timezone

from platform_orgs.models import Response
from platform_orgs.needs import actions
from portal.office.models import District
from tests import factories
from tests.platform_orgs.needing import answered, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

LIST = "/platform/needs/"
NEW = f"{LIST}new/"


def url(need, tail=""):
    return f"{LIST}{need.slug}/{tail}"


def text(answer):
    return answer.content.decode()


# --- what others see ------------------------------------------------------------------------------------------


def test_others_see_what_is_shared_and_nothing_else(organisation, org_neighbour_client):
    hidden = [
        factories.make_need(organisation, title="かくれ", **values)
        for values in (
            {"state": "draft"}, {"state": "received"}, {"state": "withdrawn"}, {"audience": "office"},
        )
    ]  # fmt: skip
    shared = [
        factories.make_need(organisation, title="みえる", **values)
        for values in ({}, {"state": "expired"}, {"state": "closed", "outcome": "helped"})
    ]

    everything = text(org_neighbour_client.get(f"{LIST}?state=all"))

    assert "かくれ" not in everything
    assert everything.count("card__title") == len(shared)
    for need in hidden:
        assert org_neighbour_client.get(url(need)).status_code == 404
        assert org_neighbour_client.get(url(need, "answer/")).status_code == 404
    for need in shared:
        assert org_neighbour_client.get(url(need)).status_code == 200


def test_address_shows_no_key_of_the_table(need, org_manager_client):
    assert org_manager_client.get(f"{LIST}{need.pk}/").status_code == 404
    assert not need.slug.isdigit()


def test_removed_member_with_an_open_tab_is_out(need, response, organisation, org_manager_client):
    organisation.memberships.update(ended_at=timezone.now())

    for tail in ("", "edit/", "send/", "responses/tonari/"):
        assert org_manager_client.get(url(need, tail)).status_code == 404
    for tail in ("withdraw/", "renew/", "outcome/", "responses/tonari/decide/"):
        assert org_manager_client.post(url(need, tail), {"do": "accept"}).status_code == 404
    assert Response.objects.get().state == "offered"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"食の困りごと", "家の困りごと"}),
        ("category=housing", {"家の困りごと"}),
        ("field=food", {"食の困りごと"}),
        ("state=closed", {"終わった困りごと"}),
        ("state=all", {"食の困りごと", "家の困りごと", "終わった困りごと"}),
        ("category=x&field=x&state=x&area=x&show=x", {"食の困りごと", "家の困りごと"}),
        ("page=99", {"食の困りごと", "家の困りごと"}),
        ("area=99999999999999", {"食の困りごと", "家の困りごと"}),
    ],
)
def test_list_is_filtered_by_its_address(query, titles, org_manager_client):
    factories.make_need(title="食の困りごと", field_of_work="food")
    factories.make_need(title="家の困りごと", category="housing")
    factories.make_need(title="終わった困りごと", state="closed", outcome="not")

    content = text(org_manager_client.get(f"{LIST}?{query}"))

    every = {"食の困りごと", "家の困りごと", "終わった困りごと"}
    assert {title for title in every if title in content} == titles


def test_area_finds_the_whole_city_and_its_parts(org_manager_client):
    north, south = (District.objects.create(name=name) for name in ("北の地域", "南の地域"))
    part = District.objects.create(name="北の地区", parent=north)
    for title, district in (("全域の", None), ("北の", north), ("地区の", part), ("南の", south)):
        factories.make_need(title=f"{title}困りごと", district=district)

    content = text(org_manager_client.get(f"{LIST}?area={north.pk}"))

    found = {title for title in ("全域の", "北の", "地区の", "南の") if f"{title}困りごと" in content}
    assert found == {"全域の", "北の", "地区の"}


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    count, org_manager_client, neighbour_org, org_neighbour, django_assert_num_queries
):
    for _ in range(count):
        answered(factories.make_need(factories.make_organisation()), neighbour_org, org_neighbour)

    # session, user; own memberships; how many, needs; settings, areas; the office in head and foot
    with django_assert_num_queries(8):
        answer = org_manager_client.get(LIST)

    assert text(answer).count("回答1件") == count


@pytest.mark.parametrize("count", [1, 3])
def test_need_costs_the_same_for_one_and_three_answers(
    count, need, org_manager_client, django_assert_num_queries
):
    for _ in range(count):
        place = factories.make_membership()
        answered(need, place.organisation, place.user)
        factories.make_resource(place.organisation, categories=["money"])

    # session, user; own memberships; need; answers; suggestions; the office in head and foot
    with django_assert_num_queries(7):
        answer = org_manager_client.get(url(need))

    assert text(answer).count("card__title") == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_thread_costs_the_same_for_one_and_three_messages(
    count, need, response, org_manager, org_manager_client, django_assert_num_queries
):
    for number in range(count):
        actions.write_message(response_id=response.pk, side="poster", text=f"言葉{number}", by=org_manager)

    # session, user; own memberships; response with its need; messages; the office in head and foot
    with django_assert_num_queries(6):
        answer = org_manager_client.get(url(need, "responses/tonari/"))

    assert text(answer).count("言葉") == count


# --- suggestions ----------------------------------------------------------------------------------------------


def test_suggestions_name_who_fits_and_why(
    organisation, org_manager, org_manager_client, org_neighbour_client
):
    north, south = (District.objects.create(name=name) for name in ("北の地域", "南の地域"))
    need = opened(organisation, org_manager, field_of_work="food", district=north)
    both = factories.make_organisation(name="両方の会")
    factories.make_resource(
        both, title="米", categories=["money"], fields_of_work=["food"], districts=[north.pk]
    )
    one = factories.make_organisation(name="分野だけの会")
    factories.make_resource(one, title="菓子", fields_of_work=["food"])
    for name, values in (
        ("遠い会", {"categories": ["money"], "districts": [south.pk]}),
        ("休みの会", {"categories": ["money"], "paused_at": timezone.now()}),
        ("関係ない会", {"categories": ["housing"]}),
        ("なんでもの会", {}),
    ):
        factories.make_resource(factories.make_organisation(name=name), **values)
    factories.make_resource(organisation, categories=["money"])

    content = text(org_manager_client.get(url(need)))

    assert content.index("両方の会") < content.index("分野だけの会")
    assert "「お金」・「食の支援」・北の地域に合う強み：米（食べもの）" in content
    assert "「食の支援」に合う強み：菓子（食べもの）" in content
    for name in ("遠い会", "休みの会", "関係ない会", "なんでもの会"):
        assert name not in content
    assert "両方の会" not in text(org_neighbour_client.get(url(need)))


def test_suggestions_are_at_most_five(need, org_manager_client):
    for _ in range(7):
        factories.make_resource(categories=["money"])

    assert text(org_manager_client.get(url(need))).count("card__title") == 5
