"""The uploads' part of a backup: the files under MEDIA_ROOT."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# Inside MEDIA_ROOT, which may be a disk of its own: renaming never copies.
_NEW, _OLD = ".restoring", ".before-restore"


def files() -> dict[str, Path]:
    """Name and place of every upload."""
    root = Path(settings.MEDIA_ROOT)
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())
    names = {path.relative_to(root).as_posix(): path for path in found}
    return {name: path for name, path in names.items() if not name.startswith((_NEW, _OLD))}


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[None]:
    """Put what lies in ``folder`` in the place of the uploads. When the block ends with an error, the old ones
    come back."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    new, old = root / _NEW, root / _OLD
    for left_over in (new, old):
        shutil.rmtree(left_over, ignore_errors=True)
    if folder.exists():
        shutil.copytree(folder, new)
    else:
        new.mkdir()
    old.mkdir()
    _move(root, old)
    try:
        _move(new, root)
        yield
    except BaseException:
        _move(root, new)
        _move(old, root)
        raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old)


def _move(source: Path, target: Path) -> None:
    for path in sorted(source.iterdir()):
        if path.name not in {_NEW, _OLD}:
            path.rename(target / path.name)
