"""What hangs on a worry: who told of it, what was done, what was answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import ContactWish, Person
from portal.private.fields import PrivateTextField
from supporters.models.concern import Concern


class ConcernReporter(models.Model):
    """Who told of a worry, as far as they said. Seen only with the right for it, and each time on record."""

    # Not even that somebody told of any is said where their record is shown.
    is_kept_apart = True

    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="reporter")
    name = PrivateTextField(_("お名前"), blank=True, default="")
    telephone = PrivateTextField(_("電話番号"), blank=True, default="")
    email = PrivateTextField(_("メールアドレス"), blank=True, default="")
    fax = PrivateTextField(_("FAX番号"), blank=True, default="")
    postal_code = PrivateTextField(_("郵便番号"), blank=True, default="")
    address = PrivateTextField(_("住所"), blank=True, default="")
    # Empty: no answer is wished.
    answer_wish = models.CharField(
        _("返事の方法"), max_length=10, choices=ContactWish, blank=True, default=""
    )
    best_time = models.CharField(_("電話のつながりやすい時間"), max_length=100, blank=True, default="")
    no_voice_message = models.BooleanField(_("留守番電話に残さない"), default=False)
    # The supporter who was signed in.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reported_concerns"
    )
    # Holds nothing but the way of contact written above; made when the office first has to tell them something.
    recipient = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("気づきを知らせた人")
        verbose_name_plural = _("気づきを知らせた人")

    def __str__(self) -> str:
        return f"#{self.pk}"


class ReporterAccess(models.Model):
    """Somebody opened who told of a worry: who, when, and on which page."""

    class Place(models.TextChoices):
        PAGE = "page", _("気づきの画面")
        CALL_LIST = "call_list", _("電話する相手")
        MAIL = "mail", _("送信箱")
        PAPER = "paper", _("手紙・FAX")

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="reporter_accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("画面"), max_length=10, choices=Place)
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("知らせた人を見た記録")
        verbose_name_plural = _("知らせた人を見た記録")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"#{self.pk}"


class ConcernStep(models.Model):
    """What was done about a worry, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        RECEIVED = "received", _("受け付けた")
        READ = "read", _("最初に読んだ")
        TAKEN = "taken", _("担当になった")
        ASSIGNED = "assigned", _("担当を決めた")
        NOTED = "noted", _("メモ")
        ANSWERED = "answered", _("返事をした")
        SPOKE = "spoke", _("電話で話した")
        WAITING = "waiting", _("待つことにした")
        HANDED_OVER = "handed_over", _("引き継いだ")
        CLOSED = "closed", _("終わりにした")
        REOPENED = "reopened", _("もう一度始めた")

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(_("できごと"), max_length=12, choices=Verb)
    # Empty when the sender did it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = PrivateTextField(_("メモ"), blank=True, default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("気づきの記録")
        verbose_name_plural = _("気づきの記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"


class ConcernAnswer(models.Model):
    """What the office answers to whoever told of a worry. The only words of the office that they read."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="answers")
    text = PrivateTextField(_("返事"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("気づきへの返事")
        verbose_name_plural = _("気づきへの返事")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"


class ConcernDraft(models.Model):
    """What was typed into the public form, waiting on the server between form and confirmation."""

    # The worry that it becomes has it as its ``submission_key``, and is found by the same token.
    token_hash = models.CharField(max_length=64, unique=True)
    # Known only while its holder is being answered.
    token = ""
    way = models.CharField(max_length=10, choices=Concern.Way)
    # JSON; a text because it can be encrypted.
    typed = PrivateTextField(default="{}")
    may_be_machine = models.BooleanField(default=False, editable=False)
    # The supporter from whose own page it was opened.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.pk}"
