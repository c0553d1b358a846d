"""Taking something public out of sight for a while, so that it comes back by itself (しばらく隠す).

A public model inherits ``Hideable``; the one QuerySet method that says what the public may see calls
``not_hidden()``. Its app registers it at start-up, so that staff see in one place what is hidden.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def shown_at(now: datetime.datetime, prefix: str = "") -> Q:
    """The condition on hideable rows (reached through ``prefix``) that they are not hidden at ``now``."""
    return (
        Q(**{f"{prefix}hidden_from__isnull": True, f"{prefix}hidden_until__isnull": True})
        | Q(**{f"{prefix}hidden_from__gt": now})
        | Q(**{f"{prefix}hidden_until__lte": now})
    )


class HidingMethods:
    """For QuerySets of hideable models that inherit from another QuerySet of ours."""

    def not_hidden(self) -> Self:
        """Rows that nobody has taken out of sight at this moment."""
        return self.filter(shown_at(timezone.now()))  # type: ignore[attr-defined]

    def hidden_or_to_be(self, now: datetime.datetime) -> Self:
        """Rows that are hidden at ``now`` or will be, the nearest first."""
        return self.filter(  # type: ignore[attr-defined]
            Q(hidden_from__isnull=False) | Q(hidden_until__isnull=False),
            Q(hidden_until__isnull=True) | Q(hidden_until__gt=now),
        ).order_by(F("hidden_from").asc(nulls_first=True), "pk")


class HideableQuerySet(HidingMethods, models.QuerySet):
    pass


def hiding_constraint() -> models.CheckConstraint:
    """For ``Meta.constraints`` of every hideable model."""
    return models.CheckConstraint(
        condition=Q(hidden_from__isnull=True)
        | Q(hidden_until__isnull=True)
        | Q(hidden_until__gt=F("hidden_from")),
        name="%(class)s_hidden_until_after_from",
        violation_error_message=_("「いつまで隠す」は「いつから隠す」より後にしてください。"),
    )


class Hideable(models.Model):
    """Public, and out of everybody's sight from ``hidden_from`` until ``hidden_until``.

    Without an end it stays hidden until somebody takes that back; without a beginning it is hidden already;
    without both it is not hidden.
    """

    hidden_from = models.DateTimeField(
        _("いつから隠す"), null=True, blank=True, help_text=_("空欄で「いつまで」だけなら、いまから")
    )
    hidden_until = models.DateTimeField(
        _("いつまで隠す"),
        null=True,
        blank=True,
        help_text=_("この時刻に、ひとりでに戻る。空欄なら、取り消すまで"),
    )

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        now = timezone.now()
        if self.hidden_from is None and self.hidden_until is None:
            return False
        has_begun = self.hidden_from is None or self.hidden_from <= now
        return has_begun and (self.hidden_until is None or self.hidden_until > now)


# For the fieldsets of stock admin forms.
HIDING_FIELDS: Any = (
    _("しばらく隠す"),
    {
        "classes": ["collapse"],
        "fields": ("hidden_from", "hidden_until"),
        "description": _(
            "公開のページ・一覧・検索から消え、期間が終わると戻ります。申し込んだ人のページは残ります。"
        ),
    },
)


# --- what is hidden now -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class HideableKind:
    model: Any
    change_url: Callable[[Any], str]


_KINDS: dict[str, HideableKind] = {}


def register_hideable(model: type[Hideable], change_url: Callable[[Any], str]) -> None:
    """Name rows of ``model`` on the page of what is hidden; ``change_url`` leads to where staff edit a row."""
    _KINDS[model._meta.label_lower] = HideableKind(model, change_url)


def hideable_kinds() -> Iterable[HideableKind]:
    return _KINDS.values()


def hideable_kind(label: str) -> HideableKind | None:
    """The registered kind of ``platform_orgs.organisation``, or None."""
    return _KINDS.get(label)
