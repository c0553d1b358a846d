"""Work that is due again and again. Each app registers its jobs at start-up; ``runperiodic`` runs them all."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)

_jobs: dict[str, Callable[[], object]] = {}

# Set when the process is asked to end: long jobs look at it between two pieces of work.
stopping = threading.Event()


def register(name: str, job: Callable[[], object]) -> None:
    """Have ``job`` run at least every minute.

    It may run in several processes at once and must be harmless then. Raises ``ValueError`` for a name
    that is taken.
    """
    if name in _jobs:
        raise ValueError(f"periodic job {name} is registered twice")
    _jobs[name] = job


def unregister(name: str) -> None:
    """Forget a job: for tests that registered their own."""
    del _jobs[name]


def run_all() -> list[str]:
    """Run every job once, in the order of registration; returns the names of those that failed.

    One that fails does not keep the others from running. Logs say which and what class of error, never
    the error's text: that may hold what people wrote.
    """
    failed = []
    for name, job in _jobs.items():
        if stopping.is_set():
            break
        _renew_connection()
        try:
            job()
        except Exception as error:  # noqa: BLE001 (whatever it is, the other jobs are due as well)
            logger.error("periodic job %s failed: %s", name, type(error).__name__)
            failed.append(name)
    _renew_connection()
    return failed


def _renew_connection() -> None:
    """As between two requests: after a restart of the database the old connection is given up."""
    if not connection.in_atomic_block:
        close_old_connections()
