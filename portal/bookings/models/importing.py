from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.booking import Booking
from portal.bookings.models.occasion import Occasion
from portal.private.fields import PrivateJSONField


class ReadList(models.Model):
    """One list of people on its way into the portal (取込).

    Who, when and how many stay for good. What the list said about people is dropped once it is written or
    given up, or after thirty days.
    """

    class State(models.TextChoices):
        COLUMNS = "columns", _("列を選ぶ")
        CHECKING = "checking", _("確かめる")
        WRITTEN = "written", _("取り込んだ")
        GIVEN_UP = "given_up", _("取りやめた")
        EXPIRED = "expired", _("期限切れ")

    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.COLUMNS)
    # The file's name as it was uploaded, or empty for pasted rows.
    source = models.CharField(_("ファイル"), max_length=200, blank=True, default="")
    sheet = models.CharField(_("シート"), max_length=100, blank=True, default="")
    # Lines as read: pairs of number and cells. Dropped with the rows.
    lines: Any = PrivateJSONField(default=list)
    # Which of ``lines`` names the columns; None where none does.
    header: Any = models.PositiveIntegerField(null=True, default=None)
    # The name of a field, or nothing, for every column.
    columns: Any = models.JSONField(default=list)
    # What holds for rows that do not say.
    defaults: Any = models.JSONField(default=dict)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("職員")
    )
    made_at = models.DateTimeField(_("日時"), default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed and written."""
        return self.state in {self.State.COLUMNS, self.State.CHECKING}

    @property
    def header_cells(self) -> list[str]:
        """The words above the columns; empty where the list has none."""
        return [] if self.header is None else list(self.lines[self.header][1])

    @property
    def body(self) -> list[tuple[int, list[str]]]:
        """The lines below the header: their numbers in the file, and their cells."""
        first = 0 if self.header is None else self.header + 1
        return [(number, cells) for number, cells in self.lines[first:]]

    @property
    def width(self) -> int:
        return max([len(self.header_cells), *(len(cells) for _number, cells in self.body)])


class ImportBatch(ReadList):
    """A list of applications on its way into a roster."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="import_batches")

    class Meta(ReadList.Meta):
        abstract = False
        verbose_name = _("取込")
        verbose_name_plural = _("取込")
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(state="written") & models.Q(written_at__isnull=False))
                | (~models.Q(state="written") & models.Q(written_at__isnull=True)),
                name="import_batch_written_has_a_time",
            ),
        )


class ImportRow(models.Model):
    """One row of a list: what it says, what is wrong with it, what staff decided, what became of it."""

    class State(models.TextChoices):
        GOOD = "good", _("取り込む")
        ERROR = "error", _("直す")
        TWIN = "twin", _("同じ人か決める")
        LEFT_OUT = "left_out", _("除いた")
        IMPORTED = "imported", _("取込済み")
        WRITTEN = "written", _("取り込んだ")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    # As staff count them in their file.
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    # What the application form takes, by name of field; staff's corrections included.
    data: Any = PrivateJSONField(default=dict)
    # What could not be understood: by name of field, what the cell said and why.
    unread: Any = PrivateJSONField(default=dict)
    errors: Any = PrivateJSONField(default=dict)
    notes: Any = PrivateJSONField(default=list)
    # Who this is: folded reading and addresses, for finding the same person elsewhere.
    identity: Any = PrivateJSONField(default=dict)
    # Whom it may repeat: "attendee:<id>" or "line:<number>"; and of whom staff said that it does not.
    twins: Any = models.JSONField(default=list)
    other_than: Any = models.JSONField(default=list)
    is_left_out = models.BooleanField(default=False)
    # From what the list says about the person: the same row of another list gets the same key.
    submission_key = models.CharField(max_length=64)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("batch", "line")
        constraints = (
            models.UniqueConstraint(fields=("batch", "line"), name="import_row_line_once"),
            models.UniqueConstraint(fields=("batch", "submission_key"), name="import_row_key_once"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class ImportColumns(models.Model):
    """Which column means what, as staff last chose for a list with this header."""

    # Hash of the folded words of the header, in order.
    header_key = models.CharField(max_length=64, unique=True)
    columns: Any = models.JSONField()
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.pk}"
