"""What is measured on: the demo world, and occasions of the benchmark's own."""

import datetime
import os
import secrets
import sys
from io import StringIO

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone


def prepare() -> None:
    """Tables, static files and the demo world, as ``make serve`` makes them. The settings stand in the
    environment already."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", stdout=StringIO())
    _look_at_the_tables()


def _look_at_the_tables() -> None:
    """As the database's own housekeeping would have done by the time that people come."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def machine() -> str:
    """What the figures were taken on, as far as they depend on it."""
    with connection.cursor() as cursor:
        said = []
        for name in ("server_version", "fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            said.append(f"{name} {cursor.fetchone()[0]}")
    python = ".".join(str(part) for part in sys.version_info[:3])
    return (
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before; Python {python}, "
        f"Django {django.get_version()}; PostgreSQL {', '.join(said)}"
    )


def make_training(slug: str, places: int):  # type: ignore[no-untyped-def]  # models load after the settings
    """A published training with so many places, open for applications."""
    from portal.accounts.models import User
    from portal.bookings import actions
    from portal.bookings.models import OccasionDate, PlaceKind
    from trainings.models import TrainingSession

    training = TrainingSession.objects.create(title=f"つながりサポーター養成研修（{slug}）", slug=slug)
    starts_at = timezone.now() + datetime.timedelta(days=40)
    OccasionDate.objects.create(
        occasion=training, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=2)
    )
    PlaceKind.objects.create(occasion=training, capacity=places)
    return actions.publish(occasion_id=training.pk, by=User.objects.filter(is_superuser=True).first())


@transaction.atomic
def make_roster(slug: str, people: int):  # type: ignore[no-untyped-def]
    """A training for which so many people have applied, one by one."""
    from portal.accounts.models import User
    from portal.bookings import actions
    from portal.demo.people import crowd

    occasion = make_training(slug, people)
    place_kind = occasion.place_kinds.get()
    staff = User.objects.filter(is_superuser=True).first()
    for _number, person in zip(range(people), crowd(), strict=False):
        application = actions.Application(place_kind.pk, [actions.PartyMember(person)])
        actions.apply(
            occasion_id=occasion.pk,
            application=application,
            submission_key=secrets.token_urlsafe(24),
            by=staff,
            told=True,
        )
    return occasion


@transaction.atomic
def make_crowd(slug: str, people: int) -> int:
    """A training of this year with so many attendees, half of them marked present, written straight into
    the tables; returns how many."""
    from portal.accounts.models import User
    from portal.bookings.models import Attendance, Attendee, Booking
    from portal.demo.people import AFFILIATIONS
    from portal.people.models import Person

    occasion = make_training(slug, people)
    place_kind, date = occasion.place_kinds.get(), occasion.dates.get()
    staff = User.objects.filter(is_superuser=True).first()
    persons = Person.objects.bulk_create(
        Person(name=f"見本 {number}", kana="ミホン") for number in range(people)
    )
    bookings = Booking.objects.bulk_create(
        Booking(
            occasion_id=occasion.pk,
            place_kind=place_kind,
            contact=person,
            status=Booking.Status.CONFIRMED,
            queue_no=number,
            receipt_number=f"9{number:07d}",
            submission_key=f"crowd-{number}",
            channel=Booking.Channel.values[number % 6],
        )
        for number, person in enumerate(persons, start=1)
    )
    attendees = Attendee.objects.bulk_create(
        Attendee(
            booking=booking,
            occasion_id=occasion.pk,
            person_id=booking.contact_id,
            position=1,
            affiliation=AFFILIATIONS[booking.queue_no % len(AFFILIATIONS)],
            age_band=Attendee.AgeBand.values[booking.queue_no % 8],
        )
        for booking in bookings
    )
    Attendance.objects.bulk_create(
        Attendance(attendee=attendee, date=date, status=Attendance.Status.PRESENT, marked_by=staff)
        for attendee in attendees[::2]
    )
    _look_at_the_tables()
    return len(attendees)
