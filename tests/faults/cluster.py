"""A PostgreSQL server of the suite's own, which waits for the disk like a real one, to be killed and started."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import postgres_cluster
from child_processes import stop
from with_postgres import run_folder


class Cluster:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = postgres_cluster.find_programs(folder)
        postgres_cluster.create_cluster(self._programs, folder, durable=True)
        self.start()

    @property
    def url(self) -> str:
        return f"postgres:///{self._folder}/{postgres_cluster.DATABASE}"

    def start(self) -> None:
        self._server = postgres_cluster.start_server(self._programs, self._folder, self._folder, durable=True)

    def kill(self) -> None:
        """SIGKILL for the server itself, as the kernel does when memory runs out. Its children see it and end."""
        children = _children_of(self._server.pid)
        self._server.kill()
        self._server.wait()
        deadline = time.monotonic() + 20
        while any(_runs(pid) for pid in children) and time.monotonic() < deadline:
            time.sleep(0.05)

    def stop(self) -> None:
        stop(self._server, signal.SIGQUIT, 30)


@contextlib.contextmanager
def running_cluster() -> Iterator[Cluster]:
    with run_folder() as folder:
        cluster = Cluster(folder)
        try:
            yield cluster
        finally:
            cluster.stop()


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def kill_one_worker(gunicorn: int) -> None:
    """SIGKILL for one of gunicorn's workers, with whatever it is doing."""
    with contextlib.suppress(ProcessLookupError, IndexError):
        os.kill(_children_of(gunicorn)[0], signal.SIGKILL)
