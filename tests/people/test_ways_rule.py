"""Who shows how somebody is reached reads ``person.ways``. A machine looks for those who do not."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.people.care import HIDDEN, Ways
from portal.people.models import Person

ROOT = Path(settings.BASE_DIR)
APPS = ("portal", "supporters", "trainings", "platform_orgs", "events")
# Names under which people go in code and templates.
PEOPLE = {"person", "people", "contact", "recipient", "known", "reached", "other", "keep", "drop", "someone"}
# They send, compare or print one alone, and show nothing to anybody else.
DECIDING = {
    "portal/bookings/actions/contact.py": "writes what was heard",
    "portal/bookings/actions/twins.py": "compares",
    "portal/bookings/admin/entry.py": "takes over what was typed",
    "portal/bookings/admin/twins.py": "compares",
    "portal/bookings/clashes.py": "asks whether there is one",
    "portal/bookings/door/matching.py": "compares",
    "portal/bookings/door/venue_pack.py": "asks whether there is one",
    "portal/bookings/importing/row_forms.py": "compares",
    "portal/bookings/lookup.py": "compares",
    "portal/bookings/messages.py": "compares",
    "portal/bookings/namesakes.py": "compares",
    "portal/correspondence/actions/paper.py": "asks whether there is one",
    "portal/correspondence/actions/telling.py": "chooses the way",
    "portal/correspondence/admin/outbox.py": "asks whether there is one",
    "portal/correspondence/call_list.py": "asks whether there is one",
    "portal/correspondence/models/paper.py": "asks whether there is one",
    "portal/correspondence/outbox.py": "sends",
    "portal/correspondence/paper.py": "what may not be printed is left out before",
    "portal/correspondence/prints.py": "what may not be printed is left out before",
    "portal/correspondence/templatetags/message_panels.py": "asks whether there is one",
    "platform_orgs/actions/joining.py": "makes a record of what an organisation typed",
    "platform_orgs/actions/members.py": "makes a record of what an organisation typed",
    "platform_orgs/messages.py": "tells about themselves",
    "supporters/concerns/drafts.py": "shows supporters their own",
    "portal/demo/own_page.py": "makes people up",
    "supporters/interest/opening.py": "compares",
    "supporters/me/actions.py": "writes what somebody says of themselves",
    "supporters/me/forms.py": "shows somebody to themselves",
    "portal/people/likeness.py": "compares",
    "portal/people/merging.py": "moves",
    "portal/retention/erasing.py": "removes the account of the address",
    "portal/people/models/person.py": "says the rule",
}
_IN_TEMPLATE = re.compile(rf"\b({'|'.join(sorted(PEOPLE))})\.({'|'.join(HIDDEN)})\b")


def test_templates_show_people_through_their_ways():
    """Texts (.txt) and the own page are what somebody is told or shown about themselves."""
    own_page = ROOT / "templates" / "supporters" / "me"
    files = [p for p in (ROOT / "templates").rglob("*.html") if own_page not in p.parents]

    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        for match in _IN_TEMPLATE.finditer(path.read_text())
    }

    assert found == set()


def test_code_that_reads_the_columns_is_known_to_this_test():
    found = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            reads = [node for node in ast.walk(ast.parse(path.read_text())) if _reads_a_column(node)]
            if reads:
                found.add(str(path.relative_to(ROOT)))

    assert found - set(DECIDING) == set()


def _reads_a_column(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr not in HIDDEN:
        return False
    owner = node.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name in PEOPLE


@pytest.mark.parametrize("name", HIDDEN)
def test_ways_hide_each_column_of_who_is_handled_with_care(name):
    fields = {other: "秘密" for other in HIDDEN if other != "district"}
    person = Person(**fields, handle_with_care=True)

    assert not getattr(person.ways, name)
    assert person.ways.is_hidden
    assert getattr(Ways(person, is_open=True), name) == getattr(person, name)


def test_ways_of_everybody_else_are_the_columns():
    person = Person(telephone="0857000001", email="a@example.com")

    assert (person.ways.telephone, person.ways.email, person.ways.is_hidden) == (
        "0857000001",
        "a@example.com",
        False,
    )
