from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import FieldOfWork, Organisation, OrganisationKind
from portal.bookings.models import Booking
from portal.people.models import Person
from portal.private.fields import PrivateTextField
from portal.ui.form_steps import FormDraft


class JoinApplication(models.Model):
    """An organisation asks to take part (参加の申込み). Only when staff accept does it become an
    ``Organisation``, or revives one that had ended."""

    class State(models.TextChoices):
        NEW = "new", _("確認待ち")
        ACCEPTED = "accepted", _("参加を承認")
        DECLINED = "declined", _("お断り")

    name = models.CharField(_("団体の名前"), max_length=100)
    kana = models.CharField(_("ふりがな"), max_length=100, blank=True, default="")
    kind = models.CharField(_("団体の種類"), max_length=20, choices=OrganisationKind)
    fields_of_work = ArrayField(
        models.CharField(max_length=20, choices=FieldOfWork), default=list, verbose_name=_("活動の分野")
    )
    about = models.TextField(_("活動の内容"))
    website = models.URLField(_("Webサイト"), max_length=300, blank=True, default="")
    note = PrivateTextField(_("事務局へのひとこと"), blank=True, default="")
    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("申し込んだ人")
    )
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.NEW, editable=False)
    decided_at = models.DateTimeField(_("決めた日時"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("決めた職員"),
    )
    # The words that the applicant was told.
    answer = PrivateTextField(_("申し込んだ人への言葉"), max_length=500, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    channel = models.CharField(
        _("申込経路"), max_length=10, choices=Booking.Channel, default=Booking.Channel.WEB
    )
    may_be_machine = models.BooleanField(_("機械かもしれません"), default=False, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = _("参加の申込み")
        verbose_name_plural = _("参加の申込み")
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="accepted", organisation__isnull=False)
                | (~Q(state="accepted") & Q(organisation__isnull=True)),
                name="join_application_accepted_has_an_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class JoinDraft(FormDraft):
    """What was typed into the form for joining."""
