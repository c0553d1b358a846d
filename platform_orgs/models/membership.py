import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from platform_orgs.models.organisation import Organisation
from portal.accounts.models import User
from portal.people.models import Person


class Role(models.TextChoices):
    EDITOR = "editor", _("編集する人")
    MANAGER = "manager", _("代表の担当者")


class Digest(models.TextChoices):
    """How often somebody hears by mail what waits."""

    WEEKLY = "weekly", _("週に一度")
    NEVER = "never", _("受け取らない")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> Self:
        """Those who belong to their organisation today."""
        return self.filter(ended_at__isnull=True)

    def acting(self) -> Self:
        """Live ones whose organisation is active: only these open anything."""
        return self.live().filter(organisation__state=Organisation.State.ACTIVE)

    def of_user(self, user: User) -> Self:
        """What this address may act for now. No other way leads to an organisation's inner pages."""
        return self.acting().filter(user=user)

    def managers(self) -> Self:
        return self.filter(role=Role.MANAGER)


class Membership(models.Model):
    """Somebody acts for an organisation (団体の担当者).

    ``person`` is told things, by that person's own wish; ``user`` is the address that may sign in for it,
    empty for a representative without e-mail, for whom the office acts.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="platform_memberships", verbose_name=_("人")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="platform_memberships",
        verbose_name=_("ログインするアドレス"),
    )
    role = models.CharField(_("役割"), max_length=10, choices=Role)
    since = models.DateField(_("いつから"), default=timezone.localdate)
    ended_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)
    digest = models.CharField(_("週に一度のお知らせ"), max_length=10, choices=Digest, default=Digest.WEEKLY)
    # When the portal last looked whether there is something to tell.
    digested_on = models.DateField(null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("団体の担当者")
        verbose_name_plural = _("団体の担当者")
        ordering = ("-role", "id")  # managers first
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "person"),
                condition=Q(ended_at__isnull=True),
                name="membership_one_live_per_person",
            ),
            models.UniqueConstraint(
                fields=("organisation", "user"),
                condition=Q(ended_at__isnull=True, user__isnull=False),
                name="membership_one_live_per_user",
            ),
        )

    def __str__(self) -> str:
        # A number: this text reaches logs and histories.
        return f"#{self.pk}"

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime.datetime) -> Self:
        """Those that can still be accepted."""
        return self.filter(
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
            organisation__state=Organisation.State.ACTIVE,
        )


class Invitation(models.Model):
    """Somebody is asked to act for an organisation. Its link is derived, nothing of it is stored (links.py).

    Without ``email`` it is printed: whoever holds the sheet types an address, and the way in is mailed there,
    because paper does not show whose address it is.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="platform_invitations", verbose_name=_("人")
    )
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True, default="")
    role = models.CharField(_("役割"), max_length=10, choices=Role)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("招待した人")
    )
    # How staff made sure who a new representative is; empty when a manager invited.
    checked = models.CharField(_("本人確認の記録"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("招待した日時"), default=timezone.now)
    expires_at = models.DateTimeField(_("期限"))
    used_at = models.DateTimeField(_("受けた日時"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("取りやめた日時"), null=True, blank=True)
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("招待")
        verbose_name_plural = _("招待")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, membership__isnull=True)
                | Q(used_at__isnull=False, membership__isnull=False),
                name="invitation_used_made_a_membership",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether it can still be accepted; the organisation is another question."""
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > now
