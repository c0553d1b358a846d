"""A database of these tests' own, filled once, and the commands as whoever runs the server calls them."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


@dataclass(frozen=True)
class Place:
    """A database with its uploads, and the settings to reach both."""

    name: str
    media: Path
    environment: dict[str, str]
    parameters: dict[str, Any]

    def manage(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments, **environment)

    def run(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(psycopg2.connect(**self.parameters)) as server:
            server.autocommit = True
            cursor = server.cursor()
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def contents(self) -> dict[str, tuple[Any, ...]]:
        """Of each table the number of rows and a checksum over all of them in order; of each upload its bytes."""
        found: dict[str, tuple[Any, ...]] = {}
        for (table,) in self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            found[table] = self.sql(
                f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM {table} t"
            )[0]
        for path in self.media.rglob("*"):
            if path.is_file():
                found[f"uploads/{path.relative_to(self.media)}"] = (path.read_bytes(),)
        return found


@pytest.fixture(scope="module")
def make_place(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Any]:
    """Makes places with the tables as migrations leave them. Only for fixtures of a module: nobody may be connected
    to the tests' own database, whose copies they are."""
    with django_db_blocker.unblock():
        ours, parameters = connection.settings_dict, connection.get_connection_params()
        parameters = {
            key: value for key, value in parameters.items() if key in {"host", "port", "user", "password"}
        }
    server = Place("postgres", Path(), {}, parameters | {"dbname": "postgres"})
    folder = tmp_path_factory.mktemp("places")
    made: list[str] = []

    def make() -> Place:
        name = f"{ours['NAME']}_backup_{len(made)}"
        made.append(name)
        with django_db_blocker.unblock():
            connection.close()
        server.sql(f'CREATE DATABASE "{name}" TEMPLATE "{ours["NAME"]}"')
        media = folder / name / "media"
        media.mkdir(parents=True)
        environment = {
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DEBUG": "1",
            "DEMO": "1",
            "MEDIA_ROOT": str(media),
            "PYTHONPATH": str(ROOT),
            "BACKUP_KEY": "",
        }
        return Place(name, media, environment, parameters | {"dbname": name})

    yield make
    for name in made:
        server.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def world(make_place) -> Place:
    """Something in every table, and a large upload."""
    place = make_place()
    done = place.run("tests/backup/world.py")
    assert done.returncode == 0, done.stderr
    (place.media / "meeting-papers").mkdir()
    (place.media / "meeting-papers" / "x.pdf").write_bytes(bytes(range(256)) * 10_000)
    place.sql("INSERT INTO portal_cache VALUES ('key', 'value', now())")  # a table without a model
    place.sql("UPDATE correspondence_outboxmail SET state = 'queued', finished_at = NULL")
    return place


@pytest.fixture(scope="module")
def small(make_place) -> Place:
    """An empty portal with one upload."""
    place = make_place()
    (place.media / "logos").mkdir()
    (place.media / "logos" / "a.webp").write_bytes(b"picture")
    return place


@pytest.fixture(scope="module")
def small_backup(small, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    done = small.manage("backup", "--to", folder)
    assert done.returncode == 0, done.stderr
    return next(folder.iterdir())


def emptied(place: Place) -> Place:
    """The same place after the worst: database and uploads gone."""
    server = replace(place, parameters=place.parameters | {"dbname": "postgres"})
    server.sql(f'DROP DATABASE "{place.name}" WITH (FORCE)')
    server.sql(f'CREATE DATABASE "{place.name}"')
    shutil.rmtree(place.media)
    return place
