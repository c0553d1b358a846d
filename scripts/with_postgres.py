"""Run a command with a PostgreSQL server of its own, and stop the server when the command ends.

    with_postgres.py --data DIR COMMAND …     a cluster that stays, one server at a time
    with_postgres.py --throwaway COMMAND …    a new cluster, fast rather than safe, removed afterwards
    with_postgres.py --remove DIR             remove what --data DIR has kept

When DATABASE_URL is set already, the command simply runs with it.

The server listens on a Unix socket only, in a folder that nobody but its owner can enter. That is why
it needs no password ("trust") and no free port, and no other user and no network can reach it.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from child_processes import die_with_parent, exit_code, stop
from postgres_cluster import (
    DATABASE,
    SERVER_UID,
    SERVER_USER,
    STOP_SECONDS,
    SUPERUSER,
    as_server_user,
    create_cluster,
    fail,
    find_programs,
    give_to_server_user,
    start_server,
    stop_orphan,
)

RUN_FOLDER_PREFIX = "tsunagari-"
# The temporary folder that root has been given may be closed to the server's user.
RUN_FOLDER_PARENT = Path("/tmp") if SERVER_USER else Path(tempfile.gettempdir())
# A run folder is made first and locked next; one younger than this is never taken for an abandoned one.
ABANDONED_AFTER_SECONDS = 60
# Where root keeps the clusters of checkouts that the server's user cannot enter.
CLUSTERS_OF_ROOT = Path("/var/lib/tsunagari-portal")


def try_lock(folder: Path) -> int | None:
    """Lock a folder for as long as this process lives; None when another process holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def home_of(data: Path) -> Path:
    """Where the cluster of `--data DIR` lies: there, unless the server runs as a user who cannot enter."""
    data = data.absolute()
    data.parent.mkdir(parents=True, exist_ok=True)
    if SERVER_USER and subprocess.run(["test", "-x", data.parent], **as_server_user()).returncode:
        CLUSTERS_OF_ROOT.mkdir(mode=0o755, exist_ok=True)
        return CLUSTERS_OF_ROOT / hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return data


@contextlib.contextmanager
def locked_home(data: Path) -> Iterator[Path]:
    """Make and lock the folder of a lasting cluster, and stop what an earlier run left behind in it."""
    home = home_of(data)
    if not home.exists():
        home.mkdir(mode=0o700)
        give_to_server_user(home)
    if home.stat().st_uid != SERVER_UID:
        fail(f"{home} belongs to another user: remove it as that user, or set DATABASE_URL")
    lock = try_lock(home)
    if lock is None:
        fail(f"the database in {data} is in use: `make run` or `make serve` runs already in this checkout")
    stop_orphan(home / "data")
    yield home
    os.close(lock)


@contextlib.contextmanager
def run_folder() -> Iterator[Path]:
    """Make a short-lived private folder, locked while it is in use, and remove it afterwards."""
    sweep_run_folders()
    folder = Path(tempfile.mkdtemp(prefix=RUN_FOLDER_PREFIX, dir=RUN_FOLDER_PARENT))
    lock = try_lock(folder)
    try:
        give_to_server_user(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def sweep_run_folders() -> None:
    """Remove run folders whose keeper was killed, with the server in them should one still run."""
    for folder in RUN_FOLDER_PARENT.glob(f"{RUN_FOLDER_PREFIX}*"):
        with contextlib.suppress(FileNotFoundError):
            status = folder.lstat()
            is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == SERVER_UID
            if not is_ours or time.time() - status.st_mtime < ABANDONED_AFTER_SECONDS:
                continue
            lock = try_lock(folder)
            if lock is not None:
                stop_orphan(folder / "data")
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


@contextlib.contextmanager
def running_server(data: Path | None) -> Iterator[Path]:
    """Run a server on a lasting cluster in `data`, or on a throw-away one; yield the folder of its socket."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(run_folder())
        home = stack.enter_context(locked_home(data)) if data else folder
        programs = find_programs(home)
        durable = data is not None
        if not (home / "data").exists():
            create_cluster(programs, home, durable=durable)
        server = start_server(programs, home, folder, durable=durable)
        # Stopping at once, without a last checkpoint, is enough for what is thrown away.
        stack.callback(stop, server, signal.SIGINT if durable else signal.SIGQUIT, STOP_SECONDS)
        stack.callback(ignore_signals)
        yield folder


def ignore_signals() -> None:
    """Clear up undisturbed."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)


def run_command(command: list[str], sockets: Path) -> int:
    """Run the command with DATABASE_URL, hand signals on to it, and return its exit code."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres:///{sockets}/{DATABASE}",
        # The same for psql and every other program that speaks through libpq.
        "PGHOST": str(sockets),
        "PGPORT": "5432",
        "PGUSER": SUPERUSER,
        "PGDATABASE": DATABASE,
    }
    child = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent(signal.SIGTERM))
    interrupts = 0

    def hand_on(signum: int, frame: FrameType | None) -> None:
        nonlocal interrupts
        if signum == signal.SIGINT:
            # Ctrl-C reaches the child from the terminal too; only impatience needs our help.
            interrupts += 1
            if interrupts > 1:
                child.terminate()
        else:
            child.send_signal(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) is not signal.SIG_IGN:  # nohup wants it ignored
            signal.signal(signum, hand_on)
    return exit_code(child.wait())


def end(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)


def remove(data: Path) -> None:
    with locked_home(data) as home:
        shutil.rmtree(home)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--data", metavar="DIR", type=Path)
    kind.add_argument("--throwaway", action="store_true")
    kind.add_argument("--remove", metavar="DIR", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.remove:
        remove(options.remove)
        return 0
    if not options.command:
        parser.error("which command?")
    if os.environ.get("DATABASE_URL"):
        os.execvp(options.command[0], options.command)
    for signum in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signum) is not signal.SIG_IGN:
            signal.signal(signum, end)
    with running_server(options.data) as sockets:
        return run_command(options.command, sockets)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
