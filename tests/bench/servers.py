"""A database and gunicorns of the benchmark's own, all gone when it ends."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg2
from child_processes import die_with_parent, stop
from cryptography.fernet import Fernet
from psycopg2.extensions import connection

ROOT = Path(__file__).resolve().parents[2]
WORKERS = "2"
_START_SECONDS = 30


@contextlib.contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """A new database on the server of ``server_url``; what is there already stays untouched."""
    name = f"portal_bench_{os.getpid()}"
    with contextlib.closing(_connect(server_url)) as server:
        server.autocommit = True
        cursor = server.cursor()
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server_url.rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _connect(url: str) -> connection:
    """Connect as Django would: the driver itself does not read the address of a server on a socket."""
    parts = environ.Env.db_url_config(url)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return psycopg2.connect(**{name: parts[key] for name, key in names.items() if parts.get(key)})


def settings_for_production(database_url: str, folder: str) -> dict[str, str]:
    """What ``make serve`` sets, whatever the environment says otherwise."""
    return {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATA_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "INSECURE_HTTP": "1",
        "STATIC_ROOT": f"{folder}/static",
        "WEB_CONCURRENCY": WORKERS,
    }


@contextlib.contextmanager
def gunicorn(application: str, **environment: str) -> Iterator[int]:
    """Run ``application`` with the settings of ``make serve``; yields the port once it answers."""
    with running_gunicorn(application, **environment) as (port, _process):
        yield port


@contextlib.contextmanager
def running_gunicorn(application: str, **environment: str) -> Iterator[tuple[int, int]]:
    """The same, with the id of gunicorn's own process behind the port."""
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "-c",
                "scripts/gunicorn.conf.py",
                "--chdir",
                ROOT,
                application,
            ],
            env={**os.environ, **environment, "PORT": str(port), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        try:
            _wait_for(process, port, log)
            yield port, process.pid
        finally:
            stop(process, signal.SIGTERM, 10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, log: object) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    log.seek(0)  # type: ignore[attr-defined]
    sys.exit(f"gunicorn did not start:\n{log.read().decode(errors='replace')}")  # type: ignore[attr-defined]
