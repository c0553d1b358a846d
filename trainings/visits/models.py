from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import Person
from portal.private.fields import PrivateTextField
from portal.ui.form_steps import FormDraft


class VisitRequest(models.Model):
    """A group asks for a course at its own place (出前講座). What it wrote stays as it was written; state and
    record change through the actions. The course itself is a closed training session."""

    class State(models.TextChoices):
        NEW = "new", _("新しい")
        IN_TALKS = "in_talks", _("相談中")
        ARRANGED = "arranged", _("決まった")
        DECLINED = "declined", _("お断り・取りやめ")

    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="visit_requests", verbose_name=_("担当の人")
    )
    group_name = models.CharField(_("団体の名前"), max_length=100)
    place_name = models.CharField(_("場所の名前"), max_length=100)
    place_address = models.CharField(_("場所の住所"), max_length=200, blank=True, default="")
    wish_1 = models.CharField(_("希望の日時（第1）"), max_length=100)
    wish_2 = models.CharField(_("希望の日時（第2）"), max_length=100, blank=True, default="")
    wish_3 = models.CharField(_("希望の日時（第3）"), max_length=100, blank=True, default="")
    people = models.PositiveIntegerField(_("人数"))
    wanted = PrivateTextField(_("聞きたいこと"))
    note = PrivateTextField(_("事務局へのひとこと"), blank=True, default="")
    state = models.CharField(
        _("状態"), max_length=10, choices=State, default=State.NEW, db_index=True, editable=False
    )
    session = models.OneToOneField(
        "trainings.TrainingSession",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="visit_request",
        verbose_name=_("研修"),
    )
    # Whether the group has been told the address of its session.
    is_address_told = models.BooleanField(default=False, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("担当の職員"),
    )
    may_be_machine = models.BooleanField(_("機械かもしれません"), default=False, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = _("出前講座の依頼")
        verbose_name_plural = _("出前講座の依頼")
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="arranged") | Q(session__isnull=False),
                name="visit_request_arranged_has_a_session",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="visit_request_for_somebody"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    def wishes(self) -> list[str]:
        return [wish for wish in (self.wish_1, self.wish_2, self.wish_3) if wish]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in {self.State.NEW, self.State.IN_TALKS}


class VisitStep(models.Model):
    """What was done about a request, by whom and when. Written by the actions, never changed."""

    class Verb(models.TextChoices):
        RECEIVED = "received", _("依頼が届いた")
        TAKEN_UP = "taken_up", _("相談を始めた")
        NOTED = "noted", _("メモ")
        DECLINED = "declined", _("お断り・取りやめ")
        TAKEN_UP_AGAIN = "taken_up_again", _("もう一度相談を始めた")
        SESSION_MADE = "session_made", _("研修を作った")
        HANDED_OVER = "handed_over", _("担当の交代")

    request = models.ForeignKey(VisitRequest, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(_("できごと"), max_length=20, choices=Verb)
    # Empty when the group itself did it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = PrivateTextField(_("メモ"), max_length=500, blank=True, default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("出前講座の記録")
        verbose_name_plural = _("出前講座の記録")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"#{self.pk}"


class VisitDraft(FormDraft):
    """What was typed into the form for a visit."""
