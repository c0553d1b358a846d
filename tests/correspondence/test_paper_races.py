"""Several at the printer at once: each letter is in one run, told once, by one of them."""

import pytest

from portal.correspondence.actions import close_run, make_run, turn_into_letter
from portal.correspondence.errors import AlreadyDone, NothingToPrint
from portal.correspondence.models import Message, PaperItem
from tests.correspondence.kinds_for_tests import told as told_moments
from tests.correspondence.printing import printed, run_of
from tests.correspondence.telling import letter_for, line_for
from tests.correspondence.test_workers import at_once
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_close_a_run_at_once_tell_each_letter_once(subject, staff, manager):
    papers = [letter_for(subject) for _ in range(12)]
    run = run_of(papers, staff)
    printed(run, staff)

    results = at_once(lambda: close_run(run=run, by=staff), lambda: close_run(run=run, by=manager))

    counts = [result for result in results if isinstance(result, int)]
    refused = [result for result in results if isinstance(result, AlreadyDone)]
    assert (len(counts), len(refused)) == (1, 1)
    run.refresh_from_db()
    assert run.state == "closed"
    assert PaperItem.objects.filter(state="sent", finished_by__isnull=False).count() == 12
    assert Message.objects.filter(told_at__isnull=False).count() == 12


def test_two_who_take_the_same_letters_at_once_put_each_in_one_run(subject, staff, manager):
    ids = [letter_for(subject).pk for _ in range(8)]

    results = at_once(
        lambda: make_run(paper_ids=ids, title="x", by=staff),
        lambda: make_run(paper_ids=ids, title="y", by=manager),
    )

    assert sum(isinstance(result, NothingToPrint) for result in results) == 1
    assert PaperItem.objects.values("run").distinct().count() == 1
    assert sorted(PaperItem.objects.values_list("position", flat=True)) == list(range(1, 9))


def test_two_who_turn_a_call_into_a_letter_at_once_make_one(subject, staff, manager):
    line = line_for(subject, recipient=make_person(address="見本町2"))

    results = at_once(
        lambda: turn_into_letter(message=line.message, by=staff),
        lambda: turn_into_letter(message=line.message, by=manager),
    )

    assert sum(isinstance(result, AlreadyDone) for result in results) == 1
    assert PaperItem.objects.count() == 1
    assert told_moments == []
