"""The same marks on the public forms in three steps: worries, 出前講座, joining the platform."""

from typing import Any, NamedTuple

import pytest
from django.urls import reverse

from platform_orgs.models import JoinApplication, JoinDraft
from supporters.models import Concern, ConcernDraft
from tests.platform_orgs.joining import TYPED as JOINING
from tests.security.test_machines import MARK, NOBODYS, opened_form, signs_on
from tests.supporters.concerns import TYPED as WORRY
from tests.trainings.visits import TYPED as VISIT
from trainings.visits.models import VisitDraft, VisitRequest

pytestmark = pytest.mark.django_db

CALL = {"telephone": "0857511111", "urgency": "no_hurry"}


class Kind(NamedTuple):
    path: str
    typed: dict[str, Any]
    draft: Any
    sent: Any
    admin: str


KINDS = {
    "worry": Kind("/supporters/concerns/new/write/", WORRY, ConcernDraft, Concern, "supporters_concern"),
    "call": Kind("/supporters/concerns/new/call/", CALL, ConcernDraft, Concern, "supporters_concern"),
    "visit": Kind("/trainings/visits/form/", VISIT, VisitDraft, VisitRequest, "trainings_visitrequest"),
    "joining": Kind("/orgs/join/", JOINING, JoinDraft, JoinApplication, "platform_orgs_joinapplication"),
}


@pytest.fixture(params=KINDS)
def kind(request, office) -> Kind:
    return KINDS[request.param]


def send(client, kind: Kind, **signs: str) -> Any:
    confirm = client.post(kind.path, kind.typed | signs).url
    draft = kind.draft.objects.latest("pk")
    assert "homepage" not in str(vars(draft))
    assert "homepage" not in client.get(confirm).content.decode()
    assert client.post(confirm).status_code == 302
    return kind.sent.objects.latest("pk")


def test_person_is_not_marked_and_a_machine_gets_the_same_answers_and_is(client, kind, time_machine):
    signs = opened_form(client, kind.path, time_machine, seconds=20)

    assert not send(client, kind, **signs).may_be_machine
    for nobody in NOBODYS[:3]:
        assert send(client, kind, **signs | {"homepage": nobody}).may_be_machine
    assert send(client, kind).may_be_machine
    assert send(client, kind, **opened_form(client, kind.path, time_machine, seconds=2)).may_be_machine


def test_mark_stays_when_the_draft_is_corrected(client, kind, time_machine):
    signs = opened_form(client, kind.path, time_machine, seconds=20)
    confirm = client.post(kind.path, kind.typed | signs | {"homepage": "x"}).url
    edit = confirm.removesuffix("confirm/")

    again = client.post(edit, kind.typed | opened_form(client, edit, time_machine, seconds=60))
    client.post(again.url)

    assert kind.sent.objects.get().may_be_machine


def test_person_whose_draft_became_invalid_is_not_marked_for_correcting_it(client, kind, time_machine):
    signs = opened_form(client, kind.path, time_machine, seconds=20)
    confirm = client.post(kind.path, kind.typed | signs).url
    kind.draft.objects.update(**({"typed": "{}"} if kind.draft is ConcernDraft else {"data": {}}))

    again = signs_on(client.get(confirm).content.decode())
    time_machine.shift(20)
    client.post(client.post(confirm.removesuffix("confirm/"), kind.typed | again).url)

    assert not kind.sent.objects.get().may_be_machine


def test_office_sees_the_mark_in_the_list_and_on_the_page(client, manager_client, kind):
    marked = send(client, kind)
    pages = [
        reverse(f"admin:{kind.admin}_changelist"),
        reverse(f"admin:{kind.admin}_page", args=[marked.pk]),
    ]

    assert [manager_client.get(page).content.decode().count(MARK) for page in pages] == [1, 1]
    kind.sent.objects.update(may_be_machine=False)
    assert [manager_client.get(page).content.decode().count(MARK) for page in pages] == [0, 0]
