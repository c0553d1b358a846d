"""The database's part of a backup."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg2 import sql

from portal.backup import programs
from portal.backup.errors import BackupError

_ASIDE = "before_restore_"


@dataclass(frozen=True)
class Contents:
    """What the database held at one moment."""

    snapshot: str
    server: str
    migrations: list[str]
    rows: dict[str, int]
    uploads: set[str]


@contextlib.contextmanager
def frozen() -> Iterator[Contents]:
    """Count what the database holds, and keep that moment open so that ``dump`` writes exactly this."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, server = cursor.fetchone()
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [row[0] for row in cursor.fetchall()]
        yield Contents(snapshot, server, migrations, row_counts(), _uploads())


def dump(contents: Contents, to: Path) -> None:
    programs.run(
        "pg_dump",
        *("--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={_ASIDE}*"),
        *("--lock-wait-timeout=60s", f"--snapshot={contents.snapshot}", f"--file={to}"),
    )


def row_counts() -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = cursor.fetchone()[0]
    return counts


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _uploads() -> set[str]:
    names: set[str] = set()
    for model in apps.get_models():
        for each in model._meta.get_fields():
            if isinstance(each, models.FileField):
                names.update(filter(None, model._default_manager.values_list(each.name, flat=True)))
    return names


def refuse_newer(migrations: list[str]) -> None:
    """Raises ``BackupError`` for a backup made by a portal that had more migrations than this one."""
    on_disk = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if newer := sorted(set(migrations) - on_disk):
        raise BackupError(
            f"The backup was made by a newer portal: this one does not know {', '.join(newer)}. "
            "Install that version first."
        )


def refuse_company() -> None:
    """Raises ``BackupError`` while anybody else is connected: what they wrote would be lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise BackupError(f"{others} other connections are open: stop gunicorn and runperiodic first.")


@contextlib.contextmanager
def replaced(dump_file: Path, rows: dict[str, int]) -> Iterator[None]:
    """Put the dump in the place of what is there. Until the block has ended without an error the old tables
    stand aside in a schema of their own; with one they come back."""
    aside = f"{_ASIDE}{timezone.now():%Y%m%d%H%M%S}"
    _run("ALTER SCHEMA public RENAME TO {}", aside)
    try:
        _run("CREATE SCHEMA public")
        _run("GRANT USAGE ON SCHEMA public TO PUBLIC")
        programs.run(
            "pg_restore",
            *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", dump_file),
        )
        _compare(rows)
        yield
    except BaseException:
        _run("DROP SCHEMA IF EXISTS public CASCADE")
        _run("ALTER SCHEMA {} RENAME TO public", aside)
        raise
    _run("DROP SCHEMA {} CASCADE", aside)


def _compare(expected: dict[str, int]) -> None:
    found = row_counts()
    wrong = [table for table in {*found, *expected} if found.get(table) != expected.get(table)]
    if wrong:
        raise BackupError(f"After restoring, the number of rows differs in: {', '.join(sorted(wrong))}.")


def _run(statement: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
