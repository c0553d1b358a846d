from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import Organisation


class YearlyCheck(models.Model):
    """Once a year an organisation is asked whether its page is still right (年に一度の確認).

    Answered by one press on a mailed page, by a posted sheet with this number, by telephone, or by sending a
    new version. Nobody answers: the page stays, and staff see who is overdue.
    """

    class How(models.TextChoices):
        LINK = "link", _("メールのページ")
        SIGNED_IN = "signed_in", _("団体のページ")
        PROFILE = "profile", _("新しい内容を送った")
        SHEET = "sheet", _("届いた用紙")
        TELEPHONE = "telephone", _("電話・窓口")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="checks")
    # On the posted sheet; made like a receipt number, so that a slip of one digit finds nothing.
    number = models.CharField(_("確認の番号"), max_length=8, unique=True)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    asked_at = models.DateTimeField(_("お願いした日時"), default=timezone.now)
    due_on = models.DateField(_("返事の目安"))
    answered_at = models.DateTimeField(_("返事があった日時"), null=True, blank=True)
    how = models.CharField(_("返事のしかた"), max_length=10, choices=How, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("年に一度の確認")
        verbose_name_plural = _("年に一度の確認")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",),
                condition=Q(answered_at__isnull=True),
                name="yearly_check_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, how="") | (Q(answered_at__isnull=False) & ~Q(how="")),
                name="yearly_check_answered_somehow",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
