from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.backup import sealing, taking
from portal.backup.command import add_key_argument, chosen_key, end_tidily
from portal.backup.errors import BackupError


class Command(BaseCommand):
    """Database and uploads in one file, sealed when there is a key, read back before it gets its name."""

    help = "Write a backup of the database and the uploads, and read it back."
    # The commands must work where the portal does not.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="DIR", help="the folder (default: BACKUP_DIR)")
        parser.add_argument("--keep", type=int, metavar="N", help="remove all but the newest N afterwards")
        parser.add_argument("--check", type=Path, metavar="FILE", help="only read this backup back")
        parser.add_argument("--new-key", action="store_true", help="only print a new key")
        add_key_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self.stdout.write(sealing.new_key())
            return
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep takes 1 or more.")
        end_tidily()
        try:
            key = chosen_key(options["key_file"])
            if options["check"]:
                manifest = taking.check(options["check"], key)
                self.stdout.write(f"Good: {sum(manifest.rows.values())} rows of {manifest.made_at}.")
                return
            self._take(options["to"] or Path(settings.BACKUP_DIR), key, options["keep"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None

    def _take(self, to: Path, key: bytes | None, keep: int | None) -> None:
        path, manifest = taking.take(to, key)
        size = path.stat().st_size / 1_000_000
        self.stdout.write(
            f"{path}: {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables, "
            f"{len(manifest.members) - 1} uploads, {size:.1f} MB, {'sealed' if key else 'NOT sealed'}, read back."
        )
        if manifest.missing:
            self.stderr.write(f"{len(manifest.missing)} uploads that rows name are not on the disk.")
        for old in taking.rotate(to, keep) if keep else ():
            self.stdout.write(f"Removed {old.name}.")
