from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter

from portal.accounts.staff.vault import decrypt, encrypt


class Adapter(DefaultMFAAdapter):
    """allauth keeps our secrets and asks for none of them: its pages have no address."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text) or ""

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        # Only members come through allauth's login, and they have a code; staff have a door of their own, and
        # its factor says nothing after they have left the office.
        return False
