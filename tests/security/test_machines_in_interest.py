"""The same marks on 研修のお知らせ."""

import pytest

from supporters.interest.actions import ask, leave
from supporters.interest.models import Interest
from tests.security.test_machines import MARK, NOBODYS, opened_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

FORM = "/supporters/interest/"
LIST = "/admin/supporters/interest/"


def send(client, number: int, **signs: str) -> Interest:
    answer = client.post(FORM, {"telephone": f"08571111{number}"} | signs)
    assert answer.url == "/supporters/interest/listed/"
    return Interest.objects.latest("pk")


def test_person_is_not_marked_and_a_machine_gets_the_same_answer_and_is(client, manager_client, time_machine):
    signs = opened_form(client, FORM, time_machine, seconds=20)

    assert not send(client, 10, **signs).may_be_machine
    assert MARK not in manager_client.get(LIST).content.decode()
    for at, nobody in enumerate(NOBODYS[:3]):
        assert send(client, 20 + at, **signs | {"homepage": nobody}).may_be_machine
    assert send(client, 30).may_be_machine
    assert send(client, 31, **opened_form(client, FORM, time_machine, seconds=2)).may_be_machine
    assert manager_client.get(LIST).content.decode().count(MARK) == 5


def test_machine_marks_nobody_who_is_on_the_list_already():
    first = ask(telephone="0857111110")

    assert not ask(telephone="0857111110", may_be_machine=True).may_be_machine
    leave(interest_id=first.pk)
    assert ask(telephone="0857111110", may_be_machine=True).may_be_machine
