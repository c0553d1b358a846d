"""The one file of a backup: a tar of the dump, the uploads, and at its end a manifest that vouches for both."""

import hashlib
import json
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from portal.backup.errors import BackupError
from portal.backup.sealing import Opener, Sealer, is_sealed

DUMP = "database.dump"
UPLOADS = "uploads"
_MANIFEST = "manifest.json"
_FORMAT = 1


@dataclass
class Manifest:
    """``members``: of each the size in bytes and the SHA-256. ``missing``: uploads that rows name and the
    disk did not have."""

    made_at: str
    portal: str
    server: str
    migrations: list[str]
    rows: dict[str, int]
    missing: list[str]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = _FORMAT


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def write(
    file: IO[bytes], members: Iterable[tuple[str, Path]], manifest: Manifest, key: bytes | None
) -> None:
    """Write members, each (name, where it lies), and the manifest, sealed when there is a key."""
    stream: Any = Sealer(file, key) if key else file
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, path in members:
            with path.open("rb") as source:
                hashed = _Hashed(source)
                entry = _entry(name, path.stat().st_size)
                tar.addfile(entry, hashed)
            manifest.members[name] = {"size": entry.size, "sha256": hashed.hexdigest()}
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        tar.addfile(_entry(_MANIFEST, len(text)), BytesIO(text))
    if key:
        stream.close()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def unpack(path: Path, key: bytes | None, folder: Path) -> Manifest:
    """Put the members into ``folder`` and hold each against the manifest; returns the manifest. Raises
    ``BackupError`` for a file that is not whole, not ours, or sealed with another key or without ours."""
    with path.open("rb") as file:
        if is_sealed(file):
            if key is None:
                raise BackupError("This backup is sealed: give its key by BACKUP_KEY or --key-file.")
            stream: Any = Opener(file, key)
        else:
            stream = file
        try:
            found, said = _extract(stream, folder)
        except (tarfile.TarError, EOFError) as error:
            raise BackupError(f"{path.name} is damaged or no backup: {error}") from None
    if said is None:
        raise BackupError(f"{path.name} has no manifest: it was cut off or is no backup.")
    if said.get("format") != _FORMAT:
        raise BackupError(f"{path.name} has format {said.get('format')}; this portal reads {_FORMAT}.")
    manifest = Manifest(**said)
    wrong = [name for name in {*found, *manifest.members} if found.get(name) != manifest.members.get(name)]
    if wrong:
        raise BackupError(f"The checksum is wrong for: {', '.join(sorted(wrong))}.")
    return manifest


def _extract(stream: Any, folder: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any] | None]:
    found: dict[str, dict[str, Any]] = {}
    said = None
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for entry in tar:
            source = tar.extractfile(entry)
            if source is None or not _is_ours(entry.name) or entry.name in found:
                raise BackupError(f"A backup holds nothing like {entry.name!r}.")
            if entry.name == _MANIFEST:
                said = json.loads(source.read())
                continue
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            hashed = _Hashed(source)
            with target.open("xb") as copy:
                while piece := hashed.read(1 << 20):
                    copy.write(piece)
            found[entry.name] = {"size": target.stat().st_size, "sha256": hashed.hexdigest()}
    while stream.read(1 << 20):
        pass  # the seal of the last piece counts too
    return found, said


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    inside = ".." not in parts and "" not in parts
    return name in {DUMP, _MANIFEST} or (parts[0] == UPLOADS and len(parts) > 1 and inside)
