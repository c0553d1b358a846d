"""Receipt numbers (受付番号): eight digits, the last a check digit by ISO 7064 MOD 11,10.

Seven random digits say nothing about who applied, when, or how many did.
"""

import secrets

from stdnum.iso7064 import mod_11_10


def new_receipt_number() -> str:
    """A fresh number; the caller's unique constraint decides whether it is free."""
    body = f"{secrets.randbelow(10_000_000):07d}"
    return body + mod_11_10.calc_check_digit(body)


def is_receipt_number(number: str) -> bool:
    """Whether eight digits could be a receipt number: a slip of one digit never is."""
    return len(number) == 8 and number.isascii() and number.isdigit() and mod_11_10.is_valid(number)
