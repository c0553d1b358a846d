"""Names in addresses that nobody guesses."""

import secrets


def new_key() -> str:
    return secrets.token_urlsafe(12)
