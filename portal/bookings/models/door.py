import datetime
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.occasion import Occasion
from portal.bookings.models.occasion_date import OccasionDate
from portal.private.tokens import at_rest


class DoorPass(models.Model):
    """Lets somebody without an account mark who came to one occasion (受付用リンク).

    Its token is shown once, when it is issued, and only its hash is kept. It opens the door on the days of
    the occasion and on the day before each (to try it out), so a postponed day moves it along; outside these
    days, and once revoked, it opens nothing.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="door_passes")
    label = models.CharField(_("どこで使うか"), max_length=50)
    token_hash = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("出した日時"), default=timezone.now)
    revoked_at = models.DateTimeField(_("止めた日時"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("受付用リンク")
        verbose_name_plural = _("受付用リンク")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("occasion", "label"),
                condition=Q(revoked_at__isnull=True),
                name="door_pass_label_once",
                violation_error_message=_("同じ名前の受付用リンクを、もう出しています。"),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="door_pass_revoked_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @classmethod
    def by_token(cls, token: str) -> "DoorPass | None":
        """The pass that a link opens, whether it still works or not; None for a wrong or cut link."""
        number, _dash, secret = token.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        found = cls.objects.select_related("occasion").filter(pk=int(number)).first()
        is_right = constant_time_compare(found.token_hash if found else "", at_rest(secret))
        return found if is_right else None

    def renew_token(self) -> str:
        """Save a new secret and return the token that opens the door: it can never be read again."""
        secret = secrets.token_urlsafe(16)
        self.token_hash = at_rest(secret)
        self.save()
        return f"{self.pk}-{secret}"

    def works_at(self, now: datetime.datetime, dates: Iterable[OccasionDate]) -> bool:
        """Whether it opens the door at ``now``; ``dates`` are those of its occasion."""
        today = timezone.localdate(now)
        return self.revoked_at is None and any(
            first <= today <= last for first, last in map(_days_of_use, dates)
        )


def _days_of_use(date: OccasionDate) -> tuple[datetime.date, datetime.date]:
    return timezone.localdate(date.starts_at) - datetime.timedelta(days=1), timezone.localdate(date.ends_at)
