"""`make test-faults`: break what the portal stands on while people apply and mails go out, and count.

    run.py            everything, each fault several times
    run.py --short    the part that `make test` runs

Real processes: a PostgreSQL of its own that waits for the disk, gunicorn as `make serve` runs it, periodic
workers, a mail server. Ends with an error when something that was acknowledged is lost or there twice, when a
mail arrived twice, or when somebody saw another page than the one for an outage.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from with_postgres import end  # noqa: E402

from tests.bench import servers, world  # noqa: E402
from tests.correspondence.smtp_server import SmtpServer  # noqa: E402
from tests.faults.cluster import Cluster, running_cluster  # noqa: E402
from tests.faults.rush import Outcome  # noqa: E402


@dataclass
class Stage:
    """What the faults happen to."""

    cluster: Cluster
    smtp: SmtpServer
    port: int
    gunicorn: int
    people: int


def main(is_short: bool) -> int:
    started = time.monotonic()
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, end)  # so that everything started here is stopped
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster())
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        smtp = SmtpServer()
        stack.callback(smtp.stop)
        os.environ.update(servers.settings_for_production(cluster.url, folder))
        os.environ.update(
            PGUSER="postgres",
            DEMO="0",
            EMAIL_URL=f"smtp://127.0.0.1:{smtp.port}",
            LAST_KNOWN_FILE=f"{folder}/last-known.json",
            MEDIA_ROOT=f"{folder}/media",
        )
        _prepare()
        port, gunicorn = stack.enter_context(servers.running_gunicorn("portal.wsgi", PAGE_CACHE_SECONDS="1"))
        stage = Stage(cluster, smtp, port, gunicorn, people=24 if is_short else 80)
        print(f"\n{world.machine()}; {stage.people} people in each rush\n", flush=True)
        from tests.faults import scenes

        outcomes = list(_run(stage, scenes.SHORT if is_short else scenes.ALL))
        _close_connection()
    print(f"\n{time.monotonic() - started:.0f} seconds")
    wrong = [f"{each.fault}: {what}" for each in outcomes for what in _wrong(each)]
    for line in wrong:
        print(f"WRONG: {line}")
    return 1 if wrong else 0


def _prepare() -> None:
    """Tables, static files, the office and somebody who plans trainings; and the copy for outages."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from portal.accounts.models import User
    from portal.office import last_known
    from portal.office.models import Office

    Office.objects.update_or_create(pk=1, defaults={"name": "見本の事務局", "telephone": "0857510295"})
    User.objects.create_superuser(email="chief@example.jp", password=None)
    last_known.keep()


def _run(stage: Stage, scenes: list[Callable[[Stage], Iterator[Outcome]]]) -> Iterator[Outcome]:
    print(
        f"{'Fault':58}{'asked':>7}{'ackn.':>7}{'found':>7}{'doubled':>9}{'lost':>6}{'unknown':>9}  other answers"
    )
    for scene in scenes:
        for done in scene(stage):
            others = ", ".join(f"{many} × {what}" for what, many in sorted(done.answers.items()))
            print(
                f"{done.fault:58}{done.asked:7}{done.acknowledged:7}{done.found:7}{done.doubled:9}{done.lost:6}"
                f"{done.unknown:9}  {others}",
                flush=True,
            )
            yield done


def _wrong(done: Outcome) -> list[str]:
    counts = {"doubled": done.doubled, "lost": done.lost}
    return done.wrong + [f"{many} {what}" for what, many in counts.items() if many]


def _close_connection() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    sys.exit(main("--short" in sys.argv[1:]))
