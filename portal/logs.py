"""How the portal logs: neither the keys in addresses nor what people wrote may stand in a log."""

import logging
from contextlib import suppress
from logging.handlers import SysLogHandler
from types import TracebackType

from django.db import Error

from portal.correspondence.masking import mask_address

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class AddressMask(logging.Filter):
    """Lets every record pass, with the secret parts of addresses on this site replaced by words."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                mask_address(arg) if isinstance(arg, str) and arg.startswith("/") else arg
                for arg in record.args
            )
        return True


class Formatter(logging.Formatter):
    """Of a database error only the first line: below it PostgreSQL repeats the row that it refused."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept its own, longer one
        return super().format(record)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802
        text = super().formatException(ei)
        error = ei[1]
        while error is not None:
            if isinstance(error, Error):
                # Its cause, the driver's own error, has the same text.
                whole = str(error).strip()
                text = text.replace(whole, whole.partition("\n")[0])
            error = error.__cause__ or error.__context__
        return text


class LogServer(SysLogHandler):
    """The city's log server. One that cannot be reached stops neither the start nor the work: each line that was
    not sent says so on the console, and stays in the database.
    """

    ident = "tsunagari: "
    append_nul = False

    def createSocket(self) -> None:  # noqa: N802
        with suppress(OSError):
            super().createSocket()
