import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.private.fields import PrivateTextField


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def still_open(self) -> Self:
        return self.filter(state__in=(Inquiry.State.NEW, Inquiry.State.IN_HAND))

    def with_lateness(self, since: datetime.datetime) -> Self:
        """With ``is_late``: nobody has taken up what came before ``since``."""
        late = Q(state=Inquiry.State.NEW, received_at__lt=since)
        return self.annotate(
            is_late=Case(
                When(late, then=Value(True)), default=Value(False), output_field=models.BooleanField()
            )
        )


class Inquiry(models.Model):
    """What somebody wrote to the office. Name and contact are optional: an answer needs only one way."""

    class AnswerWish(models.TextChoices):
        NONE = "none", _("返事はいらない")
        MAIL = "mail", _("メール")
        TELEPHONE = "telephone", _("電話")

    class State(models.TextChoices):
        NEW = "new", _("未読")
        IN_HAND = "in_hand", _("対応中")
        ANSWERED = "answered", _("対応済み")
        CLOSED = "closed", _("返事をせずに終わった")

    body = PrivateTextField(_("内容"))
    name = models.CharField(_("お名前"), max_length=100, blank=True, default="")
    answer_wish = models.CharField(
        _("返事の方法"), max_length=10, choices=AnswerWish, default=AnswerWish.NONE
    )
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    # What must be known before somebody calls: others in the house may answer.
    best_time = models.CharField(_("電話のつながりやすい時間"), max_length=100, blank=True, default="")
    no_office_name = models.BooleanField(_("市役所と名のらないでほしい"), default=False)
    no_voice_message = models.BooleanField(_("留守番電話に残さない"), default=False)
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_staff": True, "is_active": True},
        verbose_name=_("担当"),
    )
    office_note = PrivateTextField(_("事務局のメモ"), blank=True, default="")
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("お問い合わせ")
        verbose_name_plural = _("お問い合わせ")
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        # Never a name: this text reaches logs and the admin history.
        return f"#{self.pk}"

    @property
    def how_to_call(self) -> str:
        """What to mind before calling, in words; empty where no call is wished."""
        if self.answer_wish != self.AnswerWish.TELEPHONE:
            return ""
        return "".join(
            (
                gettext("市役所と名のらず、かける人の名前だけを言います。")
                if self.no_office_name
                else gettext("市役所と名のってかまいません。"),
                gettext("留守番電話には残しません。")
                if self.no_voice_message
                else gettext("留守番電話に残してかまいません。"),
                gettext("つながりやすい時間：%(time)s") % {"time": self.best_time} if self.best_time else "",
            )
        )
