from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models import Booking, Occasion
from portal.correspondence.models import Message
from portal.people.models import ContactWish, Person, contactable


class InterestQuerySet(models.QuerySet["Interest"]):
    def confirmed(self) -> Self:
        """Those who are told when a training opens: not while a mark says that they must not be contacted."""
        return self.filter(contactable("person__"), state=Interest.State.CONFIRMED)

    def live(self) -> Self:
        return self.exclude(state=Interest.State.ENDED)

    def waiting_for_a_training(self) -> Self:
        """Those who asked to be told and have not heard of any training yet: for whom one would be held."""
        told = InterestNotice.objects.filter(
            interest=OuterRef("pk"), opening__noticed_at__gte=OuterRef("confirmed_at")
        )
        return self.confirmed().exclude(Exists(told))

    def of_address(self, *, email: str = "", telephone: str = "") -> Self:
        """Those who may be told at this very address, ended ones included, the live first. Whoever shares it
        with somebody who has died or wants to hear no more is somebody else."""
        at = (
            Q(person__email__iexact=email, person__contact_wish=ContactWish.MAIL)
            if email
            else Q(person__telephone=telephone)
        )
        is_live = models.Case(models.When(state=Interest.State.ENDED, then=1), default=0)
        return self.filter(at, contactable("person__")).order_by(is_live, "pk")


class Interest(models.Model):
    """Somebody who asked to be told when the next training opens (研修のお知らせ).

    An e-mail address counts once its owner has said so by the link in a mail (double opt-in). What nobody
    confirmed is removed after seven days, the person made for it too. Ends with leaving, or with a booking.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("本人の確認待ち")
        CONFIRMED = "confirmed", _("お知らせする")
        ENDED = "ended", _("やめた")

    class EndReason(models.TextChoices):
        LEFT = "left", _("本人がやめた")
        STAFF = "staff", _("事務局がやめた")
        BOOKED = "booked", _("研修に申し込んだ")
        MERGED = "merged", _("ほかの記録とまとめた")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="interests", verbose_name=_("人")
    )
    state = models.CharField(_("状態"), max_length=10, choices=State, editable=False)
    channel = models.CharField(_("受付の方法"), max_length=10, choices=Booking.Channel, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("入力した職員"),
    )
    may_be_machine = models.BooleanField(_("機械かもしれません"), default=False, editable=False)
    asked_at = models.DateTimeField(_("申し出た日時"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("確認した日時"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("やめた日時"), null=True, blank=True, editable=False)
    end_reason = models.CharField(
        _("やめた理由"), max_length=10, choices=EndReason, blank=True, default="", editable=False
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("やめる操作をした職員"),
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("研修のお知らせを待つ人")
        verbose_name_plural = _("研修のお知らせを待つ人")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=~Q(state="ended"), name="interest_one_live_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="interest_confirmed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state="ended") & ~Q(end_reason="")) | (~Q(state="ended") & Q(end_reason="")),
                name="interest_ended_has_a_reason",
            ),
        )
        indexes = (models.Index(fields=("asked_at",), condition=Q(state="waiting"), name="interest_waiting"),)

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state != self.State.ENDED


class Opening(models.Model):
    """A training seen open for applications for the first time: those who wait were told then, and only then."""

    occasion = models.OneToOneField(Occasion, on_delete=models.PROTECT, related_name="opening")
    noticed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.pk}"


class InterestNotice(models.Model):
    """One training that one person was told of; several that open within minutes share a message."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="notices")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="notices")
    # Empty where the person must not be contacted.
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="interest_notices"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("interest", "opening"), name="interest_told_once_of_an_opening"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
