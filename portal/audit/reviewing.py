"""The yearly review of accounts (棚卸し): who may what, who granted it, who still comes."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.accounts.staff.factors import Factors, factors_of
from portal.audit.models import Entry


@dataclass(frozen=True)
class Reviewed:
    account: User
    roles: list[str]
    granted: Entry | None
    factors: Factors


def reviewed_accounts() -> list[Reviewed]:
    """All accounts of the office, those in use first. ``granted``: who changed the account last."""
    accounts = (
        User.objects.filter(is_staff=True).prefetch_related("groups").order_by("-is_active", "name", "pk")
    )
    changes = Entry.objects.filter(
        what="accounts.user", verb__in=(Entry.Verb.CREATED, Entry.Verb.CHANGED)
    ).select_related("by")
    last: dict[str, Entry] = {}
    for entry in changes.order_by("at", "pk"):
        last[entry.number] = entry
    return [
        Reviewed(
            account,
            [group.name for group in account.groups.all()],
            last.get(str(account.pk)),
            factors_of(account),
        )
        for account in accounts
    ]
