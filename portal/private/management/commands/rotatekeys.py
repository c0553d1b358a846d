from typing import Any

from django.core.management.base import BaseCommand

from portal.private.keys import numbers
from portal.private.rotating import seal_all_anew


class Command(BaseCommand):
    """After a new key was put first in DATA_KEYS: seal everything with it, so that the old one can go.

    While the portal runs; safe to stop and to repeat.
    """

    help = "Seals all private text with the first key of DATA_KEYS and says how many texts that were."

    def handle(self, *args: Any, **options: Any) -> None:
        count = seal_all_anew()
        self.stdout.write(f"{count} texts sealed anew with the key {numbers()[0]}.")
