"""`make bench`: the portal beside bare Django views, on the same server with the same settings in one run.

    run.py [seconds]     how long each address is asked in each of three rounds (3)

Prints tables. Ends with an error when a count is wrong: a place too many or too few, somebody lost or
overtaken. Speed alone never fails it; the budgets stand beside the figures.
"""

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from tests.bench import load, pages, servers, world  # noqa: E402

_ROUNDS = 3
_PAGES = {"home": "/", "training list": "/trainings/", "training page": "/trainings/yosei-kokufu/"}


def main(seconds: float) -> int:
    server_url = os.environ.get("DATABASE_URL") or sys.exit("Set DATABASE_URL, or use make bench.")
    with tempfile.TemporaryDirectory() as folder, servers.own_database(server_url) as database_url:
        os.environ.update(servers.settings_for_production(database_url, folder))
        world.prepare()
        print(f"\n{world.machine()}")
        print(
            f"gunicorn with {servers.WORKERS} workers, asked over {load.CONNECTIONS} kept connections from the same machine\n"
        )
        with ExitStack() as stack:
            start = stack.enter_context
            cached = start(servers.gunicorn("portal.wsgi", PAGE_CACHE_SECONDS="5"))
            uncached = start(servers.gunicorn("portal.wsgi", PAGE_CACHE_SECONDS="0"))
            bare = start(servers.gunicorn("tests.bench.bare", DJANGO_SETTINGS_MODULE=""))
            _speed(cached, uncached, bare, seconds)
            _renderings()
            _weights(cached)
            wrong = (
                _applications(cached, 2 * seconds)
                + _race(cached)
                + _import()
                + _certificates()
                + _tags()
                + _registry()
            )
        for line in wrong:
            print(f"WRONG: {line}")
        _close_connection()
    return 1 if wrong else 0


def _speed(cached: int, uncached: int, bare: int, seconds: float) -> None:
    """All addresses by turns, three times: a disturbance then meets all of them alike. The median counts."""
    addresses = {"constant": (bare, "/constant"), "one query": (bare, "/one-query")}
    for name, path in _PAGES.items():
        addresses |= {f"{name}, cached": (cached, path), f"{name}, first": (uncached, path)}
    found: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(_ROUNDS):
        for name, (port, path) in addresses.items():
            found[name].append(load.requests_per_second(port, path, seconds))
    rates = {name: statistics.median(each) for name, each in found.items()}

    print(f"{'Requests a second':32}{'rate':>9}{'of constant':>13}{'of one query':>14}")
    for name, rate in rates.items():
        constant, query = rate / rates["constant"], rate / rates["one query"]
        print(f"  {name:30}{rate:9.0f}{constant:13.2f}{query:14.3f}")
    least = min(100, 0.05 * rates["one query"])
    print(f"  budgets: cached at least 0.50 of constant; first rendering at least {least:.0f} a second\n")


def _renderings() -> None:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from portal.accounts.models import User
    from tests.staff_sessions import pass_second_factor

    settings.PAGE_CACHE_SECONDS = 0
    anyone, staff = Client(), Client()
    user = User.objects.get(is_superuser=True)
    staff.force_login(user)
    pass_second_factor(staff, user)
    large = world.make_roster("meibo", 1000)
    roster = reverse("admin:bookings_occasion_change", args=[large.pk])
    desk = reverse("admin:desk")
    card = reverse("admin:desk_person", args=[large.bookings.order_by("pk")[0].contact_id])
    print(f"{'One rendering':44}{'queries':>9}{'ms':>8}  budget")
    for name, path in _PAGES.items():
        _print_rendering(name, pages.rendering(anyone, path), "12 queries")
    budget = "15 queries, 500 ms"
    _print_rendering("roster with 1,000 people", pages.rendering(staff, roster), budget)
    _print_rendering("the same, searched by reading", pages.rendering(staff, f"{roster}?q=ミホン"), budget)
    attendees = world.make_crowd("jisseki", 10_000)
    figures = pages.rendering(staff, reverse("figures:figures"))
    _print_rendering(f"figures of a year, {attendees:,} attendees", figures, "50 queries, 1000 ms")
    _print_rendering("telephone desk, several found", pages.rendering(staff, f"{desk}?q=ミホン"), budget)
    _print_rendering("telephone desk, one person", pages.rendering(staff, card), budget)
    print()


def _print_rendering(name: str, one: pages.Rendering, budget: str) -> None:
    print(f"  {name:42}{one.queries:9}{one.milliseconds:8.1f}  {budget}")


def _weights(port: int) -> None:
    print(f"{'First visit, compressed':32}{'bytes':>9}{'files':>8}  budget 60 KB")
    for name, path in {**_PAGES, "application form": f"{_PAGES['training page']}apply/"}.items():
        size, files = pages.weight(port, path)
        print(f"  {name:30}{size:9,}{files:8}")
    print()


def _applications(port: int, seconds: float) -> list[str]:
    from tests.bench import applying

    occasion = world.make_training("moushikomi", 100_000)
    rate, wrong = applying.applications_per_second(port, occasion, seconds)
    print(f"Complete applications by {applying.CLIENTS} clients: {rate:.1f} a second (budget 30)")
    return wrong


def _race(port: int) -> list[str]:
    from tests.bench import applying

    race = applying.race(port, world.make_training("kyousou", applying.PLACES))
    print(
        f"{applying.RACERS} clients, {applying.PLACES} places: {race.confirmed} confirmed, "
        f"{race.waiting} waiting, {len(race.wrong)} errors, {race.seconds:.1f} seconds (budget 10)"
    )
    return race.wrong


def _import() -> list[str]:
    from tests.bench import importing

    done = importing.import_list(world.make_training("ichiran", importing.ROWS))
    print(
        f"Import of {importing.ROWS:,} rows: {done.checked:.1f} seconds to read and check, "
        f"{done.written:.1f} seconds to write (budget 20 together)"
    )
    return done.wrong


def _certificates() -> list[str]:
    from tests.bench import certificates

    took = certificates.timed()
    print(
        f"{certificates.PEOPLE} certificates: issued in {took.closing:.1f} seconds, one document in "
        f"{took.one_document:.1f}, a file for each in {took.files:.1f} (budget 90, with progress)"
    )
    return took.wrong


def _tags() -> list[str]:
    from tests.bench import tags

    took = tags.timed()
    print(f"{tags.PEOPLE} name tags: {took.seconds:.1f} seconds (budget 5)")
    return took.wrong


def _registry() -> list[str]:
    from tests.bench import registry

    found = registry.timed()
    title = f"Registry searched, ms a page, {registry.SMALL:,} and {registry.LARGE:,} supporters"
    print(f"{title:58}{'small':>8}{'large':>8}{'ratio':>8}  budget 1.5")
    for search in found:
        print(f"  {search.query:56}{search.small:8.1f}{search.large:8.1f}{search.large / search.small:8.2f}")
    return [line for search in found for line in search.wrong]


def _close_connection() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 3))
