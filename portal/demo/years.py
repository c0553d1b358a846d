"""Closed years, so that the open data have figures. The last year is left for whoever tries the report."""

from django.db import connection

from portal.demo.world import World
from portal.figures.actions import close_year
from portal.figures.periods import current_year

_FIRST = 2022


def closed(world: World) -> None:
    # All of the world came in one transaction: the database's own housekeeping has seen nothing of it yet, and would
    # count the years as if the tables were empty.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for year in range(_FIRST, current_year() - 1):
        close_year(year=year, by=world.staff)
