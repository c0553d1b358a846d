from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Occasion, ReadList
from portal.private.fields import PrivateJSONField
from supporters.models.supporter import Supporter


class PastTraining(models.Model):
    """A training from before the portal, as the office's list names it (過去の研修); linked to an occasion where
    it is one of those in the portal."""

    title = models.CharField(_("研修の名前"), max_length=100, blank=True, default="")
    held_on = models.DateField(_("受講日"), null=True, blank=True)
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("過去の研修")
        verbose_name_plural = _("過去の研修")
        ordering = ("held_on", "title")
        constraints = (
            models.UniqueConstraint(
                fields=("title", "held_on"), nulls_distinct=False, name="past_training_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(title="", held_on__isnull=True), name="past_training_says_something"
            ),
        )

    def __str__(self) -> str:
        return " ".join(filter(None, [self.held_on.isoformat() if self.held_on else "", self.title]))


class SupporterTraining(models.Model):
    """That a supporter took part in a training from before the portal."""

    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="past_trainings")
    training = models.ForeignKey(PastTraining, on_delete=models.PROTECT, related_name="supporters")

    class Meta:
        verbose_name = _("過去の受講")
        verbose_name_plural = _("過去の受講")
        constraints = (
            models.UniqueConstraint(fields=("supporter", "training"), name="supporter_training_once"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


def past_trainings_of(supporter: Supporter) -> list[PastTraining]:
    """What ``supporter`` took part in before the portal, in order of the days."""
    return list(PastTraining.objects.filter(supporters__supporter=supporter))


class RegistryBatch(ReadList):
    """A list of supporters on its way into the registry."""

    # By the words of a past training, the occasion that staff say it was; "" where it is none.
    links: Any = models.JSONField(default=dict)
    # How many rows of each outcome, once it is written.
    results: Any = models.JSONField(default=dict)

    class Meta(ReadList.Meta):
        abstract = False
        verbose_name = _("名簿の取込")
        verbose_name_plural = _("名簿の取込")
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(state="written") & models.Q(written_at__isnull=False))
                | (~models.Q(state="written") & models.Q(written_at__isnull=True)),
                name="registry_batch_written_has_a_time",
            ),
        )


class RegistryRow(models.Model):
    """One person of a list: what it says, what is wrong with it, what staff decided, what became of it."""

    class State(models.TextChoices):
        ERROR = "error", _("直す")
        SPLIT = "split", _("何人か決める")
        TWIN = "twin", _("同じ人か決める")
        NEW = "new", _("新しく登録")
        FILLS = "fills", _("空欄をうめる")
        KNOWN = "known", _("変わらない")
        LEFT_OUT = "left_out", _("除いた")

    batch = models.ForeignKey(RegistryBatch, on_delete=models.CASCADE, related_name="rows")
    # As staff count them in their file; the second of two people in one cell is part 2.
    line = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State)
    data: Any = PrivateJSONField(default=dict)
    unread: Any = PrivateJSONField(default=dict)
    errors: Any = PrivateJSONField(default=dict)
    notes: Any = PrivateJSONField(default=list)
    # Whom it may be: "person:<id>" or "line:<number>.<part>"; what staff said: "" (nothing yet), "other",
    # or one of these.
    twins: Any = models.JSONField(default=list)
    decision = models.CharField(max_length=40, blank=True, default="")
    # What would be filled in, in words.
    fills: Any = PrivateJSONField(default=list)
    supporter = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_left_out = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("batch", "line", "part")
        constraints = (models.UniqueConstraint(fields=("batch", "line", "part"), name="registry_row_once"),)

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def place(self) -> str:
        return f"{self.line}.{self.part}"
