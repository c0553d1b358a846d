"""How telephone numbers, postal codes and receipt numbers are shown; what is stored is digits only."""

import re
from functools import lru_cache
from urllib.parse import quote

import phonenumbers


@lru_cache(maxsize=2000)
def format_telephone(stored: str) -> str:
    """0857-51-0295 for a stored number; anything that is not a stored number is shown as it is."""
    if not re.fullmatch(r"\+?[0-9]{7,15}", stored):
        return stored
    try:
        number = phonenumbers.parse(stored, "JP")
    except phonenumbers.NumberParseException:
        return stored
    style = (
        phonenumbers.PhoneNumberFormat.INTERNATIONAL
        if stored[0] == "+"
        else phonenumbers.PhoneNumberFormat.NATIONAL
    )
    shown = phonenumbers.format_number(number, style)
    # A range that the library does not know yet comes back without its leading zero.
    return shown if re.sub("[^0-9+]", "", shown) == stored else stored


def telephone_link(shown: str) -> str:
    """The ``href`` that dials ``shown``; understands #9999 and numbers written with dashes."""
    return "tel:" + quote(re.sub(r"[^0-9+#*]", "", shown), safe="+*")


def format_postal_code(stored: str) -> str:
    """680-0845"""
    return f"{stored[:3]}-{stored[3:]}" if re.fullmatch(r"[0-9]{7}", stored) else stored


def format_receipt_number(stored: str) -> str:
    """1234-5678: two groups are read aloud, and read back, with fewer slips than eight digits."""
    return f"{stored[:4]}-{stored[4:]}" if re.fullmatch(r"[0-9]{8}", stored) else stored
