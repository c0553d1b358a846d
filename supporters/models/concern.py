"""Worries (気づき). Who told the office is kept apart from what was told, with a right of its own."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.office.models import District
from portal.office.promise import flag, read_late
from portal.private.fields import PrivateTextField


class ConcernQuerySet(models.QuerySet["Concern"]):
    def still_open(self) -> Self:
        return self.exclude(state=Concern.State.CLOSED)

    def of(self, user: User) -> Self:
        """Those that ``user`` is responsible for, as owner or as stand-in."""
        return self.filter(Q(owner=user) | Q(stand_in=user))

    def late(self, now: datetime.datetime) -> Self:
        """Nobody has read them by the time that was promised."""
        return self.filter(read_late(now))

    def in_order(self, now: datetime.datetime) -> Self:
        """As they are to be worked on: what should have been read long ago, then what is urgent, then what
        nobody has taken or answered yet, then the longest waiting."""
        unanswered = Q(state=Concern.State.NEW) | Q(wants_answer=True, answered_at__isnull=True)
        return self.annotate(
            is_late=flag(read_late(now)),
            is_urgent=flag(Q(urgency=Concern.Urgency.TODAY)),
            waits=flag(unanswered),
        ).order_by("-is_late", "-is_urgent", "-waits", "received_at", "id")


class Concern(models.Model):
    """What somebody noticed about somebody (気づき), or the wish to be telephoned about it.

    It holds no name of anybody unless the sender kept one after being asked. State and record change through
    the actions.
    """

    class Way(models.TextChoices):
        WRITTEN = "written", _("文章")
        CALL = "call", _("電話で話したい")

    class Relation(models.TextChoices):
        NEIGHBOUR = "neighbour", _("近所・地域の人")
        WORK = "work", _("仕事で会う人")
        FAMILY = "family", _("家族・親せき")
        SELF = "self", _("自分のこと")
        SUPPORTER = "supporter", _("つながりサポーターとして気づいた")
        OTHER = "other", _("そのほか")

    class Urgency(models.TextChoices):
        NO_HURRY = "no_hurry", _("急ぎません")
        DAYS = "days", _("数日のうちに")
        TODAY = "today", _("きょうのうちに")

    class State(models.TextChoices):
        NEW = "new", _("新しい")
        IN_HAND = "in_hand", _("対応中")
        WAITING = "waiting", _("待っている")
        HANDED_OVER = "handed_over", _("引き継いだ")
        CLOSED = "closed", _("終わった")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("本人につながった")
        HANDED_OVER = "handed_over", _("ほかの機関が引き継いだ")
        ADVISED = "advised", _("知らせた人に助言した")
        WATCHED = "watched", _("地域で見守っている")
        NOT_REACHED = "not_reached", _("つながらなかった")
        NOTHING = "nothing", _("心配なことはなかった")
        OTHER = "other", _("そのほか")

    receipt_number = models.CharField(_("受付番号"), max_length=8, unique=True, editable=False)
    may_be_machine = models.BooleanField(_("機械かもしれません"), default=False, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, editable=False)
    way = models.CharField(_("知らせ方"), max_length=10, choices=Way)
    # Empty where somebody only wants to be telephoned.
    relation = models.CharField(_("その人との関係"), max_length=10, choices=Relation, blank=True, default="")
    what = PrivateTextField(_("気になったこと"), blank=True, default="")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("おおよその場所")
    )
    urgency = models.CharField(_("急ぎ"), max_length=10, choices=Urgency, default=Urgency.NO_HURRY)
    # The text seemed to hold a name, a number or an address; the sender was asked and left it there.
    names_kept = models.BooleanField(_("お名前や住所があるかもしれない"), default=False)
    channel = models.CharField(
        _("受付の方法"), max_length=10, choices=Booking.Channel, default=Booking.Channel.WEB
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)
    # What the receipt promised.
    read_by = models.DateTimeField(_("この日時までに読むと約束した"))
    first_read_at = models.DateTimeField(_("最初に読んだ日時"), null=True, blank=True)
    first_read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("状態"), max_length=12, choices=State, default=State.NEW, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_concerns",
        verbose_name=_("担当"),
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stand_in_concerns",
        verbose_name=_("担当の代わり"),
    )
    wants_answer = models.BooleanField(_("返事がほしい"), default=False)
    answered_at = models.DateTimeField(_("返事をした日時"), null=True, blank=True)
    # Tries to open the answers with a wrong number.
    wrong_numbers = models.PositiveSmallIntegerField(default=0)
    handed_to = models.CharField(_("引き継ぎ先"), max_length=100, blank=True, default="")
    handed_reference = models.CharField(_("引き継ぎ先の番号"), max_length=100, blank=True, default="")
    outcome = models.CharField(_("結果"), max_length=12, choices=Outcome, blank=True, default="")
    closed_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("気づき")
        verbose_name_plural = _("気づき")
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(way="call") | ~Q(relation=""), name="concern_written_says_who_writes"
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(state="closed") & Q(outcome="") & Q(closed_at__isnull=True)),
                name="concern_closed_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | ~Q(handed_to=""), name="concern_handed_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | Q(owner__isnull=True) | ~Q(stand_in=F("owner")),
                name="concern_stand_in_is_another",
            ),
        )
        indexes = (
            models.Index(fields=("received_at",), name="concern_received"),
            models.Index(fields=("read_by",), condition=Q(first_read_at__isnull=True), name="concern_unread"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def is_call(self) -> bool:
        return self.way == self.Way.CALL

    @property
    def is_unanswered(self) -> bool:
        """Whether somebody waits to hear from the office: an answer, or a call."""
        return self.is_open and self.wants_answer and self.answered_at is None

    def is_read_late(self, now: datetime.datetime) -> bool:
        return self.first_read_at is None and self.read_by < now
