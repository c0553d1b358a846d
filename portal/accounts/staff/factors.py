from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q

from portal.accounts.models import OneTimeSheet, User
from portal.accounts.staff.sheets import FEW


@dataclass(frozen=True)
class Factors:
    """What somebody has beside the password."""

    app: Authenticator | None
    # Live lists, with ``left``: how many numbers are unused.
    sheets: list[OneTimeSheet]

    @property
    def has_any(self) -> bool:
        return self.app is not None or bool(self.sheets)

    @property
    def is_short(self) -> bool:
        """Only lists, and hardly a number left."""
        return self.app is None and self.has_any and sum(sheet.left for sheet in self.sheets) <= FEW  # type: ignore[attr-defined]


def factors_of(user: User) -> Factors:
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    sheets = user.one_time_sheets.filter(revoked_at=None)
    return Factors(app, list(sheets.annotate(left=Count("codes", filter=Q(codes__used_at=None)))))
