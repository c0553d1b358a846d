"""What hangs on an inquiry: what was done, what was answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.inquiries.models.inquiry import Inquiry
from portal.private.fields import PrivateTextField


class InquiryStep(models.Model):
    """What was done about an inquiry, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        READ = "read", _("最初に読んだ")
        TAKEN = "taken", _("担当になった")
        HANDED = "handed", _("担当を引き継いだ")
        NOTED = "noted", _("メモ")
        ANSWERED = "answered", _("返事を書いた")
        TOLD = "told", _("返事が伝わった")
        CLOSED = "closed", _("返事をせずに終わりにした")
        REOPENED = "reopened", _("もう一度始めた")

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(_("できごと"), max_length=10, choices=Verb)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = PrivateTextField(_("メモ"), blank=True, default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("お問い合わせの記録")
        verbose_name_plural = _("お問い合わせの記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"


class InquiryAnswer(models.Model):
    """What the office answers. The only words of the office that the writer reads or hears."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="answers")
    text = PrivateTextField(_("返事"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("お問い合わせへの返事")
        verbose_name_plural = _("お問い合わせへの返事")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"
