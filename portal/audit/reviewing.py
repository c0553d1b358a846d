"""The yearly review of accounts (棚卸し): who may what, who granted it and when, who still comes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from portal.accounts.models import AccountStep, User
from portal.accounts.roles import SUPERUSER
from portal.accounts.staff.managers import with_ways


@dataclass(frozen=True)
class Held:
    """One role and the step that gave it; none where it was given before steps were kept."""

    name: str
    granted: AccountStep | None


@dataclass(frozen=True)
class Reviewed:
    # With ``has_app`` and ``has_list``.
    account: Any
    roles: list[Held]
    # Who opened the account, or opened it again.
    opened: AccountStep | None


def reviewed_accounts() -> list[Reviewed]:
    """All accounts of the office, those in use first."""
    granting = AccountStep.objects.filter(verb__in=AccountStep.GRANTING).select_related("by")
    accounts = (
        with_ways(User.objects.filter(is_staff=True))
        .prefetch_related("groups", Prefetch("account_steps", granting.order_by("at", "pk"), "granting"))
        .order_by("-is_active", "name", "pk")
    )
    return [_reviewed(account) for account in accounts]


def _reviewed(account: Any) -> Reviewed:
    given: dict[str, AccountStep] = {step.role: step for step in account.granting if step.role}
    opened = [step for step in account.granting if not step.role]
    names = [SUPERUSER] if account.is_superuser else []
    names += [group.name for group in account.groups.all()]
    return Reviewed(account, [Held(name, given.get(name)) for name in names], opened[-1] if opened else None)
