from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet["Entry"]):
    def of_things(self, things: dict[str, set[str]]) -> Self:
        """What was done with these: numbers by ``app.model``."""
        found = models.Q(pk__in=[])
        for what, numbers in things.items():
            found |= models.Q(what=what, number__in=numbers)
        return self.filter(found)


class Entry(models.Model):
    """One thing that one member of staff did with records about people: who, what, when, from where.

    It holds numbers, never what a record says, so that nothing needs to be removed from it when somebody is
    forgotten. Written by ``recording``, read by managers, changed by nobody.
    """

    class Verb(models.TextChoices):
        LISTED = "listed", _("一覧を見た")
        OPENED = "opened", _("見た")
        CREATED = "created", _("入力した")
        CHANGED = "changed", _("変えた")
        DELETED = "deleted", _("消した")
        MERGED = "merged", _("まとめた")
        GRANTED = "granted", _("役割を決めた")
        CLOSED = "closed", _("アカウントを閉じた")
        REOPENED = "reopened", _("アカウントを開いた")
        PRINTED = "printed", _("印刷した")
        EXPORTED = "exported", _("書き出した")
        SIGNED_IN = "signed_in", _("ログインした")
        FAILED = "failed", _("ログインできなかった")

    at = models.DateTimeField(_("日時"), default=timezone.now, db_index=True)
    # Empty only where somebody failed to sign in.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("職員"),
    )
    verb = models.CharField(_("したこと"), max_length=10, choices=Verb)
    # ``app.model``, and the record's number; no number where it was a list.
    what = models.CharField(_("何を"), max_length=60, blank=True, default="")
    number = models.CharField(_("番号"), max_length=40, blank=True, default="")
    # The name of the address: what exactly was pressed or opened.
    page = models.CharField(_("画面"), max_length=100, blank=True, default="")
    address = models.GenericIPAddressField(_("どこから"), null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("操作の記録")
        verbose_name_plural = _("操作の記録")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["what", "number"], name="audit_entry_thing"),)

    def __str__(self) -> str:
        return f"#{self.pk}"
