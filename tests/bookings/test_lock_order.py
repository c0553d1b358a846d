"""Occasions (ids ascending), then bookings, then messages: who waits for one holds none of the later ones."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from portal.bookings import actions
from portal.bookings.actions.seats import lock_occasion
from portal.bookings.models import Booking, Occasion
from portal.correspondence.actions import withdraw
from portal.correspondence.models import Message
from portal.people.errors import MergedMeanwhile
from portal.people.merging import merge_people
from portal.people.models import Person
from tests import factories
from tests.bookings.seats import apply_for, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start() -> Iterator[Callable[[Callable[[], Any]], Future[Any]]]:
    """Start a job on a connection of its own; returns once it waits for a lock that the test holds."""
    with ThreadPoolExecutor() as pool:

        def run(job: Callable[[], Any]) -> Any:
            try:
                return job()
            finally:
                connections.close_all()

        def start(job: Callable[[], Any]) -> Future[Any]:
            future = pool.submit(run, job)
            _wait_until_somebody_waits_for_us()
            return future

        yield start


def _wait_until_somebody_waits_for_us() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT bool_or(pg_backend_pid() = ANY(pg_blocking_pids(pid))) FROM pg_locks WHERE NOT granted"
            )
            if cursor.fetchone() == (True,):
                return
            time.sleep(0.02)
    pytest.fail("nobody waits")


def test_merge_waiting_for_an_occasion_holds_no_message(start, staff):
    training = factories.make_training()
    keep = apply_for(training)
    drop = apply_for(training)
    message = Message.objects.get(recipient=drop.contact)

    with transaction.atomic():
        lock_occasion(training.pk)
        merging = start(lambda: merge_people(keep_id=keep.contact_id, drop_id=drop.contact_id, by=staff))
        Message.objects.select_for_update(nowait=True).get(pk=message.pk)

    assert merging.result().pk == keep.contact_id


def test_join_twin_waiting_for_an_earlier_occasion_holds_no_later_one(start, staff):
    earlier, later = factories.make_training(), factories.make_training()
    who = person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")
    first = apply_for(later, people=[who])
    elsewhere = apply_for(earlier)
    merge_people(keep_id=first.contact_id, drop_id=elsewhere.contact_id, by=staff)
    again = apply_for(later, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])

    with transaction.atomic():
        lock_occasion(earlier.pk)
        joining = start(lambda: actions.join_twin(booking_id=again.pk, by=staff))
        Occasion.objects.select_for_update(nowait=True).get(pk=later.pk)

    assert joining.result().status == Booking.Status.CANCELLED


def test_withdraw_of_a_message_that_gets_another_recipient_meanwhile_still_works(start):
    message = Message.objects.get(recipient=apply_for(factories.make_training()).contact)
    other = factories.make_person()

    with transaction.atomic():
        Message.objects.filter(pk=message.pk).update(recipient=other)
        withdrawing = start(lambda: withdraw(message=message))

    assert withdrawing.result() is True


def test_merge_of_a_record_that_is_merged_meanwhile_is_refused_whole(start, staff):
    training = factories.make_training()
    keep, other = apply_for(training).contact, factories.make_person()
    drop = apply_for(training)

    with transaction.atomic():
        Person.objects.filter(pk=keep.pk).update(merged_into=other)
        merging = start(lambda: merge_people(keep_id=keep.pk, drop_id=drop.contact_id, by=staff))

    with pytest.raises(MergedMeanwhile):
        merging.result()
    assert Booking.objects.get(pk=drop.pk).contact_id == drop.contact_id


def test_join_twin_of_somebody_merged_meanwhile_takes_no_lock_out_of_order(start, staff):
    earlier, later = factories.make_training(), factories.make_training()
    elsewhere = apply_for(earlier)
    first, again = (
        apply_for(later, people=[person("見本 花子", kana="ミホン ハナコ", telephone="0857000001")])
        for _ in range(2)
    )

    with transaction.atomic():
        lock_occasion(earlier.pk)
        lock_occasion(later.pk)
        joining = start(lambda: actions.join_twin(booking_id=again.pk, by=staff))
        merge_people(keep_id=first.contact_id, drop_id=elsewhere.contact_id, by=staff)

    with pytest.raises(MergedMeanwhile):
        joining.result()
    assert Booking.objects.get(pk=again.pk).status == Booking.Status.RECEIVED
