import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What was printed holds names; nobody needs it the day after.
KEPT = datetime.timedelta(days=1)


class PrintJobQuerySet(models.QuerySet["PrintJob"]):
    def past_keeping(self, now: datetime.datetime) -> Self:
        return self.filter(created_at__lte=now - KEPT)


class PrintJob(models.Model):
    """Many documents that are set piece by piece while somebody waits and watches (まとめて印刷).

    ``keys`` are the rows to print, in order, fixed when the job was ordered; ``done`` of them are set.
    """

    class State(models.TextChoices):
        WORKING = "working", _("作成中")
        READY = "ready", _("できました")
        FAILED = "failed", _("止まりました")

    kind = models.CharField(max_length=60)
    title = models.CharField(_("何の書類か"), max_length=200)
    filename = models.CharField(max_length=60)
    keys = ArrayField(models.BigIntegerField())
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WORKING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now, db_index=True)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("まとめて印刷")
        verbose_name_plural = _("まとめて印刷")

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def total(self) -> int:
        return len(self.keys)


class PrintedDocument(models.Model):
    """One finished document of a job."""

    job = models.ForeignKey(PrintJob, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveIntegerField()
    filename = models.CharField(max_length=60)
    content = models.BinaryField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("job", "position"), name="printed_document_once_per_position"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
