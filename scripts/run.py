"""Prepare the database and run the portal with its periodic work beside it.

    run.py demo     Django's development server, for `make run`
    run.py serve    gunicorn with production settings, for `make serve`

Both listen on 127.0.0.1 only, on PORT (8000 unless the environment says otherwise), keep mails instead
of sending them, and stop everything on Ctrl-C.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from child_processes import die_with_parent, exit_code, stop
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY_FILE = ROOT / ".local" / "secret-key"
DATA_KEYS_FILE = ROOT / ".local" / "data-keys"
PERIODIC_SECONDS = "60"
STOP_SECONDS = 15


def environment(mode: str, port: str) -> dict[str, str]:
    """The settings of the mode; what the caller has set stays."""
    if mode == "demo":
        chosen = {"DEBUG": "1", "DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    else:
        chosen = {
            "DEBUG": "0",
            "SECRET_KEY": kept(SECRET_KEY_FILE, lambda: secrets.token_urlsafe(64)),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            # Plain HTTP is right here because the server listens on this machine alone.
            "INSECURE_HTTP": "1",
        }
    common = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEMO": "1",
        "DATA_KEYS": kept(DATA_KEYS_FILE, lambda: Fernet.generate_key().decode()),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    return {**chosen, **common, **os.environ, "PORT": port}


def kept(key_file: Path, make: Callable[[], str]) -> str:
    """A random key that stays the same from one start to the next, so that links, sessions and sealed text hold."""
    if not key_file.exists():
        key_file.parent.mkdir(exist_ok=True)
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return key_file.read_text()


def check_port_is_free(port: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            sys.exit(f"Port {port} is in use. Choose another, for example: make run PORT=8001")


def prepare(mode: str) -> None:
    """Bring the database up to date and fill it when it is empty. In one process: Django starts once."""
    import django
    from django.core.management import call_command

    django.setup()
    print("Preparing the database …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_postal_codes", "--if-empty")
    if mode == "serve":
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo", "--if-empty")


def server_command(mode: str, port: str) -> list[str]:
    if mode == "demo":
        return [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}"]
    return [sys.executable, "-m", "gunicorn", "-c", "scripts/gunicorn.conf.py", "portal.wsgi"]


def run(mode: str, port: str) -> int:
    """Run server and periodic work until one of them ends or we are told to stop."""
    server = subprocess.Popen(server_command(mode, port), preexec_fn=die_with_parent(signal.SIGTERM))
    periodic = subprocess.Popen(
        [sys.executable, "manage.py", "runperiodic", "--loop", PERIODIC_SECONDS],
        preexec_fn=die_with_parent(signal.SIGTERM),
        # Ctrl-C goes to the server, which may have a debugger open on the terminal; this one we stop.
        start_new_session=True,
    )
    try:
        return exit_code(server.wait())
    except KeyboardInterrupt:
        return 0
    finally:
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, signal.SIG_IGN)
        for process in (server, periodic):
            stop(process, signal.SIGTERM, STOP_SECONDS)


def interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> int:
    mode = sys.argv[1]
    port = os.environ.get("PORT") or "8000"
    check_port_is_free(port)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.update(environment(mode, port))
    prepare(mode)
    print(f"\n  つながりポータル  http://127.0.0.1:{port}/  (Ctrl-C stops it)\n", flush=True)
    return run(mode, port)


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
