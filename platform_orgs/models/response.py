from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.need import Need
from platform_orgs.models.organisation import Organisation
from portal.bookings.models import Booking


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, *organisations: Organisation) -> Self:
        """Their own answers, and those to their own needs of which the office has shown something."""
        return self.filter(
            Q(organisation__in=organisations)
            | Q(need__organisation__in=organisations, pk__in=_shown().values("response"))
        )

    def live(self) -> Self:
        """Those that may still come to something."""
        return self.filter(
            state__in=(Response.State.OFFERED, Response.State.ACCEPTED), need__state=Need.State.OPEN
        )

    def wanting_office(self) -> Self:
        """Those about which the office has something to do: to read what was said, or to answer it itself."""
        unread = ResponseMessage.objects.to_read().values("response")
        said_to_office = Response.objects.waiting_for(None).values("pk")
        return self.filter(Q(pk__in=unread) | Q(pk__in=said_to_office))

    def waiting_for(self, organisation: Organisation | None) -> Self:
        """Live ones in which the other side said the last word to ``organisation``; to the office for None."""
        last = _shown().filter(response=models.OuterRef("pk")).order_by("-id").values("side")[:1]
        poster, responder = ResponseMessage.Side.POSTER, ResponseMessage.Side.RESPONDER
        return (
            self.live()
            .annotate(last_side=models.Subquery(last))
            .filter(
                (_is("need__organisation", organisation) & Q(last_side=responder))
                | (_is("organisation", organisation) & Q(last_side=poster))
            )
        )


def _is(name: str, organisation: Organisation | None) -> Q:
    return Q(**{f"{name}__isnull": True}) if organisation is None else Q(**{name: organisation})


def _shown() -> models.QuerySet["ResponseMessage"]:
    return ResponseMessage.objects.filter(shown_at__isnull=False)


class Response(models.Model):
    """What a member, or the office, answers to a need (回答・申し出). Its thread is between the two sides and
    the office. One for each need and organisation."""

    class State(models.TextChoices):
        OFFERED = "offered", _("申し出中")
        ACCEPTED = "accepted", _("お願いした")
        DECLINED = "declined", _("見送った")
        WITHDRAWN = "withdrawn", _("取り下げ")

    # The office's own answer in an address; no organisation may be called so (urls.RESERVED).
    OFFICE = "office"

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="responses")
    # Empty: the office itself.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="responses"
    )
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.OFFERED, editable=False)
    created_at = models.DateTimeField(_("日時"), default=timezone.now)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("回答")
        verbose_name_plural = _("回答")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("need", "organisation"), nulls_distinct=False, name="response_one_per_organisation"
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def address(self) -> str:
        """What it is called within its need's address."""
        return self.organisation.slug if self.organisation else self.OFFICE

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.OFFERED, self.State.ACCEPTED)


class ResponseMessageQuerySet(models.QuerySet["ResponseMessage"]):
    def to_read(self) -> Self:
        """Those that the office has to read before the other side does, while their need is open."""
        return self.filter(
            shown_at__isnull=True, sent_back_at__isnull=True, response__need__state=Need.State.OPEN
        )


class ResponseMessage(models.Model):
    """One message in the thread of a response. The office reads the first of each thread before others do."""

    class Side(models.TextChoices):
        POSTER = "poster", _("困りごとを出した側")
        RESPONDER = "responder", _("回答した側")
        OFFICE = "office", _("事務局")

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(_("どちらの側"), max_length=10, choices=Side, default=Side.RESPONDER)
    # Whose words they are, even if that organisation has ended since. Empty: the office's.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("内容"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("日時"), default=timezone.now)
    # Empty while the office has not read it; only its writer and the office see it until then.
    shown_at = models.DateTimeField(_("相手に見せた日時"), null=True, blank=True)
    read_by = models.DateTimeField(_("この日時までに読むと約束した"), null=True, blank=True)
    # The office did not show it and said why; its writer writes another.
    sent_back_at = models.DateTimeField(_("差し戻した日時"), null=True, blank=True)
    remark = models.CharField(_("事務局からのひとこと"), max_length=500, blank=True, default="")
    channel = models.CharField(
        _("受け取り方"), max_length=10, choices=Booking.Channel, default=Booking.Channel.WEB
    )
    pattern_confirmed = models.BooleanField(default=False, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = ResponseMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("やりとり")
        verbose_name_plural = _("やりとり")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(sent_back_at__isnull=True),
                name="response_message_shown_or_sent_back",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"
