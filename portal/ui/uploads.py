"""Keeping files that people send: whole, or not at all."""

import contextlib
import errno

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from portal.ui.text import InvalidInput

# The disk is full, somebody's share of it is, or the file is larger than the process may write.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def store(name: str, content: File) -> str:
    """Keep the file under ``name``, which nobody else uses, in the default storage; returns the name. Raises
    ``InvalidInput`` when the disk is full. Whatever goes wrong, no half of a file stays."""
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
