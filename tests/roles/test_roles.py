"""Who may open what: every address as every role, with GET and POST, as docs/roles.md declares it."""

import pytest
from django.db import transaction

from platform_orgs.actions import suspend
from platform_orgs.models import Organisation
from tests.roles.addresses import Visit
from tests.roles.table import cell, declared, row
from tests.roles.walk import METHODS, Answer, ask
from tests.roles.world import ROLES, World

pytestmark = pytest.mark.django_db

# Files for everybody, which browsers may keep.
HANDED_OUT = {"office:notice-file", "events:material", "events:picture"}


def answers_of(visit: Visit, role: str, world: World) -> tuple[Answer, ...]:
    return tuple(ask(world.clients[role], method, visit.path, visit.sent) for method in METHODS)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(role: str, world: World, visits: list[Visit]) -> None:
    table, complaints = declared(), []

    for visit in visits:
        answers = answers_of(visit, role, world)
        said = table.get(visit.address, {}).get(role)
        if said and said != cell(answers):
            complaints.append(f"{visit.address} answers {cell(answers)}, not {said}")
        if visit.address.name not in HANDED_OUT:
            complaints += [f"{visit.path} {each.complaint}" for each in answers if each.complaint]

    assert not complaints, "\n".join(complaints)


def test_every_address_has_a_row_and_every_row_an_address(world: World, visits: list[Visit]) -> None:
    table = declared()

    new = [each for each in visits if each.address not in table]
    rows = [row(each.address, [cell(answers_of(each, role, world)) for role in ROLES]) for each in new]

    assert set(table) - {each.address for each in visits} == set()
    if rows:
        pytest.fail(
            "Addresses without a row in docs/roles.md. They answer as follows; put the rows there when each"
            " cell is as it should be:\n" + "\n".join(rows),
            pytrace=False,
        )


def test_inner_pages_of_an_organisation_that_pauses_open_to_none_of_its_people(
    world: World, visits: list[Visit]
) -> None:
    inner = [each for each in visits if each.address.name.startswith("platform:")]

    with transaction.atomic():
        mihon = Organisation.objects.get(slug="mihon")
        suspend(organisation_id=mihon.pk, on=mihon.joined_on, reason="見本", by=world.users["superuser"])
        seen = {
            answer.word
            for role in ("editor", "manager")
            for each in inner
            for answer in answers_of(each, role, world)
        }
        transaction.set_rollback(True)

    assert seen == {"404", "405"}
