"""Whoever is removed, or whose organisation ends, between opening a page and pressing its button is a stranger:
asked again under the organisation's lock. The removal is committed while the press waits for that lock."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from platform_orgs.models import Membership, Need, Organisation
from tests import factories
from tests.bookings.test_races import at_once
from tests.platform_orgs.needing import ANSWERS, TYPED, answered, draft, opened

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/platform/"


@pytest.fixture
def place() -> Membership:
    factories.make_office()
    organisation = factories.make_organisation(slug="mihon", name="見本の会")
    factories.make_membership(organisation)
    return factories.make_membership(organisation)


@pytest.fixture
def neighbour() -> Membership:
    return factories.make_membership(factories.make_organisation(slug="tonari"))


def _own_need(place: Membership) -> Need:
    return opened(place.organisation, place.user)


def _thread(place: Membership, neighbour: Membership, *, as_poster: bool) -> str:
    own, other = (place, neighbour) if as_poster else (neighbour, place)
    response = answered(_own_need(own), other.organisation, other.user)
    return f"needs/{response.need.slug}/responses/{response.address}/"


def _resource(place: Membership) -> int:
    return factories.make_resource(place.organisation).pk


PRESSES: dict[str, Callable[[Membership, Membership], tuple[str, dict[str, object]]]] = {
    "write": lambda own, other: ("needs/new/", TYPED | {"submission_key": "k", "keep": "1"}),
    "edit": lambda own, other: (
        f"needs/{draft(own.organisation, own.user).slug}/edit/",
        TYPED | {"title": "別の題", "seen_revision": 0},
    ),
    "send": lambda own, other: (f"needs/{draft(own.organisation, own.user).slug}/send/", ANSWERS),
    "withdraw": lambda own, other: (f"needs/{_own_need(own).slug}/withdraw/", {}),
    "renew": lambda own, other: (f"needs/{_own_need(own).slug}/renew/", {}),
    "close": lambda own, other: (f"needs/{_own_need(own).slug}/outcome/", {"outcome": "helped"}),
    "answer": lambda own, other: (f"needs/{_own_need(other).slug}/answer/", {"text": "できます。"}),
    "talk": lambda own, other: (_thread(own, other, as_poster=True), {"text": "どうぞ。"}),
    "accept": lambda own, other: (_thread(own, other, as_poster=True) + "decide/", {"do": "accept"}),
    "decline": lambda own, other: (_thread(own, other, as_poster=True) + "decide/", {"do": "decline"}),
    "take back": lambda own, other: (_thread(own, other, as_poster=False) + "decide/", {"do": "withdraw"}),
    "share": lambda own, other: (
        "orgs/mihon/resources/new/",
        {"kind": "food", "title": "米", "is_public": "yes"},
    ),
    "pause": lambda own, other: (
        "orgs/mihon/resources/press/",
        {"entry": _resource(own), "do": "pause"},
    ),
    "reply": lambda own, other: (
        f"meetings/{factories.make_meeting().slug}/reply/",
        {"organisation": "mihon", "answer": "comes", "people": "1"},
    ),
    "page": lambda own, other: ("orgs/mihon/profile/preview/", {"revision": "0"}),
    "confirm": lambda own, other: ("orgs/mihon/still-right/", {}),
    "digest": lambda own, other: ("orgs/mihon/digest/", {"digest": "never"}),
    "invite": lambda own, other: (
        "orgs/mihon/members/invite/",
        {"name": "新 人", "kana": "しんじん", "email": "new@example.com", "role": "editor"},
    ),
    "leave": lambda own, other: (f"orgs/mihon/members/{own.pk}/", {"do": "remove"}),
}


def _state() -> list[object]:
    """Everything that a press could have changed."""
    from platform_orgs import models

    rows: list[object] = []
    for model in (
        models.Need, models.NeedStep, models.Response, models.ResponseMessage, models.Resource,
        models.MeetingReply, models.Profile, models.OrganisationStep, models.Invitation,
    ):  # fmt: skip
        rows += list(model.objects.order_by("pk").values_list())
    return rows


def _pressed_while(
    place: Membership, path: str, data: dict[str, object], happens: Callable[[], object]
) -> int:
    """The answer to a press that waits for the organisation's lock while something happens to its sender."""
    client = Client()
    client.force_login(place.user)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=place.organisation_id)
        jobs = at_once_later(lambda: client.post(PATH + path, data).status_code)
        next(jobs)
        happens()
    return int(next(jobs))


def at_once_later(job: Callable[[], int]) -> Iterator[int]:
    """Start a job, come back when it waits for a lock, and then with its result."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: at_once([job])[0])
        for _ in range(500):
            if running.done() or _somebody_waits():
                break
            time.sleep(0.01)
        yield 0
        yield running.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Unlike the statistics of sessions this is read anew within one transaction.
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_removed_between_page_and_press_is_a_stranger(place, neighbour):
    answers, changed = {}, []
    for name, prepare in PRESSES.items():
        own = factories.make_membership(place.organisation)
        path, data = prepare(own, neighbour)
        before = _state()
        gone = Membership.objects.filter(pk=own.pk)
        answers[name] = _pressed_while(
            own, path, data, lambda gone=gone: gone.update(ended_at=timezone.now())
        )
        changed += [name] if _state() != before else []

    assert answers == dict.fromkeys(PRESSES, 404)
    assert changed == []


def test_presses_work_where_nothing_happened_in_between(place, neighbour):
    answers = {}
    for name, prepare in PRESSES.items():
        own = factories.make_membership(place.organisation)
        path, data = prepare(own, neighbour)
        answers[name] = _pressed_while(own, path, data, lambda: None)

    assert set(answers.values()) == {302, 200}


def test_organisation_ended_between_page_and_press_is_gone(place, neighbour):
    path, data = PRESSES["close"](place, neighbour)
    own = Organisation.objects.filter(pk=place.organisation_id)

    assert _pressed_while(place, path, data, lambda: own.update(state="left")) == 404
    assert Need.objects.get().state == "open"
