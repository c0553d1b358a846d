from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models.person import Person
from portal.private.fields import PrivateTextField


class PersonMarkQuerySet(models.QuerySet["PersonMark"]):
    def standing(self) -> Self:
        """Marks that nobody has taken back."""
        return self.filter(undone_at__isnull=True)


class PersonMark(models.Model):
    """That somebody was marked (印): who did it, when, on whose word, what followed, and who took it back why.

    The marks themselves are columns of the person, because every question about contacting reads them.
    """

    class Kind(models.TextChoices):
        DIED = "died", _("亡くなられた")
        MOVED_AWAY = "moved_away", _("転居")
        DO_NOT_CONTACT = "do_not_contact", _("今後連絡しない")
        CARE = "care", _("取扱注意")

        @property
        def field(self) -> str:
            """The column of the person that this kind sets."""
            return _FIELDS[self]

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="marks", verbose_name=_("人"))
    kind = models.CharField(_("印"), max_length=20, choices=Kind)
    note = PrivateTextField(_("だれから聞いたかなど"), max_length=200, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("記録した職員")
    )
    at = models.DateTimeField(_("日時"), default=timezone.now)
    # What followed, as staff read it: text and address of each. No names.
    followed: Any = models.JSONField(default=list, editable=False)
    undone_at = models.DateTimeField(_("元に戻した日時"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("元に戻した職員"),
    )
    undone_reason = models.CharField(_("元に戻した理由"), max_length=200, blank=True, default="")

    objects = PersonMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("印の記録")
        verbose_name_plural = _("印の記録")
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="person_mark_undone_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


_FIELDS = {
    PersonMark.Kind.DIED: "has_died",
    PersonMark.Kind.MOVED_AWAY: "has_moved_away",
    PersonMark.Kind.DO_NOT_CONTACT: "do_not_contact",
    PersonMark.Kind.CARE: "handle_with_care",
}
