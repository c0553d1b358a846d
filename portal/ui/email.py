"""E-mail addresses as Japanese carriers issued them, and slips of the finger."""

import re
import unicodedata
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

from portal.ui.text import InvalidInput

# These carriers issued addresses with dots where the mail standard allows none (a..b@, x.@).
_CARRIERS = (
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "vodafone.ne.jp",
    "ymobile.ne.jp",
    "ymobile1.ne.jp",
    "y-mobile.ne.jp",
    "disney.ne.jp",
    "willcom.com",
    "pdx.ne.jp",
)
_KNOWN = (
    *_CARRIERS,
    "gmail.com",
    "yahoo.co.jp",
    "yahoo.ne.jp",
    "ybb.ne.jp",
    "icloud.com",
    "me.com",
    "mac.com",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "live.jp",
    "live.com",
    "msn.com",
    "yahoo.com",
    "uqmobile.jp",
    "rakumail.jp",
    "biglobe.ne.jp",
    "nifty.com",
    "ocn.ne.jp",
    "plala.or.jp",
    "hal.ne.jp",
    "dion.ne.jp",
    "mail.com",
    "ymail.com",
    "gmx.com",
    "aol.com",
)
# More than one slip away, and still seen every day.
_SLIPS = {
    "gmail.co.jp": "gmail.com",
    "gmail.ne.jp": "gmail.com",
    "gmail.jp": "gmail.com",
    "gmail": "gmail.com",
    "docomo.co.jp": "docomo.ne.jp",
    "docomo.com": "docomo.ne.jp",
    "docomo.jp": "docomo.ne.jp",
    "ezweb.co.jp": "ezweb.ne.jp",
    "ezweb.jp": "ezweb.ne.jp",
    "softbank.co.jp": "softbank.ne.jp",
    "i.softbank.ne.jp": "i.softbank.jp",
    "yahoo.jp": "yahoo.co.jp",
    "icloud.co.jp": "icloud.com",
    "icloud.jp": "icloud.com",
}

_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_check_domain = DomainNameValidator(accept_idna=False)


def fold_email(text: str) -> str:
    """ｔａｒｏ＠Docomo.ne.jp → taro@docomo.ne.jp. Empty stays empty. Raises InvalidInput when it is no address."""
    address = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removeprefix("mailto:")
    if not address:
        return ""
    local, at, domain = address.rpartition("@")
    domain = domain.lower()
    if not at:
        raise InvalidInput(_("メールアドレスに「@」がありません。例）tsunagari@example.jp"), code="email")
    if len(address) > 254 or not _LOCAL_PART.fullmatch(local) or not _is_domain(domain):
        raise InvalidInput(_("メールアドレスを確かめてください。例）tsunagari@example.jp"), code="email")
    if (local.startswith(".") or local.endswith(".") or ".." in local) and not _is_carrier(domain):
        raise InvalidInput(_("メールアドレスの「.」の位置を確かめてください。"), code="email")
    return f"{local}@{domain}"


def suggest_email(address: str) -> str | None:
    """The address that was probably meant (gmail.con → gmail.com), to be asked back; never a reason to refuse."""
    local, at, domain = address.rpartition("@")
    meant = _SLIPS.get(domain)
    if meant is None and domain not in _KNOWN and not _is_carrier(domain):
        meant = next((known for known in _KNOWN if _is_one_slip(domain, known)), None)
    return f"{local}@{meant}" if at and meant else None


def sending_domain() -> str:
    """From where our mails come: named on pages, so that people can let it through the filters of their carrier."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _is_domain(domain: str) -> bool:
    try:
        _check_domain(domain)
    except ValidationError:
        return False
    return True


def _is_carrier(domain: str) -> bool:
    return any(domain == carrier or domain.endswith(f".{carrier}") for carrier in _CARRIERS)


def _is_one_slip(typed: str, known: str) -> bool:
    """One letter added, left out, replaced, or two neighbours swapped."""
    if len(known) < 7 or abs(len(typed) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(known)) and typed[start] == known[start]:
        start += 1
    rest, wanted = typed[start:], known[start:]
    return (
        rest[1:] == wanted
        or rest == wanted[1:]
        or rest[1:] == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:] and len(rest) > 1)
    )
