from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.backup import taking
from portal.backup.command import add_key_argument, chosen_key, end_tidily
from portal.backup.errors import BackupError
from portal.correspondence.models import OutboxMail


class Command(BaseCommand):
    """All of a backup or nothing. What the portal held is gone afterwards."""

    help = "Put a backup in the place of the database and the uploads."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="also where the database or the uploads are not empty"
        )
        parser.add_argument(
            "--send-waiting-mails",
            action="store_true",
            help="let mails that wait in the backup go out: only when nothing ran since it was made",
        )
        add_key_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        end_tidily()
        try:
            key = chosen_key(options["key_file"])
            manifest = taking.restore(options["file"], key, replace=options["replace"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Restored what was there at {manifest.made_at}: {sum(manifest.rows.values())} rows in "
            f"{len(manifest.rows)} tables as counted then, {len(manifest.members) - 1} uploads."
        )
        if not options["send_waiting_mails"]:
            self.stdout.write(f"{_hold_mails()} mails that waited are shown as of unknown fate (送信箱).")
        if _has_pending_migrations():
            self.stdout.write("The backup is of an older portal: run `manage.py migrate` now.")


def _hold_mails() -> int:
    """What waited then may have gone out since. Nothing is sent a second time by itself: staff decide."""
    waiting = OutboxMail.objects.filter(state__in=(OutboxMail.State.QUEUED, OutboxMail.State.SENDING))
    return waiting.update(
        state=OutboxMail.State.UNKNOWN,
        finished_at=timezone.now(),
        error=_("バックアップから戻しました。そのあとで送られていたかもしれません"),
    )


def _has_pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
