"""What staff may read of a mail: everything but the parts of links that open something in the recipient's
place."""

import re

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

# What a page is called by in public; every other captured part of an address may be somebody's key to it.
_PUBLIC_PARTS = frozenset({"slug", "number"})
_REST_OF_A_LINK = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"


def mask_links(text: str) -> str:
    """``text`` with the secret parts of links to this site replaced by words.

    Judged by the addresses of the site itself, so that a new kind of link is masked without being listed
    here; what cannot be understood is masked whole.
    """
    links = re.compile(re.escape(settings.SITE_URL) + _REST_OF_A_LINK)
    return links.sub(
        lambda link: settings.SITE_URL + mask_address(link[0].removeprefix(settings.SITE_URL)), text
    )


def mask_address(address: str) -> str:
    """The same for one address of this site, from its first slash."""
    hidden = _("〔本人だけの番号〕")
    path, *query = re.split(r"[?#]", address, maxsplit=1)
    if path:
        try:
            match = resolve(path)
        except Resolver404:
            # Cut short, or with a full stop behind it: the first part says which page, the rest is hidden.
            first = path.split("/")[1]
            return f"/{first}/{hidden}" if path.strip("/") != first else path
        secrets = [str(v) for k, v in match.kwargs.items() if k not in _PUBLIC_PARTS]
        for secret in [*secrets, *map(str, match.args)]:
            path = path.replace(f"/{secret}", f"/{hidden}")
    return f"{path}?{hidden}" if query else path
