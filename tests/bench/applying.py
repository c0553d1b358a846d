"""Applying under load: how many complete applications a second, and 300 people for 50 places."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from portal.bookings.models import Booking, Occasion
from tests.bench.applicant import Applicant, Receipt, WrongAnswer

CLIENTS = 4
RACERS = 300
PLACES = 50


def applications_per_second(port: int, occasion: Occasion, seconds: float) -> tuple[float, list[str]]:
    """Complete applications a second by four clients at once, and what went wrong."""
    numbers = count(100_000)
    done: list[Receipt] = []
    errors: list[str] = []
    start = time.perf_counter()

    def work() -> None:
        while time.perf_counter() < start + seconds:
            _apply_once(port, occasion, next(numbers), done, errors)

    _in_threads([work] * CLIENTS)
    rate = len(done) / (time.perf_counter() - start)
    lost = len(done) - Booking.objects.filter(receipt_number__in=[r.number for r in done]).count()
    return rate, errors + ([f"{lost} receipts without a booking"] if lost else [])


@dataclass
class Race:
    seconds: float
    confirmed: int
    waiting: int
    wrong: list[str] = field(default_factory=list)


def race(port: int, occasion: Occasion) -> Race:
    """All racers start at once, each through all pages; what came of it is read from the database and held
    against the receipts that they hold."""
    done: list[Receipt] = []
    errors: list[str] = []
    gate = threading.Barrier(RACERS + 1)

    def racer(number: int) -> Callable[[], None]:
        def run() -> None:
            gate.wait()
            _apply_once(port, occasion, number, done, errors)

        return run

    threads = [threading.Thread(target=racer(number)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started

    bookings = list(occasion.bookings.order_by("queue_no"))
    statuses = [booking.status for booking in bookings]
    return Race(
        took,
        confirmed=statuses.count(Booking.Status.CONFIRMED),
        waiting=statuses.count(Booking.Status.WAITLISTED),
        wrong=errors + _wrong(bookings, {receipt.number: receipt for receipt in done}),
    )


def _apply_once(port: int, occasion: Occasion, number: int, done: list[Receipt], errors: list[str]) -> None:
    applicant = Applicant(port, f"/trainings/{occasion.slug}/", number)
    try:
        done.append(applicant.apply())
    except (WrongAnswer, OSError) as error:
        errors.append(f"{type(error).__name__}: {error}")
    finally:
        applicant.close()


def _wrong(bookings: list[Booking], receipts: dict[str, Receipt]) -> list[str]:
    """What must not be: too many or too few seats, somebody lost, somebody overtaken."""
    wrong = []
    expected = [Booking.Status.CONFIRMED] * PLACES + [Booking.Status.WAITLISTED] * (RACERS - PLACES)
    if [booking.status for booking in bookings] != expected:
        wrong.append("not exactly the first fifty have a place and all others wait")
    if [booking.queue_no for booking in bookings] != list(range(1, RACERS + 1)):
        wrong.append("the queue has gaps")
    if {booking.receipt_number for booking in bookings} != set(receipts):
        wrong.append("receipts and bookings differ")
        return wrong
    # Who had the answer before another pressed the button must stand before them.
    last_press = 0.0
    for booking in bookings:
        receipt = receipts[booking.receipt_number]
        if receipt.answered_at < last_press:
            wrong.append(f"place {booking.queue_no} was overtaken")
        last_press = max(last_press, receipt.pressed_at)
    return wrong


def _in_threads(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
