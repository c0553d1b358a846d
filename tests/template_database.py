"""One migrated database for all workers of a run: migrating takes half a minute, copying the result a moment.

With ``pytest -n``, the process that hands out the tests starts this file as a program. It migrates while the workers
still collect; each of them then begins with a copy. Without ``-n`` the tests migrate for themselves.
"""

import gc
import os
import subprocess
import sys
from uuid import uuid4

import django
import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

TEMPLATE = "TEST_DATABASE_TEMPLATE"  # the environment's variable that names it, for all processes of a run
_LOCK = 20261127


def make(name: str) -> None:
    """Return when the database is there, whoever makes it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_begun"')
            cursor.execute(f'CREATE DATABASE "{name}_begun"')
            _migrate(f"{name}_begun")
            cursor.execute(f'ALTER DATABASE "{name}_begun" RENAME TO "{name}"')


def _migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = before


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None) and not config.option.collectonly:
        os.environ[TEMPLATE] = f"test_template_{uuid4().hex}"
        config.stash[_maker] = subprocess.Popen(
            [sys.executable, "-m", "tests.template_database"], cwd=config.rootpath, stdin=subprocess.PIPE
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    if maker := config.stash.get(_maker, None):
        maker.communicate()


_maker = pytest.StashKey[subprocess.Popen[bytes]]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    if name := os.environ.get(TEMPLATE):
        with django_db_blocker.unblock():
            make(name)
        connection.settings_dict["TEST"] |= {"TEMPLATE": name, "MIGRATE": False}


def main() -> None:
    """Make it, and remove it when the process that wants it ends, in whatever way: then stdin ends."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    gc.disable()  # migrating makes the same models again and again: memory for a fifth of the time
    django.setup()
    make(os.environ[TEMPLATE])
    sys.stdin.read()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{os.environ[TEMPLATE]}"')


if __name__ == "__main__":
    main()
