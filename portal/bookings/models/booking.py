import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.bookings.models.occasion import Accommodation, Occasion
from portal.bookings.models.place_kind import PlaceKind
from portal.people.models import Person, contactable
from portal.private.fields import PrivateJSONField, PrivateTextField


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> Self:
        """Bookings that still mean something: everything but the cancelled."""
        return self.exclude(status=Booking.Status.CANCELLED)

    def hoping(self) -> Self:
        """Those that have a place or may still get one: whom changes of the occasion concern."""
        return self.exclude(status__in=(Booking.Status.CANCELLED, Booking.Status.NOT_SELECTED))

    def left_without_contact(self, now: datetime.datetime) -> Self:
        """Parties that still come although the person through whom they are told things can be told nothing
        any more and does not come: somebody else has to be their contact."""
        coming = Attendee.objects.live().filter(booking=OuterRef("pk"), person=OuterRef("contact"))
        ahead = Occasion.objects.ahead(now).order_by().values("pk")
        return self.hoping().filter(~contactable("contact__"), ~Exists(coming), occasion__in=ahead)

    def to_check(self) -> Self:
        """Received ones of which staff, or who applied first, must say whether they are admitted at all."""
        return self.filter(
            status=Booking.Status.RECEIVED, awaits__in=(Booking.Awaits.TWIN, Booking.Awaits.CHECK)
        )

    def for_staff_to_check(self, now: datetime.datetime) -> Self:
        """What somebody of the office has to look at: received ones, and parties left without a contact."""
        left = self.left_without_contact(now).order_by().values("pk")
        return self.filter(Q(pk__in=self.to_check().order_by().values("pk")) | Q(pk__in=left))

    def to_decide(self) -> Self:
        """Admitted ones that wait for the draw or the review."""
        return self.filter(
            status=Booking.Status.RECEIVED, awaits__in=(Booking.Awaits.DRAW, Booking.Awaits.REVIEW)
        )

    def in_queue(self) -> Self:
        """Those who wait, in the order in which they are to be served."""
        return self.filter(status=Booking.Status.WAITLISTED).order_by("queue_no")


class WaitGroup(models.Model):
    """Waiting for any of several occasions, or for another one while keeping a seat (どれか一つを待つ).

    The bookings of a group belong to the same people, each at an occasion of its own. The first that gets
    a seat releases the others. No lock of its own: whoever changes a group holds all its occasions.
    """

    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.pk}"


class Booking(models.Model):
    """The application of a party of one to three for one occasion (申込). They stay together in the
    queue and in promotion; each may leave singly."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("受付（確認中）")
        CONFIRMED = "confirmed", _("参加決定")
        WAITLISTED = "waitlisted", _("キャンセル待ち")
        OFFERED = "offered", _("意向確認中")
        NOT_SELECTED = "not_selected", _("選外")
        CANCELLED = "cancelled", _("取消")

    class Awaits(models.TextChoices):
        """What a received application still needs before it gets a seat or a place in the queue."""

        TWIN = "twin", _("同じ人の申込でないかの確認")
        CHECK = "check", _("サポーター登録の確認")
        DRAW = "draw", _("抽選")
        REVIEW = "review", _("選考")

    class Channel(models.TextChoices):
        """How the application reached the office (申込経路)."""

        WEB = "web", _("Web")
        PHONE = "phone", _("電話")
        FAX = "fax", _("FAX")
        EMAIL = "email", _("メール")
        COUNTER = "counter", _("窓口")
        POST = "post", _("郵送")

    class CancelledBy(models.TextChoices):
        PERSON = "person", _("本人")
        STAFF = "staff", _("職員")
        TWIN = "twin", _("同じ人の二つ目の申込")
        OTHER_PLACE = "other_place", _("ほかの席に決まった")
        NO_ANSWER = "no_answer", _("期限までに返事がなかった")

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="bookings")
    place_kind = models.ForeignKey(
        PlaceKind, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("参加のしかた")
    )
    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="bookings_as_contact", verbose_name=_("連絡先")
    )
    status = models.CharField(_("状態"), max_length=12, choices=Status)
    # Not empty while the booking is ``received``, nor when it was cancelled then.
    awaits = models.CharField(
        _("待っていること"), max_length=10, choices=Awaits, blank=True, default="", editable=False
    )
    wait_group = models.ForeignKey(
        WaitGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        editable=False,
    )
    # As the applicant wrote it, for an occasion that is open to registered supporters.
    supporter_number = models.CharField(
        _("つながりサポーターの登録番号"), max_length=20, blank=True, default=""
    )
    # What a cancelled booking was before, so that restoring it needs no guess.
    status_before = models.CharField(max_length=12, choices=Status, blank=True, default="", editable=False)
    cancelled_by = models.CharField(
        _("取り消した人"), max_length=12, choices=CancelledBy, blank=True, default="", editable=False
    )
    cancelled_at = models.DateTimeField(_("取消日時"), null=True, blank=True, editable=False)
    # Place in the queue of the whole occasion, given under its lock: the order of arrival, and after a draw
    # the drawn order. Who moves to another queue gets a new one, at its end.
    queue_no = models.PositiveIntegerField(_("受付順"), editable=False)
    helpers = models.PositiveSmallIntegerField(
        _("介助者の人数"), default=0, help_text=_("いすを用意します。定員には数えません")
    )
    receipt_number = models.CharField(_("受付番号"), max_length=8, unique=True, editable=False)
    submission_key = models.CharField(max_length=64, unique=True, editable=False)
    # Part of every link to this booking: raising it makes all older links void.
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    channel = models.CharField(_("申込経路"), max_length=10, choices=Channel)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("入力した職員"),
    )
    received_at = models.DateTimeField(_("受付日時"), default=timezone.now)
    note = PrivateTextField(_("本人からのひとこと"), blank=True, default="")
    # How the form came in (``portal.ui.machines``): staff look, nothing else follows from it.
    may_be_machine = models.BooleanField(_("機械かもしれません"), default=False, editable=False)
    revision = models.PositiveIntegerField(editable=False, default=0)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("申込")
        verbose_name_plural = _("申込")
        ordering = ("queue_no",)
        constraints = (
            models.UniqueConstraint(fields=("occasion", "queue_no"), name="booking_queue_no_per_occasion"),
            models.UniqueConstraint(fields=("id", "occasion"), name="booking_id_occasion"),
            models.CheckConstraint(condition=Q(helpers__lte=3), name="booking_at_most_three_helpers"),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="booking_cancelled_has_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(status="received") & ~Q(awaits=""))
                | Q(status="cancelled")
                | (~Q(status="received") & Q(awaits="")),
                name="booking_received_awaits_something",
            ),
            # Waiting for any of several: one booking of the group at each occasion. A cancelled one may stay.
            models.UniqueConstraint(
                fields=("wait_group", "occasion"),
                condition=~Q(status="cancelled"),
                name="booking_once_per_wait_group",
            ),
        )
        indexes = (models.Index(fields=("occasion", "status", "queue_no"), name="booking_queue"),)

    def __str__(self) -> str:
        return self.receipt_number

    def party(self) -> list["Attendee"]:
        """Who comes; of a cancelled booking, who would have come. Reads ``attendees``, prefetched or not."""
        return [a for a in self.attendees.all() if a.is_live or a.left_at == self.cancelled_at]

    def others_of_group(self) -> list["Booking"]:
        """The other bookings of those who wait for any of several, the released ones included."""
        if self.wait_group_id is None:
            return []
        others = Booking.objects.filter(wait_group=self.wait_group_id).exclude(pk=self.pk)
        return list(others.select_related("occasion", "place_kind").prefetch_related("occasion__dates"))

    def parties_ahead(self) -> int:
        """How many parties wait before this one for the same kind of place."""
        return (
            Booking.objects.in_queue()
            .filter(occasion=self.occasion_id, place_kind=self.place_kind_id, queue_no__lt=self.queue_no)
            .count()
        )


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def live(self) -> Self:
        return self.filter(is_live=True)

    def coming(self) -> Self:
        """Attendees with a confirmed place."""
        return self.filter(is_live=True, booking__status=Booking.Status.CONFIRMED)


class Attendee(models.Model):
    """One person of a party (参加者).

    ``occasion`` and ``is_live`` repeat what the booking says, so that the database itself can hold one live
    place per person and occasion; a composite foreign key and the actions keep them true.
    """

    class AgeBand(models.TextChoices):
        UNDER_20 = "under_20", _("10代以下")
        TWENTIES = "20s", _("20代")
        THIRTIES = "30s", _("30代")
        FORTIES = "40s", _("40代")
        FIFTIES = "50s", _("50代")
        SIXTIES = "60s", _("60代")
        SEVENTIES = "70s", _("70代")
        FROM_80 = "80_over", _("80代以上")

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="attendees")
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("人")
    )
    position = models.PositiveSmallIntegerField(_("組の中の順"))
    is_live = models.BooleanField(default=True, editable=False)
    left_at = models.DateTimeField(_("取りやめた日時"), null=True, blank=True, editable=False)
    # Until then the seat of somebody whom staff cancelled counts as taken, so that undo is free.
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    affiliation = models.CharField(_("所属"), max_length=100, blank=True, default="")
    age_band = models.CharField(_("年代"), max_length=10, choices=AgeBand, blank=True, default="")

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加者")
        verbose_name_plural = _("参加者")
        ordering = ("booking", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "occasion"), condition=Q(is_live=True), name="attendee_one_live_place"
            ),
            models.UniqueConstraint(fields=("booking", "position"), name="attendee_position_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=3), name="attendee_party_of_one_to_three"
            ),
            models.CheckConstraint(
                condition=Q(is_live=True, left_at__isnull=True, held_until__isnull=True)
                | Q(is_live=False, left_at__isnull=False),
                name="attendee_left_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("held_until",), condition=Q(held_until__isnull=False), name="attendee_held"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class AccommodationRequest(models.Model):
    """What a party needs in order to take part. Kept apart: shown only to those who arrange it."""

    class State(models.TextChoices):
        OPEN = "open", _("手配中")
        ARRANGED = "arranged", _("手配できた")
        IMPOSSIBLE = "impossible", _("用意できない")

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="accommodation_requests")
    kind = models.CharField(_("配慮"), max_length=20, choices=Accommodation)
    text = PrivateTextField(_("くわしく"), blank=True, default="")
    is_late = models.BooleanField(_("期限の後の申出"), default=False)
    state = models.CharField(_("手配"), max_length=10, choices=State, default=State.OPEN, editable=False)
    # What the person is told about it.
    answer = PrivateTextField(_("本人へのことば"), max_length=300, blank=True, default="", editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("配慮の申出")
        verbose_name_plural = _("配慮の手配")
        permissions = (("arrange_accommodations", _("配慮を手配する")),)
        ordering = ("booking", "kind")
        constraints = (
            models.UniqueConstraint(fields=("booking", "kind"), name="accommodation_once_per_booking"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class BookingDraft(models.Model):
    """What was typed into the application form, waiting on the server until it is confirmed.

    The hash of its token is the submission key of the booking that it becomes; what was typed is dropped then.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    # Known only while its holder is being answered.
    token = ""
    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE)
    data = PrivateJSONField(default=dict)
    may_be_machine = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, null=True, blank=True)

    def __str__(self) -> str:
        return f"#{self.pk}"
