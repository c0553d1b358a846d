from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Attendee
from portal.people.models import Person
from portal.search.folding import fold


class SupporterQuerySet(models.QuerySet["Supporter"]):
    def active(self) -> Self:
        """Those who are つながりサポーター now and are invited: neither paused nor ended."""
        return self.filter(state=Supporter.State.ACTIVE)

    def on_the_books(self) -> Self:
        """Active and paused: who is registered today, and whom the public count counts."""
        return self.exclude(state=Supporter.State.ENDED)

    def listed(self) -> Self:
        """The registry: everybody who is or was registered, without what was merged into another one."""
        return self.exclude(end_reason=Supporter.EndReason.MERGED)

    def of_address(self, email: str) -> Self:
        """Registered supporters who gave ``email`` as theirs. Several people may share one address."""
        return self.on_the_books().filter(
            person__email__iexact=email, person__merged_into__isnull=True, person__has_died=False
        )


class Supporter(models.Model):
    """Somebody's registration as つながりサポーター (登録).

    Applied, came, completed and registered are four different facts: this is the fourth. One row for each
    person, for ever; who ends and comes back keeps the number.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("活動中")
        PAUSED = "paused", _("お休み中")
        ENDED = "ended", _("登録終了")

    class EndReason(models.TextChoices):
        WISH = "wish", _("本人の希望")
        MOVED = "moved", _("転居")
        DIED = "died", _("亡くなられた")
        OTHER = "other", _("そのほか")
        MERGED = "merged", _("二重の登録をまとめた")

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="supporter", verbose_name=_("人")
    )
    # In the office's own format; numbers of the old lists are kept as they are.
    number = models.CharField(_("登録番号"), max_length=20, unique=True)
    # The number as it is looked for: whatever its width, dashes and spaces.
    number_key = models.CharField(max_length=40, editable=False, default="", db_index=True)
    registered_on = models.DateField(_("登録日"))
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.ACTIVE, editable=False)
    state_since = models.DateField(_("いまの状態になった日"), null=True, blank=True, editable=False)
    end_reason = models.CharField(
        _("終了の理由"), max_length=10, choices=EndReason, blank=True, default="", editable=False
    )
    affiliation = models.CharField(_("所属"), max_length=100, blank=True, default="")
    age_band = models.CharField(_("年代"), max_length=10, choices=Attendee.AgeBand, blank=True, default="")
    # What somebody wants to be written about (お知らせの希望); bookings of one's own are always told.
    wants_follow_ups = models.BooleanField(_("フォローアップ研修の案内"), default=True)
    wants_news = models.BooleanField(_("活動のお知らせ"), default=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("登録した職員"),
        editable=False,
    )
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("つながりサポーター")
        verbose_name_plural = _("つながりサポーター名簿")
        permissions = (("export_registry", _("名簿を書き出す")),)
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(condition=~Q(number=""), name="supporter_has_a_number"),
            models.CheckConstraint(
                condition=(Q(state="ended") & ~Q(end_reason="")) | (~Q(state="ended") & Q(end_reason="")),
                name="supporter_ended_has_a_reason",
            ),
        )
        indexes = (models.Index(fields=("state", "number"), name="supporter_state"),)

    def __str__(self) -> str:
        return self.number

    def save(self, **kwargs: Any) -> None:
        """Save with a renewed key."""
        self.number_key = fold(self.number)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "number_key"}
        super().save(**kwargs)

    @property
    def is_on_the_books(self) -> bool:
        return self.state != self.State.ENDED
