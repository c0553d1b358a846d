import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Attendee
from portal.office.numbering import check_number_format
from trainings.wording import check_wording

# Crockford's letters: no I, L, O and U, so that a code can be read from paper and typed.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16


def new_code() -> str:
    """Eighty random bits: nobody guesses one, and one says nothing about the next."""
    return "".join(secrets.choice(CODE_LETTERS) for _each in range(CODE_LENGTH))


class CertificateSettings(models.Model):
    """What the office prints on its certificates (証書の設定). One row; each certificate keeps what was printed.

    In ``wording`` and ``number_format`` only the places that their validators know are allowed.
    """

    label = models.CharField(
        _("証書の名前"), max_length=20, default="修了証", help_text=_("例）修了証、受講証")
    )
    issuer = models.CharField(
        _("発行者"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("例）見本市長 ○○ ○○。空欄なら、市の名前と担当部署"),
    )
    wording = models.TextField(
        _("本文"),
        max_length=300,
        default="あなたは、「{title}」の課程を修了されたことを証します。",
        validators=[check_wording],
        help_text=_(
            "使える差込：{name}（お名前）、{title}（研修の名前）、{course}（養成研修・フォローアップ研修）、"
            "{dates}（開催日）、{label}（証書の名前）"
        ),
    )
    number_format = models.CharField(
        _("番号の形"),
        max_length=50,
        default="第{year}-{seq:03}号",
        validators=[check_number_format],
        help_text=_(
            "{year}（年度・西暦）か {era_year}（年度・例：令和8）と、{seq}（年度ごとの通し番号。{seq:03} なら3けた）"
        ),
    )

    class Meta:
        verbose_name = _("修了証の設定")
        verbose_name_plural = _("修了証の設定")
        constraints = (models.CheckConstraint(condition=Q(id=1), name="certificate_settings_only_one_row"),)

    def __str__(self) -> str:
        return str(_("修了証の設定"))


class CertificateDecision(models.Model):
    """What staff decided about one attendee before closing, whatever the completion rule says."""

    attendee = models.OneToOneField(Attendee, on_delete=models.PROTECT, related_name="certificate_decision")
    is_granted = models.BooleanField(_("出す"))
    reason = models.CharField(_("理由"), max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("決めた日時"), default=timezone.now)

    class Meta:
        verbose_name = _("修了証についての決定")
        verbose_name_plural = _("修了証についての決定")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="certificate_decision_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def live(self) -> Self:
        """Certificates that count: not revoked."""
        return self.filter(revoked_at__isnull=True)

    def of_occasion(self, occasion_id: int) -> Self:
        """All certificates of one session, in the order of their numbers."""
        return self.filter(attendee__occasion=occasion_id).order_by("fiscal_year", "seq")


class Certificate(models.Model):
    """One certificate as it was printed (修了証). Nothing of it changes any more: it is revoked, or replaced
    by another with a number of its own."""

    attendee = models.ForeignKey(
        Attendee, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("参加者")
    )
    # 年度 in which it was issued, April to March, and the number within it.
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    seq = models.PositiveIntegerField(_("通し番号"))
    code = models.CharField(_("確認番号"), max_length=CODE_LENGTH, unique=True, default=new_code)

    # Everything that is printed.
    number = models.CharField(_("番号"), max_length=80, unique=True)
    label = models.CharField(_("証書の名前"), max_length=20)
    # As written by the person: no normalisation.
    name = models.CharField(_("お名前"), max_length=100)
    course = models.CharField(_("研修の種類"), max_length=50)
    title = models.CharField(_("研修の名前"), max_length=100)
    dates = models.CharField(_("開催日"), max_length=500)
    wording = models.TextField(_("本文"), max_length=1500)
    issuer = models.CharField(_("発行者"), max_length=200)
    issued_on = models.DateField(_("発行日"))

    issued_at = models.DateTimeField(_("発行した日時"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("発行した職員")
    )
    # Why it was issued singly: empty for those that follow from closing.
    reason = models.CharField(_("発行の理由"), max_length=200, blank=True, default="")
    # The one that this takes the place of.
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    revoked_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("取り消した職員"),
    )
    revoked_reason = models.CharField(_("取消の理由"), max_length=200, blank=True, default="")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("修了証")
        verbose_name_plural = _("修了証")
        ordering = ("-fiscal_year", "-seq")
        constraints = (
            models.UniqueConstraint(fields=("fiscal_year", "seq"), name="certificate_seq_per_fiscal_year"),
            models.UniqueConstraint(
                fields=("attendee",), condition=Q(revoked_at__isnull=True), name="certificate_one_live"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_by_somebody_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        # Never a name: this text reaches logs and histories.
        return self.number

    @property
    def shown_code(self) -> str:
        """The code in groups of four, as it is printed."""
        return "-".join(self.code[i : i + 4] for i in range(0, CODE_LENGTH, 4))

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None
