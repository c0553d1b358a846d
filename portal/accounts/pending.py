"""What this browser has asked for and not finished: kept in its session, so that the page with the box for
the code is there again after a look into the mails."""

import datetime
from dataclasses import asdict, dataclass, replace

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts.codes import LIVES
from portal.accounts.keeping import PARAMETER

_KEY = "sign_in"
# For so long the page says that the time is over; then it begins anew.
_REMEMBERED = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class Pending:
    address: str
    asked_at: float  # seconds since 1970: sessions are JSON
    next: str = ""

    @property
    def asked(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.asked_at, tz=datetime.UTC)

    @property
    def until(self) -> datetime.datetime:
        return self.asked + LIVES

    @property
    def is_over(self) -> bool:
        return self.until <= timezone.now()

    @property
    def brings_back(self) -> bool:
        """Whether what was typed before waits behind the sign-in."""
        return f"{PARAMETER}=" in self.next

    @property
    def masked_address(self) -> str:
        """h…@example.jp: enough to see a slip, not enough for whoever looks at the screen."""
        local, _at, domain = self.address.rpartition("@")
        return f"{local[:2] if len(local) > 3 else local[:1]}…@{domain}"


def remember(request: HttpRequest, pending: Pending) -> None:
    request.session[_KEY] = asdict(pending)


def pending_in(request: HttpRequest) -> Pending | None:
    kept = request.session.get(_KEY)
    pending = Pending(**kept) if kept else None
    return pending if pending and pending.asked + _REMEMBERED > timezone.now() else None


def lead_to(request: HttpRequest, pending: Pending, wanted: str) -> None:
    """Remember where the sign-in leads to now, after a link from somewhere else."""
    remember(request, replace(pending, next=wanted))


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def local_path(wanted: str) -> str:
    """``wanted`` if it is a path of this site, else nothing: a link to the sign-in leads nowhere else."""
    # Browsers drop tabs and line breaks and take a backslash for a slash; two slashes begin the name of a host.
    is_path = (
        wanted.isprintable() and wanted.startswith("/") and not wanted.replace("\\", "/").startswith("//")
    )
    return wanted if is_path and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
