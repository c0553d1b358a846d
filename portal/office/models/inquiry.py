from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.private.fields import PrivateTextField


class Inquiry(models.Model):
    """What somebody wrote to the office. Name and contact are optional: an answer needs only one way."""

    class AnswerWish(models.TextChoices):
        NONE = "none", _("返事はいらない")
        MAIL = "mail", _("メール")
        TELEPHONE = "telephone", _("電話")

    class State(models.TextChoices):
        NEW = "new", _("未読")
        ANSWERED = "answered", _("対応済み")

    body = PrivateTextField(_("内容"))
    name = models.CharField(_("お名前"), max_length=100, blank=True, default="")
    answer_wish = models.CharField(
        _("返事の方法"), max_length=10, choices=AnswerWish, default=AnswerWish.NONE
    )
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.NEW)
    office_note = PrivateTextField(_("事務局のメモ"), blank=True, default="")
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("お問い合わせ")
        verbose_name_plural = _("お問い合わせ")
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        # Never a name: this text reaches logs and the admin history.
        return f"#{self.pk}"
