"""scripts/with_postgres.py: a server for a command, and none left over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = str(Path(__file__).parent.parent / "scripts" / "with_postgres.py")
ASK_SERVER = """
import os, psycopg2
with psycopg2.connect("") as connection, connection.cursor() as cursor:
    cursor.execute("SELECT current_database(), current_setting('listen_addresses')")
    print(*cursor.fetchone(), os.environ["DATABASE_URL"], sep="|")
"""
# Tells where the socket is, then waits until it is stopped.
TELL_AND_WAIT = "echo $PGHOST; exec sleep 60"


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a machine without PostgreSQL, also where the tests themselves run beside one of these servers.
    for name in [name for name in os.environ if name == "DATABASE_URL" or name.startswith("PG")]:
        monkeypatch.delenv(name)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "postgres"

    subprocess.run([sys.executable, SCRIPT, "--remove", tmp_path / "postgres"], check=True, timeout=60)


def with_postgres(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def start_with_postgres(*arguments: str | Path) -> tuple[subprocess.Popen[str], Path]:
    """Start it in the background; return the keeper and the folder of the server's socket."""
    keeper = subprocess.Popen(
        [sys.executable, SCRIPT, *arguments, "sh", "-c", TELL_AND_WAIT], stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdout is not None
    with keeper.stdout as output:
        return keeper, Path(output.readline().strip())


def wait_until_no_process_names(text: str | Path) -> bool:
    wanted = os.fsencode(text)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not any(wanted in command for command in command_lines()):
            return True
        time.sleep(0.05)
    return False


def command_lines() -> Iterator[bytes]:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield process.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue


def test_throwaway_command_reaches_its_server_by_socket_alone() -> None:
    done = with_postgres("--throwaway", sys.executable, "-c", ASK_SERVER)

    database, addresses, url = done.stdout.strip().split("|")
    assert (database, addresses, done.stderr, done.returncode) == ("portal", "", "", 0)
    assert url.startswith("postgres:////")
    assert not Path(url.removeprefix("postgres:///")).parent.exists()


def test_throwaway_command_fails_its_exit_code_is_kept() -> None:
    done = with_postgres("--throwaway", "sh", "-c", "exit 7")

    assert done.returncode == 7


def test_database_url_is_set_the_command_runs_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/portal")

    done = with_postgres("--throwaway", "sh", "-c", "echo $DATABASE_URL $PGHOST")

    assert (done.stdout, done.returncode) == ("postgres://elsewhere/portal\n", 0)


def test_keeper_is_terminated_command_and_server_end_with_it() -> None:
    keeper, folder = start_with_postgres("--throwaway")

    keeper.terminate()

    assert keeper.wait(30) == 128 + signal.SIGTERM
    assert not folder.exists()
    assert wait_until_no_process_names(folder)


def test_keeper_is_killed_server_ends_too() -> None:
    keeper, folder = start_with_postgres("--throwaway")

    keeper.kill()
    keeper.wait(30)

    assert wait_until_no_process_names(folder)


def test_two_throwaway_runs_at_once_do_not_meet() -> None:
    first, first_folder = start_with_postgres("--throwaway")
    second, second_folder = start_with_postgres("--throwaway")

    both_ran = first.poll() is None and second.poll() is None
    for keeper in (first, second):
        keeper.terminate()
        keeper.wait(30)

    assert both_ran
    assert first_folder != second_folder


def test_lasting_cluster_is_kept_from_one_run_to_the_next(data: Path) -> None:
    with_postgres("--data", data, sys.executable, "-c", write_sql("CREATE TABLE kept (id int)"))

    done = with_postgres("--data", data, sys.executable, "-c", write_sql("INSERT INTO kept VALUES (1)"))

    assert (done.stderr, done.returncode) == ("", 0)


def test_lasting_cluster_in_use_second_run_is_refused_with_reason(data: Path) -> None:
    keeper, _ = start_with_postgres("--data", data)

    done = with_postgres("--data", data, "true")
    keeper.terminate()
    keeper.wait(30)

    assert done.returncode == 1
    assert "is in use" in done.stderr


def test_lasting_cluster_was_killed_next_run_starts(data: Path) -> None:
    keeper, _ = start_with_postgres("--data", data)
    keeper.kill()
    keeper.wait(30)

    done = with_postgres("--data", data, sys.executable, "-c", ASK_SERVER)

    assert (done.stderr, done.returncode) == ("", 0)


def write_sql(statement: str) -> str:
    return f"import psycopg2\nwith psycopg2.connect('') as c, c.cursor() as k: k.execute({statement!r})"
