"""Taking a backup, and bringing one back."""

import contextlib
import datetime
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portal.backup import archive, database, programs, uploads
from portal.backup.archive import DUMP, UPLOADS, Manifest
from portal.backup.errors import BackupError

# The time is UTC, so that names sort as they were made, also in the hour that comes twice.
_NAME = re.compile(r"tsunagari-\d{8}T\d{6}Z\.tar(\.sealed)?")
_HALF = ".half"


def take(to: Path, key: bytes | None) -> tuple[Path, Manifest]:
    """Write a backup into the folder ``to`` and read it back; returns the file and its manifest. The file gets
    its name only when it is good. Raises ``BackupError`` and ``OSError``."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(to)
    now = timezone.now().astimezone(datetime.UTC)
    target = to / f"tsunagari-{now:%Y%m%dT%H%M%SZ}.tar{'.sealed' if key else ''}"
    if target.exists():
        raise BackupError(f"{target} exists already.")
    half = target.with_name(target.name + _HALF)
    try:
        with _private_folder() as folder:
            manifest = _write(half, folder / DUMP, key, now)
        check(half, key)
        half.rename(target)
        _sync(to)
    finally:
        half.unlink(missing_ok=True)
    return target, manifest


def _write(half: Path, dump: Path, key: bytes | None, now: datetime.datetime) -> Manifest:
    with database.frozen() as contents:
        database.dump(contents, dump)
    files = uploads.files()
    manifest = Manifest(
        made_at=now.isoformat(timespec="seconds"),
        portal=_version(),
        server=contents.server,
        migrations=contents.migrations,
        rows=contents.rows,
        missing=sorted(contents.uploads - files.keys()),
    )
    members = [(DUMP, dump), *((f"{UPLOADS}/{name}", path) for name, path in files.items())]
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        archive.write(file, members, manifest, key)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def check(path: Path, key: bytes | None) -> Manifest:
    """Read a backup as restoring would, up to the table of contents of its dump. Raises ``BackupError``."""
    with _private_folder() as folder:
        manifest = archive.unpack(path, key, folder)
        listed = programs.list_contents(folder / DUMP)
    missing = [table for table in manifest.rows if f"TABLE DATA public {table} " not in listed]
    if missing:
        raise BackupError(f"The dump lacks the rows of: {', '.join(missing)}.")
    return manifest


def restore(path: Path, key: bytes | None, *, replace: bool) -> Manifest:
    """Put a backup in the place of database and uploads: all of it or, with an error, nothing. Raises
    ``BackupError``."""
    with _private_folder() as folder:
        manifest = archive.unpack(path, key, folder)
        database.refuse_newer(manifest.migrations)
        if not replace and (database.tables() or uploads.files()):
            raise BackupError("Database or uploads are not empty: --replace puts the backup in their place.")
        database.refuse_company()
        with database.replaced(folder / DUMP, manifest.rows), uploads.replaced(folder / UPLOADS):
            pass
    return manifest


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove all backups but the newest ``keep``; returns which. Touches no file with another name."""
    backups = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    old = backups[:-keep]
    for path in old:
        path.unlink()
    return old


def _sweep(folder: Path) -> None:
    """Remove what a killed run left half-written, a day later."""
    yesterday = timezone.now().timestamp() - 24 * 60 * 60
    for path in folder.glob(f"tsunagari-*{_HALF}"):
        if path.stat().st_mtime < yesterday:
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Let the new name survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _private_folder() -> Iterator[Path]:
    """Where the open dump lies for a moment: never beside the sealed backups (TMPDIR names another place)."""
    folder = Path(tempfile.mkdtemp(prefix="tsunagari-backup-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version() -> str:
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["project"]
    return str(project["version"])
