from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.retention.models import RetentionRun
from portal.retention.running import remove_due, what_is_due


class Command(BaseCommand):
    """What has been kept long enough. With ``--dry-run`` it only lists counts and numbers of records, never names."""

    help = "Removes what has been kept long enough; --dry-run lists what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list what is due and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for one in what_is_due():
                numbers = " ".join(f"#{pk}" for pk in one.numbers)
                line = f"{one.kind.name}: {len(one.numbers)} (before {one.before:%Y-%m-%d})"
                self.stdout.write(f"{line} {numbers}".rstrip())
            return
        run, _created = RetentionRun.objects.get_or_create(day=timezone.localdate())
        if remove_due(run):
            RetentionRun.objects.filter(pk=run.pk).update(ended_at=timezone.now())
        for count in run.counts.all():
            self.stdout.write(f"{count.kind}: {count.removed} removed, {count.failed} failed")
