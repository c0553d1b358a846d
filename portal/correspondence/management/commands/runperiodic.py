import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import periodic


class Command(BaseCommand):
    """Everything that is due: mails, promotions, cleaning. Safe on several machines at once.

    With ``--loop`` it goes on until it is told to end (SIGTERM, Ctrl-C), which it does between two mails.
    """

    help = "Runs all periodic jobs once, or again and again with --loop SECONDS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="pause between two rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        pause = options["loop"]
        before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            failed = periodic.run_all()
            while pause is not None and not periodic.stopping.wait(pause):
                periodic.run_all()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            # Whoever called this in a process that lives on can work again.
            periodic.stopping.clear()
        if pause is None and failed:
            raise CommandError("failed: " + ", ".join(failed))


def _stop(number: int, frame: FrameType | None) -> None:
    periodic.stopping.set()
