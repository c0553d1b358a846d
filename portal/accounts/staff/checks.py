"""What `manage.py check` says about the settings of the staff's door."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.http.request import validate_host


@register()
def door_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_networks("ADMIN_NETWORKS"), *_networks("TRUSTED_PROXIES"), *_host(), *_hours()]


def _networks(name: str) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for value in getattr(settings, name):
        try:
            network = ipaddress.ip_network(value)
        except ValueError:
            found.append(
                Error(
                    f"{name} holds {value!r}, which is no network.",
                    hint="Write networks as 10.1.0.0/16 or 2001:db8::/32, with commas between them.",
                    id="accounts.E001",
                )
            )
            continue
        if network.prefixlen == 0:
            found.append(
                checks.Warning(
                    f"{name} holds {value!r}, which is every address there is.",
                    hint="Name the networks that are meant, or leave the setting empty.",
                    id="accounts.W001",
                )
            )
    return found


def _host() -> list[CheckMessage]:
    host = settings.ADMIN_HOST
    if not host:
        return []
    if any(sign in host for sign in "/:* ,") or host.startswith("."):
        hint = "Write the bare name, without scheme, port and path: office.example.jp."
        return [Error(f"ADMIN_HOST is {host!r}, which is no host name.", hint=hint, id="accounts.E002")]
    if host == (urlsplit(settings.SITE_URL).hostname or ""):
        hint = "Give the office's pages a name of their own: under ADMIN_HOST no public page answers."
        return [Error("ADMIN_HOST is the name of the public site.", hint=hint, id="accounts.E003")]
    if not validate_host(host, settings.ALLOWED_HOSTS):
        hint = "Add it to ALLOWED_HOSTS; until then nobody reaches the office's pages."
        return [Error("ADMIN_HOST is not among ALLOWED_HOSTS.", hint=hint, id="accounts.E004")]
    return []


def _hours() -> list[CheckMessage]:
    if 0 < settings.STAFF_SESSION_HOURS * 3600 <= settings.SESSION_COOKIE_AGE:
        return []
    return [
        Error(
            f"STAFF_SESSION_HOURS is {settings.STAFF_SESSION_HOURS}.",
            hint="Write hours: more than 0, and no more than sessions last at all (14 days).",
            id="accounts.E005",
        )
    ]


@register(checks.Tags.security, deploy=True)
def proxy_is_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.SECURE_PROXY_SSL_HEADER is None or settings.TRUSTED_PROXIES:
        return []
    return [
        checks.Warning(
            "BEHIND_TLS_PROXY is set and TRUSTED_PROXIES is empty: all visitors seem to come from the proxy, so limits"
            " and ADMIN_NETWORKS count them as one, or not at all.",
            hint="Name the proxy's network in TRUSTED_PROXIES; 127.0.0.1/32 for one on this machine, or on a Unix socket.",
            id="accounts.W002",
        )
    ]
