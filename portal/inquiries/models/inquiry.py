import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.office.promise import flag, read_late
from portal.people.models import Person
from portal.private.fields import PrivateTextField


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def still_open(self) -> Self:
        return self.filter(state__in=Inquiry.OPEN)

    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def in_order(self, now: datetime.datetime) -> Self:
        """As they are to be worked on: what should have been read long ago, then what nobody has taken or
        answered yet, then the longest waiting."""
        unanswered = Q(state=Inquiry.State.NEW) | (
            ~Q(answer_wish=Inquiry.AnswerWish.NONE) & Q(answered_at__isnull=True)
        )
        return self.annotate(is_late=flag(read_late(now)), waits=flag(unanswered)).order_by(
            "-is_late", "-waits", "received_at", "id"
        )


class Inquiry(models.Model):
    """What somebody wrote to the office. Name and contact are optional: an answer needs only one way. State and
    record change through the actions."""

    class AnswerWish(models.TextChoices):
        NONE = "none", _("返事はいらない")
        MAIL = "mail", _("メール")
        TELEPHONE = "telephone", _("電話")
        FAX = "fax", _("FAX")
        LETTER = "letter", _("郵便")

    class State(models.TextChoices):
        NEW = "new", _("新しい")
        IN_HAND = "in_hand", _("対応中")
        ANSWERED = "answered", _("対応済み")
        CLOSED = "closed", _("返事をせずに終わった")

    OPEN = (State.NEW, State.IN_HAND)

    body = PrivateTextField(_("内容"))
    name = models.CharField(_("お名前"), max_length=100, blank=True, default="")
    answer_wish = models.CharField(
        _("返事の方法"), max_length=10, choices=AnswerWish, default=AnswerWish.NONE
    )
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    telephone = models.CharField(_("電話番号"), max_length=20, blank=True, default="")
    fax = models.CharField(_("FAX番号"), max_length=20, blank=True, default="")
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True, default="")
    address = models.CharField(_("住所"), max_length=300, blank=True, default="")
    # What must be known before somebody calls: others in the house may answer.
    best_time = models.CharField(_("電話のつながりやすい時間"), max_length=100, blank=True, default="")
    no_office_name = models.BooleanField(_("市役所と名のらないでほしい"), default=False)
    no_voice_message = models.BooleanField(_("留守番電話に残さない"), default=False)
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)
    # What the form promised; nothing in what came before it did.
    read_by = models.DateTimeField(_("この日時までに読むと約束した"), null=True, blank=True)
    first_read_at = models.DateTimeField(_("最初に読んだ日時"), null=True, blank=True)
    # When the office wrote an answer; it is told when the state says so.
    answered_at = models.DateTimeField(_("返事を書いた日時"), null=True, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当"),
    )
    # Holds nothing but the wished way of contact; made when the office first has to tell them something.
    recipient = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    may_be_machine = models.BooleanField(_("機械かもしれません"), default=False, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    # The record of contact only is nobody's, so nothing of it is shown where two records become one.
    is_kept_apart = True

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("お問い合わせ")
        verbose_name_plural = _("お問い合わせ")
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        # Never a name: this text reaches logs and the admin history.
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_read_late(self, now: datetime.datetime) -> bool:
        return self.first_read_at is None and self.read_by is not None and self.read_by < now

    @property
    def wants_answer(self) -> bool:
        return self.answer_wish != self.AnswerWish.NONE

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
