"""What both commands share."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings

from portal.backup.sealing import read_key


def add_key_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="the key in a file instead of in BACKUP_KEY"
    )


def chosen_key(key_file: Path | None) -> bytes | None:
    text = key_file.read_text() if key_file else settings.BACKUP_KEY
    return read_key(text) if text else None


def end_tidily() -> None:
    """Let a stop by the system run what clears up: an open dump must not stay on the disk."""
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
