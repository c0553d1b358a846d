"""Keeping files that people send: whole, or not at all."""

import contextlib
import datetime
import errno
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ui.text import InvalidInput

# The disk is full, somebody's share of it is, or the file is larger than the process may write.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


# What was stored in the block that runs now, if any does.
_coming: ContextVar[list[str] | None] = ContextVar("coming", default=None)


@contextlib.contextmanager
def kept_only_if_saved() -> Iterator[list[str]]:
    """Files that are stored within the block go again at its end, as when a form is refused or something fails.
    Who saves what names them empties the list."""
    names: list[str] = []
    before = _coming.set(names)
    try:
        yield names
    finally:
        _coming.reset(before)
        for name in names:
            default_storage.delete(name)


def store(name: str, content: File) -> str:
    """Keep the file under ``name``, which nobody else uses, in the default storage; returns the name. Raises
    ``InvalidInput`` when the disk is full. Whatever goes wrong, no half of a file stays."""
    if (coming := _coming.get()) is not None:
        coming.append(name)
    try:
        return default_storage.save(name, content)
    except BaseException as error:
        with contextlib.suppress(OSError):
            default_storage.delete(name)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise InvalidInput(
                _(
                    "いまはファイルを置く場所がいっぱいで、保存できませんでした。"
                    "ほかの内容はこのままで、あとでもう一度ファイルを選ぶか、事務局へお知らせください。"
                ),
                code="no_room",
            ) from None
        raise


def clear_unnamed(folder: str, used: Iterable[str]) -> int:
    """Remove files of ``folder`` that nothing names, a day after they came; returns how many."""
    if not default_storage.exists(folder):
        return 0
    names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    yesterday = timezone.now() - datetime.timedelta(days=1)
    old = [name for name in names - set(used) if default_storage.get_modified_time(name) < yesterday]
    for name in old:
        default_storage.delete(name)
    return len(old)
