"""Random tokens that open something by themselves: the database knows only their hash."""

import hashlib


def at_rest(token: str) -> str:
    """What lies in the database in place of a token, and by what it is found there.

    Tokens are 128 random bits and more: there is nothing to guess that a slower hash would make dearer. Takes whatever
    somebody puts into an address.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
